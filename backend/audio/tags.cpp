#include "audio/tags.h"

#include <charconv>
#include <functional>
#include <regex>
#include <system_error>

#include <attachedpictureframe.h>
#include <fileref.h>
#include <flacfile.h>
#include <id3v2tag.h>
#include <mp4atom.h>
#include <mp4file.h>
#include <mpegfile.h>
#include <opusfile.h>
#include <tfilestream.h>
#include <tpropertymap.h>
#include <vorbisfile.h>
#include <wavfile.h>

#include "audio/input_file.h"
#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

namespace musicgen::audio {
namespace fs = std::filesystem;
namespace {

using TagLib::ByteVector;
using TagLib::String;
using TagLib::StringList;

// TagLib's names, which each kind of file maps to its own: TIT2, TITLE, "©nam", ...
constexpr std::pair<const char*, std::string Tags::*> kTextFields[] = {
    {"TITLE", &Tags::title}, {"ARTIST", &Tags::artist}, {"ALBUM", &Tags::album},
    {"GENRE", &Tags::genre}, {"MOOD", &Tags::mood},     {"COMMENT", &Tags::comment},
};

// MP4 has no field for a key, and only a whole number for the tempo. Players read these.
constexpr const char* kMp4Key = "----:com.apple.iTunes:initialkey";
constexpr const char* kMp4Bpm = "----:com.apple.iTunes:BPM";

// TagLib counts in 32 bits, and moves what lies behind a tag.
constexpr std::uint64_t kMaxBytes = 0xF0000000u;
constexpr std::uint64_t kSpareBytes = 1u << 20;

String to_taglib(const std::string& text) {
  return String(clean_text(text), String::UTF8);
}

std::string from_taglib(const String& text) {
  return clean_text(text.to8Bit(true));
}

Picture picture_of(const String& mime_type, const ByteVector& data) {
  return {from_taglib(mime_type), std::string(data.data(), data.size())};
}

ByteVector bytes_of(const Picture& picture) {
  return {picture.bytes.data(), static_cast<unsigned>(picture.bytes.size())};
}

// Tags hold keys in at most three characters, "F#m" for "F# minor" (ID3v2.4, section 4.2.3, TKEY).
std::string short_key(const std::string& key) {
  const std::size_t space = key.find(' ');
  const std::string mode = space == std::string::npos ? "" : key.substr(space + 1);
  if (mode != "minor" && mode != "major") return key;
  return key.substr(0, space) + (mode == "minor" ? "m" : "");
}

std::string long_key(const std::string& key) {
  static const std::regex kShort("([A-G][#b]?)(m?)");
  std::smatch parts;
  if (!std::regex_match(key, parts, kShort)) return key;
  return parts.str(1) + (parts.length(2) > 0 ? " minor" : " major");
}

// TagLib takes any text for a WAV or MP3 file that is called so.
bool is_really(TagLib::File& file) {
  if (auto* mp3 = dynamic_cast<TagLib::MPEG::File*>(&file)) return mp3->firstFrameOffset() >= 0;
  if (dynamic_cast<TagLib::RIFF::WAV::File*>(&file) == nullptr) return true;
  file.seek(0);
  const ByteVector header = file.readBlock(12);
  return header.startsWith("RIFF") && header.endsWith("WAVE");
}

bool is_usable(const TagLib::FileRef& file) {
  return !file.isNull() && file.file()->isValid() && is_really(*file.file());
}

[[noreturn]] void refuse() {
  throw InvalidAudioFormat("The file has no tags that can be read or written.")
      .advise("Use an MP3, WAV (up to 4 GB), FLAC, Ogg, Opus or M4A file.");
}

// The name under which a kind of file keeps the program that made it.
const char* software_field(const TagLib::File& file) {
  if (dynamic_cast<const TagLib::MP4::File*>(&file) != nullptr) return "ENCODEDBY";
  if (dynamic_cast<const TagLib::MPEG::File*>(&file) != nullptr) return "ENCODING";
  if (dynamic_cast<const TagLib::RIFF::WAV::File*>(&file) != nullptr) return "ENCODING";
  return "ENCODER";
}

// --- pictures, which each kind of file keeps in its own way -------------------------------------

TagLib::ID3v2::Tag* id3_of(TagLib::File& file) {
  if (auto* mp3 = dynamic_cast<TagLib::MPEG::File*>(&file)) return mp3->ID3v2Tag(true);
  if (auto* wav = dynamic_cast<TagLib::RIFF::WAV::File*>(&file)) return wav->ID3v2Tag();
  return nullptr;
}

TagLib::Ogg::XiphComment* xiph_of(TagLib::File& file) {
  if (auto* vorbis = dynamic_cast<TagLib::Ogg::Vorbis::File*>(&file)) return vorbis->tag();
  if (auto* opus = dynamic_cast<TagLib::Ogg::Opus::File*>(&file)) return opus->tag();
  return nullptr;
}

template <class Owner>
std::optional<Picture> flac_cover(Owner& owner) {
  const auto pictures = owner.pictureList();
  if (pictures.isEmpty()) return std::nullopt;
  return picture_of(pictures.front()->mimeType(), pictures.front()->data());
}

template <class Owner>
void set_flac_cover(Owner& owner, const Picture& cover) {
  auto picture = std::make_unique<TagLib::FLAC::Picture>();
  picture->setType(TagLib::FLAC::Picture::FrontCover);
  picture->setMimeType(to_taglib(cover.mime_type));
  picture->setData(bytes_of(cover));
  if constexpr (requires { owner.removePictures(); }) {
    owner.removePictures();
  } else {
    owner.removeAllPictures();
  }
  owner.addPicture(picture.release());  // which takes it over
}

std::optional<Picture> id3_cover(TagLib::ID3v2::Tag& tag) {
  for (const TagLib::ID3v2::Frame* frame : tag.frameList("APIC")) {
    if (const auto* found = dynamic_cast<const TagLib::ID3v2::AttachedPictureFrame*>(frame)) {
      return picture_of(found->mimeType(), found->picture());
    }
  }
  return std::nullopt;
}

void set_id3_cover(TagLib::ID3v2::Tag& tag, const Picture& cover) {
  auto frame = std::make_unique<TagLib::ID3v2::AttachedPictureFrame>();
  frame->setType(TagLib::ID3v2::AttachedPictureFrame::FrontCover);
  frame->setMimeType(to_taglib(cover.mime_type));
  frame->setPicture(bytes_of(cover));
  tag.removeFrames("APIC");
  tag.addFrame(frame.release());  // which takes it over
}

std::optional<Picture> mp4_cover(const TagLib::MP4::Tag& tag) {
  const auto covers = tag.item("covr").toCoverArtList();
  if (covers.isEmpty()) return std::nullopt;
  const bool png = covers.front().format() == TagLib::MP4::CoverArt::PNG;
  return picture_of(png ? "image/png" : "image/jpeg", covers.front().data());
}

void set_mp4_cover(TagLib::MP4::Tag& tag, const Picture& cover) {
  TagLib::MP4::CoverArtList covers;
  covers.append(
      {cover.mime_type == "image/png" ? TagLib::MP4::CoverArt::PNG : TagLib::MP4::CoverArt::JPEG,
       bytes_of(cover)});
  tag.setItem("covr", covers);
}

std::optional<Picture> cover_of(TagLib::File& file) {
  if (auto* flac = dynamic_cast<TagLib::FLAC::File*>(&file)) return flac_cover(*flac);
  if (auto* mp4 = dynamic_cast<TagLib::MP4::File*>(&file)) return mp4_cover(*mp4->tag());
  if (auto* xiph = xiph_of(file)) return flac_cover(*xiph);
  if (auto* id3 = id3_of(file)) return id3_cover(*id3);
  return std::nullopt;
}

void set_cover(TagLib::File& file, const Picture& cover) {
  if (auto* flac = dynamic_cast<TagLib::FLAC::File*>(&file)) return set_flac_cover(*flac, cover);
  if (auto* mp4 = dynamic_cast<TagLib::MP4::File*>(&file)) return set_mp4_cover(*mp4->tag(), cover);
  if (auto* xiph = xiph_of(file)) return set_flac_cover(*xiph, cover);
  if (auto* id3 = id3_of(file)) return set_id3_cover(*id3, cover);
}

// --- text --------------------------------------------------------------------------------------

std::string text_of(const TagLib::PropertyMap& fields, const char* name) {
  const auto found = fields.find(name);
  return found == fields.end() ? "" : from_taglib(found->second.toString(", "));
}

// The number at the start of a text such as "2026-11-22"; 0 where there is none or it is absurd.
template <class Number>
Number number_of(const std::string& text, Number highest) {
  Number value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value > 0 && value <= highest ? value : 0;
}

void set_field(TagLib::PropertyMap& fields, const char* name, const std::string& text) {
  const String value = to_taglib(text);
  if (value.isEmpty()) {
    fields.erase(name);
  } else {
    fields.replace(name, StringList(value));
  }
}

void set_mp4_item(TagLib::MP4::Tag& tag, const char* name, const std::string& text) {
  const String value = to_taglib(text);
  if (value.isEmpty()) {
    tag.removeItem(name);
  } else {
    tag.setItem(name, StringList(value));
  }
}

void read_mp4_items(const TagLib::MP4::Tag& tag, Tags& tags) {
  tags.key = long_key(from_taglib(tag.item(kMp4Key).toStringList().toString()));
  const std::string bpm = from_taglib(tag.item(kMp4Bpm).toStringList().toString());
  if (!bpm.empty()) tags.bpm = number_of(bpm, 10000.0);
}

void set_texts(TagLib::File& file, const Tags& tags) {
  const std::string bpm = tags.bpm > 0.0 ? fmt::format("{}", tags.bpm) : "";
  TagLib::PropertyMap fields = file.properties();
  for (const auto& [name, member] : kTextFields) set_field(fields, name, tags.*member);
  set_field(fields, "DATE", tags.year > 0 ? fmt::format("{:04}", tags.year) : "");
  set_field(fields, "BPM", bpm);
  set_field(fields, "INITIALKEY", short_key(tags.key));
  set_field(fields, software_field(file), tags.software);
  if (auto* mp4 = dynamic_cast<TagLib::MP4::File*>(&file)) {
    set_field(fields, "BPM", tags.bpm > 0.0 ? fmt::format("{:.0f}", tags.bpm) : "");
    set_mp4_item(*mp4->tag(), kMp4Key, short_key(tags.key));
    set_mp4_item(*mp4->tag(), kMp4Bpm, bpm);
  }
  file.setProperties(fields);
}

bool save(TagLib::File& file) {
  if (auto* mp3 = dynamic_cast<TagLib::MPEG::File*>(&file)) {
    return mp3->save(TagLib::MPEG::File::ID3v2, TagLib::File::StripOthers, TagLib::ID3v2::v4);
  }
  return file.save();
}

// A table of chunk offsets that claims more of them than it holds. TagLib 1.13 would write
// as many as claimed, over what follows and on for gigabytes: github.com/taglib/taglib/pull/1333.
bool claims_too_much(TagLib::MP4::File& file, const TagLib::MP4::Atom& table, long bytes_each) {
  constexpr long kHeadBytes = 16;  // length, name, version and flags, count
  if (table.length < kHeadBytes) return true;
  file.seek(table.offset + kHeadBytes - 4);
  const unsigned count = file.readBlock(4).toUInt();
  return count > static_cast<unsigned long>((table.length - kHeadBytes) / bytes_each);
}

void require_true_offsets(TagLib::File& file) {
  auto* mp4 = dynamic_cast<TagLib::MP4::File*>(&file);
  if (mp4 == nullptr) return;
  TagLib::MP4::Atoms atoms(mp4);
  TagLib::MP4::Atom* movie = atoms.find("moov");
  if (movie == nullptr) refuse();
  for (const auto& [name, bytes_each] : {std::pair{"stco", 4L}, std::pair{"co64", 8L}}) {
    for (const TagLib::MP4::Atom* table : movie->findall(name, true)) {
      if (claims_too_much(*mp4, *table, bytes_each)) refuse();
    }
  }
}

void require_room(const fs::path& path, std::uint64_t picture_bytes) {
  const std::uint64_t bytes = kSpareBytes + picture_bytes;
  if (fs::file_size(path) + bytes > kMaxBytes) refuse();
  if (free_bytes(path) < bytes) {
    throw std::system_error(std::make_error_code(std::errc::no_space_on_device), "writing tags");
  }
}

void change_tags(const fs::path& path, std::uint64_t picture_bytes,
                 const std::function<void(TagLib::File&)>& change) {
  require_regular_file(path);
  require_room(path, picture_bytes);
  TagLib::FileRef file(path.c_str(), false);
  if (!is_usable(file)) refuse();
  require_true_offsets(*file.file());
  change(*file.file());
  if (file.file()->readOnly() || !save(*file.file())) {
    throw std::system_error(std::make_error_code(std::errc::permission_denied), "writing tags");
  }
}

}  // namespace

Tags read_tags(const fs::path& path) {
  require_regular_file(path);
  TagLib::FileStream stream(path.c_str(), true);
  const TagLib::FileRef file(&stream, false);
  if (!is_usable(file)) refuse();

  const TagLib::PropertyMap fields = file.file()->properties();
  Tags tags;
  for (const auto& [name, member] : kTextFields) tags.*member = text_of(fields, name);
  tags.year = number_of(text_of(fields, "DATE"), 9999);
  tags.bpm = number_of(text_of(fields, "BPM"), 10000.0);
  tags.key = long_key(text_of(fields, "INITIALKEY"));
  tags.software = text_of(fields, software_field(*file.file()));
  if (const auto* mp4 = dynamic_cast<TagLib::MP4::File*>(file.file())) {
    read_mp4_items(*mp4->tag(), tags);
  }
  tags.cover = cover_of(*file.file());
  return tags;
}

void write_tags(const fs::path& path, const Tags& tags) {
  change_tags(path, tags.cover ? 2 * tags.cover->bytes.size() : 0, [&](TagLib::File& file) {
    set_texts(file, tags);
    if (tags.cover) set_cover(file, *tags.cover);
  });
}

void write_fields(const fs::path& path,
                  const std::vector<std::pair<std::string, std::string>>& fields) {
  change_tags(path, 0, [&](TagLib::File& file) {
    auto* mp4 = dynamic_cast<TagLib::MP4::File*>(&file);
    TagLib::PropertyMap map = file.properties();
    for (const auto& [name, text] : fields) {
      if (mp4 != nullptr) {
        set_mp4_item(*mp4->tag(), ("----:com.apple.iTunes:" + name).c_str(), text);
      } else {
        set_field(map, name.c_str(), text);
      }
    }
    if (mp4 == nullptr) file.setProperties(map);
  });
}

}  // namespace musicgen::audio
