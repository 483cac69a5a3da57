#include "models/curl.h"

#include <cstdlib>

#include <fmt/format.h>

#include "base/config.h"
#include "base/error.h"
#include "base/text.h"

namespace musicgen::models {
namespace {

constexpr long kConnectSeconds = 20;
constexpr long kStallSeconds = 30;  // without a byte, after which a connection counts as dead
constexpr long kMaxRedirects = 5;

struct CurlLibrary {
  CurlLibrary() { curl_global_init(CURL_GLOBAL_DEFAULT); }
  ~CurlLibrary() { curl_global_cleanup(); }
};

std::size_t take_header(char* text, std::size_t size, std::size_t count, void* head) {
  static_cast<AnswerHead*>(head)->take_line({text, size * count});
  return size * count;
}

std::string part_of_url(CURLU* url, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, flags) != CURLUE_OK) return "";
  const std::unique_ptr<char, decltype(&curl_free)> owned(text, curl_free);
  return owned.get();
}

std::unique_ptr<CURLU, CurlDeleter> parsed(const std::string& text) {
  std::unique_ptr<CURLU, CurlDeleter> url(curl_url());
  if (!url || curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) return nullptr;
  return url;
}

}  // namespace

std::string AnswerHead::field(const std::string& name) const {
  const auto found = fields.find(name);
  return found == fields.end() ? "" : found->second;
}

void AnswerHead::take_line(std::string_view line) {
  if (line.starts_with("HTTP/")) {
    fields.clear();
    return;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return;
  fields[to_lower_ascii(trim(line.substr(0, colon)))] = trim(line.substr(colon + 1));
}

Easy easy_for(const Target& target, HeaderLines& lines, AnswerHead& head) {
  static const CurlLibrary library;
  Easy easy(curl_easy_init());
  if (!easy) throw OutOfMemory("The machine ran out of memory.");
  if (!target.bearer.empty()) {
    // libcurl drops this line where a redirect leads to another host, port or protocol.
    const std::string line = "Authorization: Bearer " + target.bearer;
    lines.reset(curl_slist_append(lines.release(), line.c_str()));
  }
  const char* protocols = target.allows_http ? "http,https" : "https";
  CURL* const curl = easy.get();
  curl_easy_setopt(curl, CURLOPT_URL, target.url.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, lines.get());
  curl_easy_setopt(curl, CURLOPT_USERAGENT, fmt::format("musicgen/{}", version()).c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, protocols);
  curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, protocols);
  curl_easy_setopt(curl, CURLOPT_MAXREDIRS, kMaxRedirects);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, kStallSeconds);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  // As OpenSSL's own programs do: for a mirror with a certificate of its own.
  if (const char* bundle = std::getenv("SSL_CERT_FILE")) {
    curl_easy_setopt(curl, CURLOPT_CAINFO, bundle);
  }
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &head);
  return easy;
}

std::string origin_of(const std::string& url) {
  const auto parts = parsed(url);
  if (!parts || !part_of_url(parts.get(), CURLUPART_USER).empty()) return "";
  const std::string scheme = part_of_url(parts.get(), CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https") return "";
  return fmt::format("{}://{}:{}", scheme, to_lower_ascii(part_of_url(parts.get(), CURLUPART_HOST)),
                     part_of_url(parts.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT));
}

bool is_loopback(const std::string& url) {
  const auto parts = parsed(url);
  const std::string host = parts ? part_of_url(parts.get(), CURLUPART_HOST) : "";
  return host == "localhost" || host == "[::1]" || host.starts_with("127.");
}

}  // namespace musicgen::models
