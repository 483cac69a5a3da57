#include "engines/diffrhythm/vae/oobleck.h"

#include <algorithm>

namespace musicgen::diffrhythm {

namespace {

std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

std::int64_t reach_of(const std::vector<ResidualUnit>& units) {
  std::int64_t reach = 0;
  for (const ResidualUnit& unit : units) reach += unit.reach();
  return reach;
}

}  // namespace

std::int64_t Convolution::padding() const {
  if (stride > 1) return stride / 2;
  return dilation * (kernel() - 1) / 2;
}

at::Tensor Convolution::operator()(const at::Tensor& x) const {
  if (up) return at::conv_transpose1d(x, weight, bias, stride, padding());
  return at::conv1d(x, weight, bias, stride, padding(), dilation);
}

void ResidualUnit::apply_in_place(at::Tensor& x) const {
  at::Tensor change = wide(before(x));
  between.apply_in_place(change);
  x.add_(mix(change));
}

std::int64_t OobleckStage::length_out(std::int64_t length_in) const {
  return convolution.up ? length_in * convolution.stride : length_in / convolution.stride;
}

std::int64_t OobleckStage::start_out(std::int64_t first) const {
  return length_out(first);
}

Span OobleckStage::needs(Span out, std::int64_t length_in) const {
  const std::int64_t stride = convolution.stride, padding = convolution.padding();
  const std::int64_t reach = convolution.dilation * (convolution.kernel() - 1);
  const std::int64_t first = out.first - reach_of(after), last = out.last - 1 + reach_of(after);
  Span in;
  if (convolution.up) {
    in = {-floor_divide(reach - padding - first, stride), floor_divide(last + padding, stride) + 1};
  } else {
    in = {first * stride - padding, last * stride - padding + reach + 1};
  }
  in.first = std::max<std::int64_t>(in.first - reach_of(before), 0);
  in.last = std::min(in.last + reach_of(before), length_in);
  if (!convolution.up) in.first -= in.first % stride;  // the strides fall where they always fall
  return in;
}

at::Tensor OobleckStage::run(at::Tensor x) const {
  for (const ResidualUnit& unit : before) unit.apply_in_place(x);
  if (snake) snake->apply_in_place(x);
  x = convolution(x);
  for (const ResidualUnit& unit : after) unit.apply_in_place(x);
  return x;
}

at::Tensor run_part(const std::vector<OobleckStage>& stages, std::int64_t length,
                    const std::function<at::Tensor(Span)>& input, Span out) {
  std::vector<std::int64_t> lengths;
  for (const OobleckStage& stage : stages) {
    lengths.push_back(length);
    length = stage.length_out(length);
  }
  std::vector<Span> wanted(stages.size() + 1, out);
  for (std::size_t i = stages.size(); i-- > 0;) {
    wanted[i] = stages[i].needs(wanted[i + 1], lengths[i]);
  }
  at::Tensor x = input(wanted[0]).contiguous();
  for (std::size_t i = 0; i < stages.size(); ++i) {
    const Span next = wanted[i + 1];
    x = stages[i].run(x);
    x = x.narrow(2, next.first - stages[i].start_out(wanted[i].first), next.last - next.first)
            .contiguous();
  }
  return x;
}

std::int64_t length_after(const std::vector<OobleckStage>& stages, std::int64_t length) {
  for (const OobleckStage& stage : stages) length = stage.length_out(length);
  return length;
}

}  // namespace musicgen::diffrhythm
