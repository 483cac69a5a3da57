#pragma once
#include <cstdint>
#include <string>

namespace musicgen::models {

// "2.2 GB", "615 MB", "2 kB": decimal, as disks and networks count.
std::string size_text(std::int64_t bytes);

// "1.2 of 2.3 GB": both in the unit of the second.
std::string share_text(std::int64_t bytes, std::int64_t of);

}  // namespace musicgen::models
