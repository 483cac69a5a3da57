#pragma once
// What can go wrong between us and the hub: what passes by itself is waited for, the rest is said.
// For the files of this room only.

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>

#include "base/units.h"
#include "models/curl.h"

namespace musicgen::models {

struct Trouble {
  std::string reason;      // "the server answered 503", fit to end a sentence
  bool passes = true;      // worth another try
  Seconds retry_after{0};  // what the server asks for
  std::string advice;
};

// Whether a status means "later": 408, 429 and 5xx.
bool is_passing(int status);

// Throws DownloadFailed unless the status is a success.
void refuse_status(int status, const std::string& what, bool had_token);

Trouble trouble_of(CURLcode code, const AnswerHead& head);

// Counts failures in a row and says how long to wait: 0.5 s, 1 s, ... or what the server asks for,
// at most two minutes.
class Patience {
 public:
  explicit Patience(std::string what) : what_(std::move(what)) {}

  // Throws DownloadFailed where it does not pass, or was the sixth in a row.
  void fail(const Trouble& trouble);

  // Things move again.
  void reset() { failures_ = 0; }

  // No try before that moment.
  std::chrono::steady_clock::time_point next_try() const { return next_try_; }

  // Throws Cancelled.
  void wait(const std::stop_token& stop) const;

 private:
  std::string what_;
  int failures_ = 0;
  std::chrono::steady_clock::time_point next_try_{};
};

}  // namespace musicgen::models
