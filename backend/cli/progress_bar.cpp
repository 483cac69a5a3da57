#include "cli/progress_bar.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <unistd.h>

#include "base/duration.h"

namespace musicgen::cli {
namespace {

constexpr int kCells = 30;

std::string bar(double percent) {
  const int full = static_cast<int>(std::lround(percent / 100 * kCells));
  std::string text;
  for (int i = 0; i < kCells; ++i) text += i < full ? "█" : "░";
  return text;
}

// What a stage is called, however far it has come: "packing 3 of 5" is one stage.
std::string without_digits(std::string text) {
  std::erase_if(text, [](char c) { return c >= '0' && c <= '9'; });
  return text;
}

std::string time_left(const jobs::Job& job) {
  if (!job.eta_seconds) return "";
  return fmt::format("  {} left", clock_text(Seconds(*job.eta_seconds)));
}

}  // namespace

ProgressBar::ProgressBar() : terminal_(::isatty(STDERR_FILENO) == 1) {}

ProgressBar::~ProgressBar() {
  if (drawn_) std::fputs("\r\033[K", stderr);
}

void ProgressBar::show(const jobs::Job& job) {
  const std::string stage = job.status == jobs::Status::pending
                                ? fmt::format("waiting, {} in the queue", job.queue_position)
                                : job.stage;
  if (terminal_) {
    fmt::print(stderr, "\r\033[K{} {:3.0f} %  {}{}", bar(job.progress), job.progress, stage,
               time_left(job));
    std::fflush(stderr);
    drawn_ = true;
    return;
  }
  const int tenths = static_cast<int>(job.progress / 10);
  const std::string wordy = without_digits(stage);
  if (tenths <= printed_tenths_ && wordy == printed_stage_) return;
  fmt::print(stderr, "{:3.0f} %  {}{}\n", job.progress, stage, time_left(job));
  printed_tenths_ = std::max(tenths, printed_tenths_);
  printed_stage_ = wordy;
}

}  // namespace musicgen::cli
