#pragma once
#include <string>
#include <string_view>

namespace musicgen {

// A new UUIDv7 (RFC 9562, section 5.7) in lower case: ids made later sort later, also within one
// millisecond of one process.
std::string new_id();

// Whether text is a UUID in the canonical 36-character form. Check ids from outside with it before
// they come near a file name.
bool is_id(std::string_view text);

}  // namespace musicgen
