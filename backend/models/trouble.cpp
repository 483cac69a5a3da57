#include "models/trouble.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <thread>

#include <fmt/format.h>

#include "base/error.h"
#include "base/log.h"
#include "base/progress.h"

namespace musicgen::models {
namespace {

constexpr int kTries = 6;
constexpr Seconds kFirstPause{0.5};
constexpr Seconds kLongestPause{120};

Seconds retry_after_in(const AnswerHead& head) {
  const std::string text = head.field("retry-after");
  int seconds = 0;
  std::from_chars(text.data(), text.data() + text.size(), seconds);
  return Seconds(std::max(seconds, 0));
}

}  // namespace

bool is_passing(int status) {
  return status == 408 || status == 429 || status >= 500;
}

void refuse_status(int status, const std::string& what, bool had_token) {
  if (status >= 200 && status < 300) return;
  if (status == 401 || status == 403) {
    throw DownloadFailed(fmt::format("The hub does not give {} to {} (status {}).", what,
                                     had_token ? "the account of this HF_TOKEN" : "everybody",
                                     status))
        .advise(had_token ? "Accept the model's terms on its page at the hub with that account."
                          : "Set HF_TOKEN to a token of an account that may read it.");
  }
  if (status == 404) {
    throw DownloadFailed(fmt::format("The hub has no {}.", what))
        .advise("Check HF_ENDPOINT: a mirror may not have it.");
  }
  throw DownloadFailed(fmt::format("The hub answered {} for {}.", status, what));
}

Trouble trouble_of(CURLcode code, const AnswerHead& head) {
  if (code == CURLE_OK) {
    return {.reason = fmt::format("the server answered {}", head.status),
            .retry_after = retry_after_in(head)};
  }
  Trouble trouble{.reason = curl_easy_strerror(code)};
  switch (code) {
    case CURLE_UNSUPPORTED_PROTOCOL:
      trouble.passes = false;
      trouble.reason = "the server leads to an address that is not encrypted";
      break;
    case CURLE_TOO_MANY_REDIRECTS:
    case CURLE_URL_MALFORMAT:
      trouble.passes = false;
      break;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      trouble.passes = false;
      trouble.advice = "Check the machine's clock, and that ca-certificates is installed.";
      break;
    default:
      break;
  }
  return trouble;
}

void Patience::fail(const Trouble& trouble) {
  // Connections often break together; that is one failure.
  if (trouble.passes && std::chrono::steady_clock::now() < next_try_) return;
  ++failures_;
  if (!trouble.passes || failures_ >= kTries) {
    throw DownloadFailed(fmt::format("{} can't be fetched: {}.", what_, trouble.reason))
        .advise(trouble.advice.empty()
                    ? "Check the network and try again; what was fetched is kept."
                    : trouble.advice);
  }
  const Seconds pause = std::clamp(Seconds(kFirstPause * std::exp2(failures_ - 1)),
                                   std::min(trouble.retry_after, kLongestPause), kLongestPause);
  log::info("{}: {}; trying again in {:.1f} s", what_, trouble.reason, pause.count());
  next_try_ = std::chrono::steady_clock::now() +
              std::chrono::duration_cast<std::chrono::steady_clock::duration>(pause);
}

void Patience::wait(const std::stop_token& stop) const {
  while (std::chrono::steady_clock::now() < next_try_) {
    throw_if_stopped(stop);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

}  // namespace musicgen::models
