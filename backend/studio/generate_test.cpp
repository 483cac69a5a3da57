#include "studio/generate.h"

#include <atomic>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audio/decoder.h"
#include "audio/tags.h"
#include "base/files.h"
#include "studio/house.h"
#include "studio/tracks.h"
#include "studio/work.h"

namespace musicgen::studio {
namespace fs = std::filesystem;
namespace {

using testing::HasSubstr;

void no_progress(double, std::string_view) {}

class Generate : public testing::Test {
 protected:
  static Config config_in(const fs::path& home) {
    Config config;
    config.home = home;
    return config;
  }

  static GenerateRequest request() {
    GenerateRequest request;
    request.prompt = "Calm piano with rain";
    request.duration = Seconds(6);
    request.seed = 7;
    return request;
  }

  // Runs the job as a worker would, without the queue's bookkeeping.
  GenerateResult run(const jobs::Job& job) {
    return from_json<GenerateResult>(generate(studio_, job, no_progress, {}));
  }

  std::size_t output_files() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(config_.output_folder()), {}));
  }

  ScratchFolder home_{fs::temp_directory_path()};
  Config config_ = config_in(home_.path());
  House house_{config_};
  Studio& studio_ = house_.studio();
};

TEST_F(Generate, MakesATrackWithItsFileTagsAndRecipe) {
  const jobs::Job job = request_generation(studio_, request(), {}).front();
  const GenerateResult result = run(job);
  const library::Track track = studio_.library.get(result.track_id);
  const fs::path file = output_file(config_, track.file_url);

  EXPECT_EQ(audio::open_decoder(file)->info().frames, frames_of(Seconds(6), 44100));
  EXPECT_EQ(audio::read_tags(file).title, track.title);
  EXPECT_EQ(track.seed, 7);
  EXPECT_EQ(track.generation_prompt, "Calm piano with rain");
  EXPECT_NEAR(track.loudness_lufs.value(), -14, 0.5);
  EXPECT_LE(track.peak_dbtp.value(), -1);
  EXPECT_FALSE(track.sections.empty());
  EXPECT_TRUE(fs::exists(peaks_file(config_, track.id)));
}

TEST_F(Generate, WritesTheArtistIntoTheTrackAndItsFile) {
  GenerateRequest wanted = request();
  wanted.artist = "  Ada Quist ";
  wanted.title = "  ";  // as if there were none
  const library::Track track =
      studio_.library.get(run(request_generation(studio_, wanted, {}).front()).track_id);
  EXPECT_EQ(track.artist, "Ada Quist");
  EXPECT_THAT(track.title, testing::HasSubstr("iano"));
  EXPECT_EQ(audio::read_tags(output_file(config_, track.file_url)).artist, "Ada Quist");
}

TEST_F(Generate, AJobThatRunsTwiceMakesOneTrack) {
  const jobs::Job job = request_generation(studio_, request(), {}).front();
  const GenerateResult first = run(job);
  const std::size_t files = output_files();
  EXPECT_EQ(run(job).track_id, first.track_id);
  EXPECT_EQ(studio_.library.list({}).total, 1);
  EXPECT_EQ(output_files(), files);
}

TEST_F(Generate, KeepsStemsAndMidiWhereAskedFor) {
  GenerateRequest wanted = request();
  wanted.stems = true;
  wanted.midi = true;
  const GenerateResult result = run(request_generation(studio_, wanted, {}).front());
  EXPECT_GE(result.stems.size(), 2u);
  EXPECT_TRUE(fs::exists(output_file(config_, result.stems.front().audio_url)));
  EXPECT_TRUE(fs::exists(output_file(config_, result.midi_url.value())));
}

TEST_F(Generate, VariationsAreJobsWithSeedsInARow) {
  GenerateRequest wanted = request();
  wanted.count = 3;
  const auto jobs = request_generation(studio_, wanted, {});
  ASSERT_EQ(jobs.size(), 3u);
  EXPECT_EQ(from_json<GenerateRequest>(jobs[2].request).seed, 9);
}

TEST_F(Generate, LeavesNothingBehindWhenStopped) {
  const jobs::Job job = request_generation(studio_, request(), {}).front();
  std::stop_source stop;
  const auto stop_half_way = [&](double fraction, std::string_view) {
    if (fraction > 0.3) stop.request_stop();
  };
  EXPECT_THROW(generate(studio_, job, stop_half_way, stop.get_token()), Cancelled);
  EXPECT_EQ(output_files(), 0u);
  EXPECT_TRUE(fs::is_empty(config_.scratch_folder()));
}

TEST_F(Generate, RefusesWhatTheEngineCannotDo) {
  const auto field_refused = [&](auto change) {
    GenerateRequest wanted = request();
    change(wanted);
    try {
      request_generation(studio_, wanted, {});
    } catch (const Error& error) {
      return error.field();
    }
    return std::string("accepted");
  };
  using R = GenerateRequest&;
  EXPECT_EQ(field_refused([](R r) { r.model = "Suno"; }), "/model");
  EXPECT_EQ(field_refused([](R r) { r.prompt = " \n "; }), "/prompt");
  EXPECT_EQ(field_refused([](R r) { r.lyrics = "la la"; }), "/lyrics");
  EXPECT_EQ(field_refused([](R r) { r.instrumental = false; }), "/instrumental");
  EXPECT_EQ(field_refused([](R r) { r.reference_track_id = "x"; }), "/reference_track_id");
  EXPECT_EQ(field_refused([](R r) { r.parameters = JsonArray(); }), "/parameters");
  EXPECT_EQ(field_refused([](R r) {
              r.parameters = JsonObject{{"bpm", 5000}};
            }),
            "/parameters/bpm");
  EXPECT_EQ(studio_.queue.list({}).total, 0);
}

TEST_F(Generate, AnUnknownModelIsAnsweredWithTheInstalledOnes) {
  GenerateRequest wanted = request();
  wanted.model = "Suno";
  try {
    request_generation(studio_, wanted, {});
    FAIL();
  } catch (const ModelNotFound& error) {
    EXPECT_THAT(error.detail(), HasSubstr("composer"));
  }
}

TEST_F(Generate, OnlyPlainNamesReachTheFileSystem) {
  for (const char* url : {"/output/../library.sqlite", "/output/.pending", "/output/",
                          "/etc/passwd", "/output/a/b", "/output/a%2fb", "/output/a\\b"}) {
    EXPECT_THROW(output_file(config_, url), FileNotFound) << url;
  }
}

}  // namespace
}  // namespace musicgen::studio
