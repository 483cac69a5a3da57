#include "audio/encoder.h"
#include "base/error.h"
#include "base/text.h"

namespace musicgen::audio {

const std::vector<FormatInfo>& formats() {
  static const std::vector<FormatInfo> kFormats = {
      {FileFormat::wav, "wav", "audio/wav", true, 0},
      {FileFormat::flac, "flac", "audio/flac", true, 0},
      {FileFormat::mp3, "mp3", "audio/mpeg", false, 256000},
      {FileFormat::ogg, "ogg", "audio/ogg", false, 192000},
      {FileFormat::opus, "opus", "audio/opus", false, 160000},
      {FileFormat::m4a, "m4a", "audio/mp4", false, 192000},
  };
  return kFormats;
}

const FormatInfo& info_of(FileFormat format) {
  for (const FormatInfo& info : formats()) {
    if (info.format == format) return info;
  }
  throw InternalError("A file format is missing from the table of formats.");
}

FileFormat format_of(std::string_view name) {
  const std::string lower = to_lower_ascii(name);
  std::string known;
  for (const FormatInfo& info : formats()) {
    if (info.name == lower) return info.format;
    known += (known.empty() ? "" : ", ") + std::string(info.name);
  }
  throw InvalidParameter(fmt::format("There is no format \"{}\".", first_characters(name, 40)))
      .at("/format")
      .advise("Choose one of " + known + ".");
}

}  // namespace musicgen::audio
