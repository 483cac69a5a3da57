#pragma once
#include <filesystem>

#include "api/http/message.h"

namespace musicgen::api::http {

// A file below `folder` by the segments of an address; FileNotFound for "..", hidden files and
// whatever else is no plain name.
std::filesystem::path file_below(const std::filesystem::path& folder,
                                 const std::vector<std::string>& segments);

// Answers from a built web application: files by their path, its hashed assets to be kept for a
// year, compressed copies that stand beside them (".br", ".gz") to who reads them, and index.html
// for every address that a page of it may have. Throws NotFound.
Response web_app_response(const Request& request, const std::filesystem::path& folder);

}  // namespace musicgen::api::http
