#include "studio/tracks.h"

#include <cmath>
#include <latch>
#include <thread>

#include <gtest/gtest.h>

#include "audio/decoder.h"
#include "audio/encoder.h"
#include "audio/tags.h"
#include "base/files.h"
#include "studio/house.h"

namespace musicgen::studio {
namespace fs = std::filesystem;
namespace {

// The smallest PNG: one transparent pixel.
constexpr unsigned char kPixel[] = {0x89, 'P', 'N', 'G',  0x0D, 0x0A, 0x1A, 0x0A, 0,    0, 0, 0x0D,
                                    'I',  'H', 'D', 'R',  0,    0,    0,    1,    0,    0, 0, 1,
                                    8,    6,   0,   0,    0,    0x1F, 0x15, 0xC4, 0x89, 0, 0, 0,
                                    0x0A, 'I', 'D', 'A',  'T',  0x78, 0x9C, 0x63, 0,    1, 0, 0,
                                    5,    0,   1,   0x0D, 0x0A, 0x2D, 0xB4, 0,    0,    0, 0, 'I',
                                    'E',  'N', 'D', 0xAE, 0x42, 0x60, 0x82};

class Tracks : public testing::Test {
 protected:
  Tracks() { config_.home = home_.path(); }

  fs::path tone(const std::string& name, audio::FileFormat format) const {
    const fs::path path = home_.path() / name;
    const auto out = audio::open_encoder(path, {.format = format});
    std::vector<float> samples(2 * 44100);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      samples[i] = 0.5f * std::sin(0.05f * static_cast<float>(i / 2));
    }
    out->write(samples);
    out->finish();
    return path;
  }

  House& house() {
    if (!house_) house_.emplace(config_);
    return *house_;
  }
  Studio& studio() { return house().studio(); }

  ScratchFolder home_{fs::temp_directory_path()};
  Config config_;
  std::optional<House> house_;
};

TEST_F(Tracks, AnUploadBecomesATrackWithItsTitleAndPeaks) {
  const fs::path file = tone("My Song.mp3", audio::FileFormat::mp3);
  const library::Track track = import_upload(studio(), file, "My Song.mp3");
  EXPECT_EQ(track.kind, "upload");
  EXPECT_EQ(track.title, "My Song");
  EXPECT_EQ(track.format, "mp3");
  EXPECT_DOUBLE_EQ(track.duration, 1.0);
  EXPECT_TRUE(fs::exists(output_file(config_, track.file_url)));
  EXPECT_TRUE(fs::exists(peaks_file(config_, track.id)));
}

TEST_F(Tracks, FindsAnUploadAgainByWhatItsFileHolds) {
  const fs::path file = tone("song.flac", audio::FileFormat::flac);
  EXPECT_FALSE(find_upload(studio(), file));
  const library::Track track = import_upload(studio(), file, "song.flac");
  const fs::path copy = home_.path() / "under another name";
  fs::copy_file(file, copy);
  EXPECT_EQ(find_upload(studio(), copy).value().id, track.id);

  std::string other = read_text_file(file);
  other.back() ^= 1;
  write_text_file(copy, other);
  EXPECT_FALSE(find_upload(studio(), copy)) << "as long, but not the same";
  studio().library.trash(track.id);
  EXPECT_FALSE(find_upload(studio(), file));
  EXPECT_FALSE(find_upload(studio(), home_.path() / "none"));
}

TEST_F(Tracks, ATextFileNamedMp3IsRefusedAndNothingIsKept) {
  const fs::path file = home_.path() / "fake.mp3";
  write_text_file(file, std::string(5000, 'x'));
  EXPECT_THROW(import_upload(studio(), file, "fake.mp3"), InvalidAudioFormat);
  EXPECT_EQ(studio().library.list({}).total, 0);
  EXPECT_TRUE(fs::is_empty(config_.output_folder()));
}

TEST_F(Tracks, AnEditReachesTheTagsAndLeavesTheSoundAlone) {
  const library::Track track =
      import_upload(studio(), tone("a.flac", audio::FileFormat::flac), "a.flac");
  const fs::path file = output_file(config_, track.file_url);
  const library::Track edited =
      edit_track(studio(), track.id, {.title = "Regen 🌧", .artist = "Ich"}, etag_of(track));
  EXPECT_EQ(edited.title, "Regen 🌧");
  EXPECT_EQ(audio::read_tags(file).title, "Regen 🌧");
  EXPECT_EQ(audio::read_tags(file).artist, "Ich");
  EXPECT_EQ(edited.bytes, static_cast<std::int64_t>(fs::file_size(file)));
  EXPECT_EQ(audio::open_decoder(file)->info().frames, 44100);
}

TEST_F(Tracks, AnEditOfWhatChangedMeanwhileIsRefused) {
  const library::Track track =
      import_upload(studio(), tone("a.flac", audio::FileFormat::flac), "a.flac");
  edit_track(studio(), track.id, {.title = "first"}, "");
  EXPECT_THROW(edit_track(studio(), track.id, {.title = "second"}, etag_of(track)),
               PreconditionFailed);
  EXPECT_EQ(audio::read_tags(output_file(config_, track.file_url)).title, "first");
}

TEST_F(Tracks, EditsAtTheSameMomentAllReachTheTags) {
  const library::Track track =
      import_upload(studio(), tone("a.flac", audio::FileFormat::flac), "a.flac");
  const fs::path file = output_file(config_, track.file_url);
  for (int round = 0; round < 10; ++round) {
    const std::string text = std::to_string(round);
    const library::TrackEdit edits[] = {
        {.title = text}, {.artist = text}, {.album = text}, {.comment = text}};
    std::latch start(std::size(edits));
    {
      std::vector<std::jthread> people;
      for (const library::TrackEdit& edit : edits) {
        people.emplace_back([&] {
          start.arrive_and_wait();
          edit_track(studio(), track.id, edit, "");
        });
      }
    }
    const audio::Tags tags = audio::read_tags(file);
    const std::vector<std::string> found{tags.title, tags.artist, tags.album, tags.comment};
    ASSERT_EQ(found, std::vector<std::string>(4, text));
    EXPECT_EQ(studio().library.get(track.id).bytes, static_cast<std::int64_t>(fs::file_size(file)));
  }
}

TEST_F(Tracks, ACoverIsKeptAndPutIntoTheFile) {
  const library::Track track =
      import_upload(studio(), tone("a.mp3", audio::FileFormat::mp3), "a.mp3");
  const std::string image(reinterpret_cast<const char*>(kPixel), sizeof kPixel);
  EXPECT_TRUE(set_cover(studio(), track.id, image).cover_url.has_value());
  EXPECT_EQ(audio::read_tags(output_file(config_, track.file_url)).cover.value().bytes, image);
  EXPECT_THROW(set_cover(studio(), track.id, "GIF89a"), UnsupportedMediaType);
}

TEST_F(Tracks, RemovingATrackRemovesAllItsFiles) {
  const library::Track track =
      import_upload(studio(), tone("a.mp3", audio::FileFormat::mp3), "a.mp3");
  remove_track(studio(), track.id);
  EXPECT_THROW(studio().library.get(track.id), TrackNotFound);
  EXPECT_TRUE(fs::is_empty(config_.output_folder()));
}

}  // namespace
}  // namespace musicgen::studio
