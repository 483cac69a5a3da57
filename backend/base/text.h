#pragma once
// Text from outside: UTF-8 checks and the few folds that searching words needs.

#include <string>
#include <string_view>
#include <vector>

namespace musicgen {

// Unicode code points in UTF-8 text; each invalid byte counts as one.
std::size_t count_characters(std::string_view text);

bool is_valid_utf8(std::string_view text);

// Text that is safe to store, print and put into tags: invalid UTF-8 becomes U+FFFD, control
// characters become spaces, bidirectional overrides vanish, and spaces at both ends go.
std::string clean_text(std::string_view text);

// At most `count` characters, never cutting one in two.
std::string first_characters(std::string_view text, std::size_t count);

// Lower case for ASCII letters; other bytes stay.
std::string to_lower_ascii(std::string_view text);

// A file name made of the text: letters, digits, '-' and '_' of ASCII, words joined by '-', at
// most 60 characters; "track" where nothing is left.
std::string file_name_of(std::string_view text);

// The number in front with a point, as programs read it: "1,5m" -> "1.5m". A comma before exactly
// three digits parts thousands: "1,000 s" -> "1000 s"; but "0,125" is an eighth.
std::string with_decimal_point(std::string_view text);

std::vector<std::string> split(std::string_view text, char separator);
std::string_view trim(std::string_view text);

}  // namespace musicgen
