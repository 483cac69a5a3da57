#include "studio/round.h"

#include <algorithm>

#include "audio/decoder.h"
#include "audio/encoder.h"
#include "effects/master.h"

namespace musicgen::studio {
namespace {

constexpr audio::StreamFormat kSound{44100, 2};  // of Engine::go_round

}  // namespace

const engines::Engine* engine_of_round(const Studio& studio, const library::Track& track) {
  if (track.kind != "generated" || track.model_used.empty() || track.brief.is_null()) {
    return nullptr;
  }
  try {
    const engines::Engine& engine = studio.engines.find(track.model_used);
    const engines::EngineInfo info = engine.info();
    const bool can = std::ranges::find(info.abilities, "loop") != info.abilities.end();
    return can && info.installed && engine.runs_here() ? &engine : nullptr;
  } catch (const ModelNotFound&) {
    return nullptr;
  }
}

LoopDraft draft_round(const engines::Engine& engine, const library::Track& track,
                      const LoopRequest& request, const std::filesystem::path& scratch,
                      const ProgressFn& progress, std::stop_token stop) {
  LoopDraft draft{.sound = scratch / "round.wav", .options = loop_options_of(request)};
  const auto file = audio::open_encoder(
      draft.sound, {.format = audio::FileFormat::wav, .input = kSound, .bits_per_sample = 32});
  const auto mastering = effects::master_stream(
      *file, {.ceiling_dbtp = effects::ceiling_for(draft.options.format)}, scratch, stop);
  const engines::Turn turn = engine.go_round(
      {.brief = track.brief, .closes = request.ending == "own"}, *mastering, progress, stop);
  mastering->finish();
  file->finish();

  draft.plan = {.start = turn.start, .end = turn.end};
  draft.verdict = looper::Verdict::seamless;
  // In the song: its first round is like all others.
  const Frames length = turn.end - turn.start;
  draft.seam = {.start = 0,
                .end = seconds_of(length, kSound.sample_rate_hz).count(),
                .start_frame = 0,
                .end_frame = length,
                .score = 1.0};
  const audio::FileInfo info = audio::open_decoder(draft.sound)->info();
  draft.length = looper::length_of_loop(info, draft.plan, draft.options);
  draft.bytes_needed = bytes_needed(info, draft.plan, request);
  return draft;
}

}  // namespace musicgen::studio
