#include "engines/composer/sound/session.h"

#include <algorithm>

#include "base/error.h"
#include "engines/composer/sound/ambience/ambience.h"
#include "engines/composer/sound/instruments.h"

namespace musicgen::composer {

namespace {

constexpr std::size_t kNoteMemory = std::size_t{160} << 20;  // bytes for all parts together
constexpr Frames kFadeIn = kSampleRate / 500;
constexpr int kSoundingTogether = 3;  // parts that a stage names

Frames music_fade_out(const Score& score) {
  const double ring = score.duration.count() - score.beats * score.seconds_per_beat();
  return frames_of(Seconds(std::clamp(0.5 * ring, 0.05, 3.0)), kSampleRate);
}

Frames ambience_fade(const Score& score, double longest_s) {
  return frames_of(Seconds(std::min(longest_s, score.duration.count() / 6)), kSampleRate);
}

// What was asked for, and the hiss of the genre's tape.
std::vector<Ambience> layers_of(const Brief& brief, const TapeSettings& tape) {
  std::vector<Ambience> layers = brief.ambience;
  const bool has_tape = std::ranges::find(layers, "tape", &Ambience::name) != layers.end();
  if (tape.hiss > 0 && !has_tape) layers.push_back({"tape", tape.hiss});
  return layers;
}

const VoiceSettings& settings_of(const Part& part, const Instruments& instruments) {
  const auto found = instruments.voices.find(part.instrument);
  if (found != instruments.voices.end()) return found->second;
  throw InternalError("No voice is known for the instrument \"" + part.instrument + "\".");
}

PartMix mix_of(const Part& part, const MixSettings& settings) {
  const auto found = settings.parts.find(boost::describe::enum_to_string(part.role, ""));
  return found == settings.parts.end() ? PartMix{} : found->second;
}

}  // namespace

std::unique_ptr<Voice> make_ambience(const Brief& brief, const MixSettings& settings) {
  const std::vector<Ambience> layers = layers_of(brief, settings.tape);
  return layers.empty() ? nullptr : make_ambience(layers, brief.seed);
}

Session::Session(const Score& score, const Brief& brief, const Instruments& instruments,
                 const MixSettings& settings, const SessionOptions& options)
    : frames_(frames_of(score.duration, kSampleRate)),
      chunk_frames_(options.chunk_frames),
      transport_(settings.tape, brief.seed),
      duck_(
          kicks_in(score),
          frames_of(Seconds(settings.duck.release_beats * score.seconds_per_beat()), kSampleRate)),
      players_(options.sound_font),
      music_fades_(frames_, kFadeIn, music_fade_out(score)),
      ambience_fades_(frames_, ambience_fade(score, 1.5), ambience_fade(score, 4)),
      pool_(options.threads) {
  std::vector<Sends> sends;
  std::map<Role, int> of_role;
  const std::size_t budget = kNoteMemory / std::max<std::size_t>(score.parts.size(), 1);
  for (const Part& part : score.parts) {
    const VoiceSettings& voice = settings_of(part, instruments);
    const PartMix mix = mix_of(part, settings);
    const double side = of_role[part.role]++ % 2 == 0 ? 1 : -1;
    std::vector<PlayedNote> notes = played_notes(part, score);
    entries_.push_back({part.name, {}});
    for (const PlayedNote& note : notes) entries_.back().starts.push_back(note.start);
    channels_.push_back(std::make_unique<Channel>(
        make_voice(voice, std::move(notes),
                   {.players = players_,
                    .instruments = instruments,
                    .cache_bytes = budget,
                    .seed = brief.seed,
                    .part = part.name}),
        ChannelInput{.voice = voice,
                     .mix = mix,
                     .pan = std::clamp(voice.pan + side * mix.pan, -1.0, 1.0),
                     .expression = ExpressionCurve(part.expression, score.seconds_per_beat()),
                     .duck = duck_,
                     .tape = settings.tape,
                     .transport = transport_}));
    sends.push_back({channels_.back()->reverb_send(), channels_.back()->echo_send()});
    stem_names_.push_back(part.name);
  }
  stem_names_.emplace_back("space");
  bus_.emplace(settings, score.seconds_per_beat(), std::move(sends));
  if (options.ambience) ambience_ = make_ambience(brief, settings);
  if (ambience_) stem_names_.emplace_back("ambience");
}

void Session::run(audio::Sink& mix, std::span<audio::Sink* const> stems, const ProgressFn& progress,
                  std::stop_token stop) {
  std::array<Chunk, 2> chunks;
  for (Chunk& chunk : chunks) {
    for (std::size_t i = 0; i < stem_names_.size(); ++i) chunk.stems.emplace_back(chunk_frames_);
  }
  const auto whole_blocks =
      static_cast<std::size_t>((frames_ + Frames{kBlock} - 1) / Frames{kBlock} * Frames{kBlock});
  const std::size_t count = (whole_blocks + chunk_frames_ - 1) / chunk_frames_;
  const std::size_t players = channels_.size() + (ambience_ ? 1 : 0);
  std::vector<std::function<void()>> notes = preparations(static_cast<Frames>(chunk_frames_));
  pool_.run(notes.size(), [&](std::size_t item) { notes[item](); });
  for (std::size_t step = 0; step <= count; ++step) {
    throw_if_stopped(stop);
    Chunk& filling = chunks[step % 2];
    Chunk& finishing = chunks[(step + 1) % 2];
    const bool fills = step < count;
    const bool finishes = step > 0;
    if (fills) {
      filling.start = static_cast<Frames>(step * chunk_frames_);
      filling.frames = std::min(chunk_frames_, whole_blocks - step * chunk_frames_);
      if (progress) {
        progress(static_cast<double>(step) / static_cast<double>(count),
                 stage_at(filling.start, filling.start + static_cast<Frames>(filling.frames)));
      }
    }
    // The notes of the next chunk are made beside the mixing of this one and the bus of the last.
    // The bus goes first: it is the longest piece of work of a step.
    notes = preparations(static_cast<Frames>((step + 2) * chunk_frames_));
    const std::size_t first_note = finishes ? 1 : 0;
    const std::size_t first_stem = first_note + notes.size();
    pool_.run(first_stem + (fills ? players : 0), [&](std::size_t item) {
      if (stop.stop_requested()) return;
      if (item < first_note) return finish(finishing, mix, stems);
      if (item < first_stem) return notes[item - first_note]();
      render_stem(filling, item - first_stem);
    });
  }
  throw_if_stopped(stop);
  if (progress) progress(1, "rendered");
}

std::vector<std::function<void()>> Session::preparations(Frames end) {
  std::vector<std::function<void()>> all;
  for (const auto& channel : channels_)
    std::ranges::move(channel->preparations(end), std::back_inserter(all));
  return all;
}

void Session::render_stem(Chunk& chunk, std::size_t stem) {
  if (stem < channels_.size()) {
    channels_[stem]->render(chunk.stems[stem].view(chunk.frames), chunk.start);
    return;
  }
  const Stereo out = chunk.stems.back().view(chunk.frames);
  std::ranges::fill(out.left, 0.0f);
  std::ranges::fill(out.right, 0.0f);
  ambience_->add_to(out, chunk.start);
}

void Session::finish(Chunk& chunk, audio::Sink& mix, std::span<audio::Sink* const> stems) {
  std::vector<Stereo> music;
  for (std::size_t i = 0; i <= channels_.size(); ++i) {
    music.push_back(chunk.stems[i].view(chunk.frames));
  }
  bus_->process(std::move(music), chunk.start);

  for (std::size_t i = 0; i < chunk.stems.size(); ++i) {
    const EndFades& fades = i > channels_.size() ? ambience_fades_ : music_fades_;
    const Stereo stem = chunk.stems[i].view(chunk.frames);
    if (fades.is_unity(chunk.start, chunk.start + static_cast<Frames>(chunk.frames))) continue;
    for (std::size_t k = 0; k < stem.size(); ++k) {
      const float gain = fades.at(chunk.start + static_cast<Frames>(k));
      stem.left[k] *= gain;
      stem.right[k] *= gain;
    }
  }
  write(chunk, mix, stems);
}

void Session::write(Chunk& chunk, audio::Sink& mix, std::span<audio::Sink* const> stems) {
  const auto frames = static_cast<std::size_t>(
      std::min<Frames>(static_cast<Frames>(chunk.frames), frames_ - chunk.start));
  std::vector<float> sum(2 * frames);
  interleaved_.resize(2 * frames);
  for (std::size_t i = 0; i < chunk.stems.size(); ++i) {
    const Stereo stem = chunk.stems[i].view();
    for (std::size_t k = 0; k < frames; ++k) {
      interleaved_[2 * k] = stem.left[k];
      interleaved_[2 * k + 1] = stem.right[k];
    }
    for (std::size_t k = 0; k < 2 * frames; ++k) sum[k] += interleaved_[k];
    if (!stems.empty()) stems[i]->write(interleaved_);
  }
  mix.write(sum);
}

std::string Session::stage_at(Frames from, Frames to) const {
  std::vector<std::string> names;
  for (const Entries& entry : entries_) {
    const auto first = std::ranges::lower_bound(entry.starts, from);
    if (first == entry.starts.end() || *first >= to) continue;
    names.push_back(entry.part);
    if (names.size() == kSoundingTogether) break;
  }
  if (names.empty()) return "rendering";
  std::string stage = "rendering " + names.front();
  for (std::size_t i = 1; i < names.size(); ++i) {
    stage += (i + 1 == names.size() ? " and " : ", ") + names[i];
  }
  return stage;
}

}  // namespace musicgen::composer
