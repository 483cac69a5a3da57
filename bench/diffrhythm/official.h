#pragma once
// The rival: the official algorithm on the same libtorch. Weights as fp32 copies, two forwards for
// guidance, the text embedded in each, attention with its whole matrix (DiffRhythm 28ad63c,
// model/dit.py and model/modules.py).

#include <map>
#include <string>

#include <ATen/ATen.h>

#include "engines/diffrhythm/checkpoint/checkpoint.h"
#include "engines/diffrhythm/dit/config.h"

namespace musicgen::bench {

class OfficialDit {
 public:
  OfficialDit(const diffrhythm::Checkpoint& file, const diffrhythm::DitConfig& config);

  at::Tensor forward(const at::Tensor& x, const at::Tensor& cond, const at::Tensor& tokens,
                     const at::Tensor& style, const at::Tensor& time, const at::Tensor& start);

 private:
  const at::Tensor& weight(const std::string& name) const { return weights_.at(name); }
  at::Tensor linear(const std::string& name, const at::Tensor& x) const;
  at::Tensor time_embedding(const std::string& name, const at::Tensor& time) const;
  at::Tensor text_embedding(const at::Tensor& tokens) const;
  at::Tensor attention(const std::string& block, const at::Tensor& x) const;
  at::Tensor feed_forward(const std::string& block, const at::Tensor& x) const;

  diffrhythm::DitConfig config_;
  std::map<std::string, at::Tensor> weights_;
};

}  // namespace musicgen::bench
