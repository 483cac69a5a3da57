#include "models/hub.h"

#include <charconv>

#include <fmt/format.h>

#include "base/error.h"
#include "base/progress.h"
#include "base/text.h"
#include "models/trouble.h"

namespace musicgen::models {
namespace {

constexpr int kMaxRedirects = 5;
constexpr std::int64_t kMostBytes = std::int64_t{1} << 40;  // no model has a terabyte

int stop_when_asked(void* stop, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const std::stop_token*>(stop)->stop_requested() ? 1 : 0;
}

struct HeadAnswer {
  CURLcode code = CURLE_OK;
  AnswerHead head;
  std::string leads_to;  // where a redirect leads; empty: it is none
};

HeadAnswer ask_once(const Target& target, const std::stop_token& stop) {
  HeadAnswer answer;
  HeaderLines lines;
  const Easy easy = easy_for(target, lines, answer.head);
  curl_easy_setopt(easy.get(), CURLOPT_NOBODY, 1L);
  curl_easy_setopt(easy.get(), CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy.get(), CURLOPT_XFERINFOFUNCTION, stop_when_asked);
  curl_easy_setopt(easy.get(), CURLOPT_XFERINFODATA, &stop);
  answer.code = curl_easy_perform(easy.get());
  throw_if_stopped(stop);
  long status = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &status);
  answer.head.status = static_cast<int>(status);
  char* redirect = nullptr;
  curl_easy_getinfo(easy.get(), CURLINFO_REDIRECT_URL, &redirect);
  if (redirect != nullptr) answer.leads_to = redirect;
  return answer;
}

HeadAnswer ask(const Target& target, const std::string& what, const std::stop_token& stop) {
  Patience patience(what);
  while (true) {
    HeadAnswer answer = ask_once(target, stop);
    if (answer.code == CURLE_OK && !is_passing(answer.head.status)) return answer;
    patience.fail(trouble_of(answer.code, answer.head));
    patience.wait(stop);
  }
}

// The digits of an ETag: quotes and the mark of a weak one go.
std::string checksum_in(std::string_view etag) {
  if (etag.starts_with("W/")) etag.remove_prefix(2);
  if (etag.size() >= 2 && etag.front() == '"' && etag.back() == '"') {
    etag = etag.substr(1, etag.size() - 2);
  }
  const bool hex = etag.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  return hex && (etag.size() == 64 || etag.size() == 40) ? std::string(etag) : "";
}

std::uint64_t size_in(const std::string& text, const std::string& what) {
  std::int64_t bytes = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bytes);
  if (text.empty() || error != std::errc() || end != text.data() + text.size() || bytes <= 0 ||
      bytes > kMostBytes) {
    throw DownloadFailed(fmt::format("The hub does not say how large {} is.", what))
        .advise("Check HF_ENDPOINT, or try again later.");
  }
  return static_cast<std::uint64_t>(bytes);
}

std::string first_of(const AnswerHead& head, const char* name, const char* other) {
  const std::string value = head.field(name);
  return value.empty() ? head.field(other) : value;
}

}  // namespace

Hub::Hub(const Config& config) : endpoint_(config.hf_endpoint), token_(config.hf_token) {
  while (endpoint_.ends_with('/')) endpoint_.pop_back();
  if (origin_of(endpoint_).empty()) {
    throw InvalidParameter("HF_ENDPOINT must be an address such as https://huggingface.co.")
        .at("HF_ENDPOINT");
  }
  if (token_.find_first_of("\r\n ") != std::string::npos) {
    throw InvalidParameter("HF_TOKEN must be one word.").at("HF_TOKEN");
  }
  if (!token_.empty() && endpoint_.starts_with("http:") && !is_loopback(endpoint_)) {
    throw InvalidParameter("HF_ENDPOINT is not encrypted, so HF_TOKEN could be read on the way.")
        .at("HF_ENDPOINT")
        .advise("Use an https:// address, or unset HF_TOKEN.");
  }
}

std::optional<HubFile> Hub::look_up(const Part& part, const FileSpec& file,
                                    const std::stop_token& stop) const {
  const bool allows_http = endpoint_.starts_with("http:");
  if (!file.url.empty()) {
    return HubFile{.target = {.url = file.url, .allows_http = allows_http},
                   .bytes = static_cast<std::uint64_t>(file.bytes),
                   .checksum = file.sha256};
  }
  const std::string what = fmt::format("{} of {}", file.name, part.repo);
  HubFile found;
  found.target = {.url = fmt::format("{}/{}/resolve/main/{}", endpoint_, part.repo, file.name),
                  .bearer = token_,
                  .allows_http = allows_http};

  // The hub's own answer has the metadata; what it leads to, a store of large files, has not.
  Target at = found.target;
  HeadAnswer answer;
  for (int hops = 0;; ++hops) {
    answer = ask(at, what, stop);
    if (answer.leads_to.empty() || !answer.head.field("x-linked-etag").empty()) break;
    if (hops == kMaxRedirects) throw DownloadFailed("The hub leads round in circles.");
    if (origin_of(answer.leads_to) != origin_of(endpoint_)) at.bearer.clear();
    at.url = answer.leads_to;
  }
  if (answer.head.status == 404 && file.optional) return std::nullopt;
  if (answer.leads_to.empty()) refuse_status(answer.head.status, what, !token_.empty());
  found.bytes = size_in(first_of(answer.head, "x-linked-size", "content-length"), what);
  found.checksum = file.sha256.empty() ? checksum_in(first_of(answer.head, "x-linked-etag", "etag"))
                                       : file.sha256;
  if (found.checksum.empty()) {
    throw DownloadFailed(fmt::format("The hub gives no checksum of {}.", what))
        .advise("Without it nobody can say whether the file is whole; use another HF_ENDPOINT.");
  }
  found.revision = first_characters(clean_text(answer.head.field("x-repo-commit")), 64);
  return found;
}

}  // namespace musicgen::models
