#include "studio/export.h"

#include <cmath>
#include <numeric>

#include <archive.h>
#include <archive_entry.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/decoder.h"
#include "audio/encoder.h"
#include "audio/loudness.h"
#include "audio/tags.h"
#include "base/files.h"
#include "studio/house.h"
#include "studio/tracks.h"
#include "studio/work.h"

namespace musicgen::studio {
namespace fs = std::filesystem;
namespace {

using testing::ElementsAre;

constexpr Seconds kLength{4};

class Export : public testing::Test {
 protected:
  static Config config_in(const fs::path& home) {
    Config config;
    config.home = home;
    return config;
  }

  // A chord that swells and sinks, loud enough to need a limiter.
  library::Track add_track(const std::string& title) {
    const ScratchFolder folder(config_.scratch_folder());
    const fs::path file = folder.path() / "sound.wav";
    const auto out = audio::open_encoder(file, {.format = audio::FileFormat::wav});
    std::vector<float> samples;
    for (int i = 0; i < frames_of(kLength, 44100); ++i) {
      const float t = static_cast<float>(i) / 44100.0f;
      const float swell = 0.2f + 0.8f * std::pow(std::sin(3.0f * t), 8.0f);
      for (const float hz : {220.0f, 331.0f}) {
        samples.push_back(0.9f * swell * std::sin(6.2831853f * hz * t));
      }
    }
    out->write(samples);
    out->finish();
    return import_upload(studio_, file, title + ".wav");
  }

  ExportResult run(
      const jobs::Job& job, const ProgressFn& progress = [](double, auto) {},
      std::stop_token stop = {}) {
    return from_json<ExportResult>(handler_for(studio_)(job, progress, stop));
  }
  ExportResult run(const ExportOptions& options) {
    return run(request_export(studio_, track_.id, options, ""));
  }
  fs::path file_of(const ExportResult& result) { return output_file(config_, result.audio_url); }

  std::string field_refused(const ExportOptions& options) {
    try {
      request_export(studio_, track_.id, options, "");
    } catch (const InvalidParameter& error) {
      return error.field();
    }
    return "accepted";
  }

  std::size_t output_files() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(config_.output_folder()), {}));
  }

  ScratchFolder home_{fs::temp_directory_path()};
  Config config_ = config_in(home_.path());
  House house_{config_};
  Studio& studio_ = house_.studio();
  library::Track track_ = add_track("Rain & Wind");
};

std::vector<float> samples_of(const fs::path& file) {
  const auto in = audio::open_decoder(file);
  std::vector<float> samples(static_cast<std::size_t>(frames_of(kLength, 192000)) * 2);
  samples.resize(in->read(samples) * 2);
  return samples;
}

TEST_F(Export, LeavesTheSoundAsItIsWhereNothingIsAsked) {
  const ExportResult result = run(ExportOptions());
  EXPECT_EQ(samples_of(file_of(result)), samples_of(output_file(config_, track_.file_url)));
  EXPECT_EQ(result.file_name, "Rain & Wind.wav");
  EXPECT_EQ(result.track_id, track_.id);
}

TEST_F(Export, ConvertsFormatAndRate) {
  const ExportResult result = run({.format = "flac", .sample_rate_hz = 48000});
  const audio::FileInfo info = audio::open_decoder(file_of(result))->info();
  EXPECT_EQ(info.codec, "flac");
  EXPECT_EQ(info.format.sample_rate_hz, 48000);
  EXPECT_EQ(info.frames, frames_of(kLength, 48000));
}

TEST_F(Export, KeepsTheBitrate) {
  const ExportResult small = run({.format = "mp3", .bitrate = 64000});
  const ExportResult large = run({.format = "mp3", .bitrate = 320000});
  EXPECT_NEAR(static_cast<double>(small.bytes), 64000 / 8 * kLength.count(), 8000);
  EXPECT_NEAR(static_cast<double>(large.bytes), 320000 / 8 * kLength.count(), 8000);
}

TEST_F(Export, ReachesTheLoudnessBelowTheCeilingInEveryFormat) {
  for (const char* format : {"wav", "flac", "mp3", "ogg", "opus", "m4a"}) {
    for (const double target : {-23.0, -12.0}) {
      const ExportResult result = run({.format = format, .loudness_lufs = target});
      const audio::Loudness level = audio::measure_loudness(file_of(result));
      EXPECT_NEAR(level.integrated_lufs, target, 0.5) << format;
      EXPECT_LE(level.true_peak_dbtp, -1.0) << format;
    }
  }
}

TEST_F(Export, Fades) {
  const auto plain = samples_of(file_of(run({.format = "flac"})));
  const auto faded =
      samples_of(file_of(run({.format = "flac", .fade_in = Seconds(1), .fade_out = Seconds(2)})));
  ASSERT_EQ(plain.size(), faded.size());
  const auto power = [](const std::vector<float>& sound, double from) {
    const auto first = sound.begin() + 2 * frames_of(Seconds(from), 44100);
    return std::inner_product(first, first + 8820, first, 0.0);
  };
  EXPECT_LT(power(faded, 0.0), 0.01 * power(plain, 0.0));
  EXPECT_EQ(power(faded, 1.2), power(plain, 1.2));
  EXPECT_LT(power(faded, 3.89), 0.01 * power(plain, 3.89));
}

TEST_F(Export, WritesTagsAndTheCover) {
  generate_cover(studio_, track_.id);
  for (const char* format : {"wav", "flac", "mp3", "ogg", "opus", "m4a"}) {
    const audio::Tags tags = audio::read_tags(file_of(run({.format = format})));
    EXPECT_EQ(tags.title, "Rain & Wind") << format;
    EXPECT_TRUE(tags.cover) << format;
  }
}

TEST_F(Export, IsNoTrackOfTheLibrary) {
  run({.format = "mp3"});
  EXPECT_EQ(studio_.library.list({}).total, 1);
}

TEST_F(Export, MakesOneFileWhenRunTwice) {
  const jobs::Job job = request_export(studio_, track_.id, {.format = "mp3"}, "");
  const ExportResult first = run(job);
  const std::size_t files = output_files();
  EXPECT_EQ(run(job).audio_url, first.audio_url);
  EXPECT_EQ(output_files(), files);
}

TEST_F(Export, LeavesNothingBehindWhenStopped) {
  const std::size_t before = output_files();
  for (const bool archive : {false, true}) {
    std::stop_source stop;
    const auto stop_early = [&](double, std::string_view) { stop.request_stop(); };
    const jobs::Job job = archive ? request_archive(studio_, {{.format = "mp3"}, {track_.id}}, "")
                                  : request_export(studio_, track_.id, {.format = "mp3"}, "");
    EXPECT_THROW(run(job, stop_early, stop.get_token()), Cancelled);
  }
  EXPECT_EQ(output_files(), before);
  EXPECT_TRUE(fs::is_empty(config_.scratch_folder()));
}

TEST_F(Export, RefusesWhatCantBeMade) {
  EXPECT_EQ(field_refused({.format = "mp3", .bitrate = 999000}), "/bitrate");
  EXPECT_EQ(field_refused({.format = "flac", .bitrate = 128000}), "/bitrate");
  EXPECT_EQ(field_refused({.format = "mp3", .sample_rate_hz = 96000}), "/sample_rate_hz");
  EXPECT_EQ(field_refused({.format = "opus", .sample_rate_hz = 44100}), "/sample_rate_hz");
  EXPECT_EQ(field_refused({.fade_in = Seconds(3), .fade_out = Seconds(3)}), "/fade_out");
  EXPECT_EQ(field_refused({.filename = "{nothing}"}), "/filename");
  EXPECT_EQ(studio_.queue.list({}).total, 0);
}

TEST_F(Export, GoesWithItsJob) {
  const jobs::Job job = request_export(studio_, track_.id, {.format = "mp3"}, "");
  const auto lease = studio_.queue.claim("me", {}, job.id);
  const ExportResult result = run(job);
  studio_.queue.complete(*lease, to_json(result));
  forget_job(studio_, job.id);
  EXPECT_FALSE(fs::exists(file_of(result)));
  EXPECT_TRUE(fs::exists(output_file(config_, track_.file_url)));
}

TEST_F(Export, IsRemovedAfterAWeek) {
  const ExportResult young = run({.format = "mp3"});
  const ExportResult old = run({.format = "mp3"});
  fs::last_write_time(file_of(old), fs::file_time_type::clock::now() - std::chrono::days(8));
  EXPECT_EQ(remove_old_exports(studio_), 1u);
  EXPECT_FALSE(fs::exists(file_of(old)));
  EXPECT_TRUE(fs::exists(file_of(young)));
}

struct Entry {
  std::string name;
  std::string bytes;
};

std::vector<Entry> entries_of(const fs::path& zip) {
  std::vector<Entry> entries;
  archive* in = archive_read_new();
  archive_read_support_format_zip(in);
  EXPECT_EQ(archive_read_set_options(in, "hdrcharset=UTF-8"), ARCHIVE_OK);
  EXPECT_EQ(archive_read_open_filename(in, zip.c_str(), 1 << 16), ARCHIVE_OK);
  archive_entry* entry = nullptr;
  // A warning says that the name can't be had in the charset of this thread.
  for (int code = 0;
       (code = archive_read_next_header(in, &entry)) == ARCHIVE_OK || code == ARCHIVE_WARN;) {
    const char* name = archive_entry_pathname_utf8(entry);
    std::string bytes(static_cast<std::size_t>(archive_entry_size(entry)), '\0');
    EXPECT_EQ(archive_read_data(in, bytes.data(), bytes.size()),
              static_cast<la_ssize_t>(bytes.size()));
    entries.push_back({name == nullptr ? "" : name, std::move(bytes)});
  }
  archive_read_free(in);
  return entries;
}

TEST_F(Export, PacksTracksUnderUniqueNames) {
  const library::Track other = add_track("rain & wind");
  const library::Track third = add_track("Régen 雨");
  const ExportResult result =
      run(request_archive(studio_, {{}, {track_.id, other.id, third.id}}, ""));
  EXPECT_EQ(result.format, "zip");
  EXPECT_EQ(result.file_name, "3 tracks.zip");
  const std::vector<Entry> entries = entries_of(file_of(result));
  ASSERT_EQ(entries.size(), 3u);
  EXPECT_EQ(entries[0].name, "Rain & Wind.wav");
  EXPECT_EQ(entries[1].name, "rain & wind (2).wav");
  // The third name is marked as UTF-8 (PKWARE APPNOTE 4.4.4, bit 11, 24 bytes before the name).
  const std::string zip = read_text_file(file_of(result));
  const std::size_t name = zip.find("Régen 雨.wav");
  ASSERT_NE(name, std::string::npos);
  EXPECT_TRUE(zip.at(name - 23) & 0x08);

  const fs::path unpacked = home_.path() / "unpacked.wav";
  write_text_file(unpacked, entries[0].bytes);
  EXPECT_EQ(samples_of(unpacked), samples_of(output_file(config_, track_.file_url)));
}

TEST_F(Export, ConvertsWhatItPacks) {
  const ExportResult result = run(request_archive(studio_, {{.format = "mp3"}, {track_.id}}, ""));
  const std::vector<Entry> entries = entries_of(file_of(result));
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].name, "Rain & Wind.mp3");
}

}  // namespace
}  // namespace musicgen::studio
