#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "api/http/message.h"

namespace musicgen::api::http {

// A request target in origin form (RFC 9112, section 3.2.1), taken apart and percent-decoded.
struct Target {
  std::vector<std::string> path;  // "/a/b%20c/" is {"a", "b c"}: one slash at the end is nothing
  Parameters query;
};

// Throws InvalidParameter for what is not a path with an optional query, for broken escapes, for
// text that is not UTF-8, for control characters in the path and for a parameter given twice.
Target parse_target(std::string_view target);

// "%41+b" -> "A b" (`plus_is_space`) or "A+b". Throws InvalidParameter.
std::string percent_decoded(std::string_view text, bool plus_is_space);

}  // namespace musicgen::api::http
