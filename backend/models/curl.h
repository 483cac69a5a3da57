#pragma once
// libcurl behind RAII. For the files of this room only.

#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include <curl/curl.h>

namespace musicgen::models {

struct CurlDeleter {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Easy = std::unique_ptr<CURL, CurlDeleter>;
using HeaderLines = std::unique_ptr<curl_slist, CurlDeleter>;

// What is asked for, and how.
struct Target {
  std::string url;
  std::string bearer;        // sent to the URL's own host only; empty: none
  bool allows_http = false;  // otherwise HTTPS, also where a redirect leads
};

// The head of the last answer: redirects come before it.
struct AnswerHead {
  int status = 0;
  std::map<std::string, std::string> fields;  // names in lower case

  std::string field(const std::string& name) const;
  void take_line(std::string_view line);
};

// A request of its own connection settings: timeouts, protocols, no compression, `head` filled.
// `lines` and `head` must outlive it.
Easy easy_for(const Target& target, HeaderLines& lines, AnswerHead& head);

// "https://hub.example:443": what decides who may see a token. Empty for what is no HTTP URL, or
// has a user name in it.
std::string origin_of(const std::string& url);

// Whether the host is this machine itself.
bool is_loopback(const std::string& url);

}  // namespace musicgen::models
