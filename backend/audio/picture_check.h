#pragma once
// Whether a picture from outside can be shown.

#include <string_view>

namespace musicgen::audio {

// Decodes a PNG or JPEG picture and keeps nothing of it. Throws InvalidParameter where it is
// damaged, cut off or too large.
void check_picture(std::string_view bytes);

}  // namespace musicgen::audio
