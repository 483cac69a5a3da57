#include "engines/diffrhythm/engine/plan.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "engines/diffrhythm/engine/parameters.h"
#include "engines/diffrhythm/lyrics/layout.h"

namespace musicgen::diffrhythm {
namespace {

constexpr int kSampleRateHz = 44100;
constexpr std::size_t kMostStyleCharacters = 2000;  // of which the style model knows 512 tokens
constexpr std::size_t kMostTitleCharacters = 60;
constexpr Seconds kReferenceSeconds{10};

// What was changed of which track, in seconds.
struct EditBrief {
  std::string track_id;
  std::vector<std::vector<double>> segments;
};
BOOST_DESCRIBE_STRUCT(EditBrief, (), (track_id, segments))

struct Brief {
  std::string model;
  std::string prompt;
  std::string style;
  std::string negative_prompt;
  std::optional<std::string> reference_track_id;
  std::optional<EditBrief> edit;
  bool instrumental = true;
  double duration = 0;
  std::int64_t frames = 0;
  std::uint64_t seed = 0;
  SingingParameters parameters;
  std::string lyrics;                 // with the times that are used
  std::vector<std::string> warnings;  // what may go wrong with the lyrics
};
BOOST_DESCRIBE_STRUCT(Brief, (),
                      (model, prompt, style, negative_prompt, reference_track_id, edit,
                       instrumental, duration, frames, seed, parameters, lyrics, warnings))

void check_duration(ModelKind kind, const std::string& model, double seconds) {
  const bool base = kind == ModelKind::base;
  const double least = base ? lyrics::kShortSongSeconds : lyrics::kShortSongSeconds + 1;
  const double most = base ? lyrics::kShortSongSeconds : lyrics::kLongSongSeconds;
  if (seconds >= least && seconds <= most) return;
  throw InvalidParameter(
      base
          ? fmt::format("{} makes songs of {:g} s, not {:g}.", model, most, seconds)
          : fmt::format("{} makes songs of {:g} to {:g} s, not {:g}.", model, least, most, seconds))
      .at("/duration");
}

void check_style(const std::string& words, std::string_view field) {
  if (count_characters(words) <= kMostStyleCharacters) return;
  throw InvalidParameter(fmt::format("The style has {} characters; DiffRhythm takes {}.",
                                     count_characters(words), kMostStyleCharacters))
      .at(std::string(field))
      .advise("Say it in fewer words; what is to be sung belongs into `lyrics`.");
}

// The lyrics in the model's frames. Throws where not a word of them would be heard.
lyrics::Layout sung(const engines::Request& request, const lyrics::Tokenizer& tokenizer,
                    const lyrics::LayoutOptions& options) {
  lyrics::Layout layout = lyrics::lay_out(request.lyrics, tokenizer, options);
  if (std::ranges::any_of(layout.frames.tokens, [](int token) { return token != 0; })) {
    return layout;
  }
  const auto line = std::ranges::find_if(layout.report.lines,
                                         [](const auto& one) { return !one.warnings.empty(); });
  const bool named = line != layout.report.lines.end();
  throw InvalidLyrics(named ? fmt::format("Line {}: {}", line->line, line->warnings.front().message)
                            : "There is nothing to sing in these lyrics.")
      .at("/lyrics")
      .advise(
          "`musicgen lyrics FILE` and POST /api/lyrics/check show when each line is sung. For "
          "music alone leave the lyrics out.");
}

std::vector<engines::SongSection> sections_of(const lyrics::LyricsReport& report) {
  std::vector<engines::SongSection> sections;
  std::string last;
  for (const lyrics::LyricsLine& line : report.lines) {
    if (line.section.empty() || line.section == last || !line.start) continue;
    last = line.section;
    sections.push_back({line.section, std::max(*line.start, 0.0)});
  }
  return sections;
}

std::vector<std::string> warnings_of(const lyrics::LyricsReport& report) {
  std::vector<std::string> warnings;
  for (const lyrics::LyricsLine& line : report.lines) {
    for (const lyrics::LyricsWarning& warning : line.warnings) {
      warnings.push_back(fmt::format("Line {}: {}", line.line, warning.message));
    }
  }
  for (const lyrics::LyricsWarning& warning : report.warnings) warnings.push_back(warning.message);
  return warnings;
}

EditBrief brief_of(const engines::Editing& edit, const EditPlan& plan) {
  const auto seconds = [](std::int64_t frame) {
    return static_cast<double>(frame) * 2048 / kSampleRateHz;
  };
  EditBrief brief{.track_id = edit.song.id};
  for (const FrameSpan& span : plan.made) {
    brief.segments.push_back({seconds(span.from), seconds(span.to)});
  }
  return brief;
}

// A song is called by its first words; without words, by the prompt.
std::string title_of(const lyrics::LyricsReport& report, const std::string& prompt) {
  std::string title = prompt;
  const auto line = std::ranges::find_if(
      report.lines, [](const auto& one) { return !one.tokens.empty() && one.start; });
  if (line != report.lines.end()) title = clean_text(line->text);
  const std::string first = first_characters(title, kMostTitleCharacters);
  if (first.size() == title.size()) return title;
  const std::size_t space = first.rfind(' ');
  return space == std::string::npos ? first : first.substr(0, space);
}

}  // namespace

void require_reference_length(Seconds duration) {
  if (duration >= kReferenceSeconds) return;
  throw InvalidParameter(fmt::format("A reference needs at least {:g} s of sound; this track has "
                                     "{:.1f} s.",
                                     kReferenceSeconds.count(), duration.count()))
      .at("/reference_track_id")
      .advise("Choose a longer track.");
}

SingingPlan plan_song(const std::string& model, ModelKind kind, const engines::Request& request,
                      const lyrics::Tokenizer& tokenizer) {
  const SingingParameters parameters = parameters_in(request.parameters);
  const double seconds = request.duration.count();
  check_duration(kind, model, seconds);
  if (request.lyrics.empty() && !request.instrumental) {
    throw InvalidParameter("DiffRhythm sings only the words that it is given.")
        .at("/lyrics")
        .advise("Write lyrics, or ask for an instrumental.");
  }

  SingingPlan plan;
  plan.model = model;
  plan.kind = kind;
  plan.max_frames = kind == ModelKind::base ? lyrics::kShortModelFrames : lyrics::kLongModelFrames;
  plan.samples = frames_of(request.duration, kSampleRateHz);
  plan.style = style_words(request.prompt, parameters);
  plan.negative_style = request.negative_prompt;
  check_style(plan.style, "/prompt");
  check_style(plan.negative_style, "/negative_prompt");
  if (request.reference) {
    require_reference_length(request.reference->duration);
    plan.reference = request.reference->file;
    plan.reference_strength = parameters.reference_strength;
  }

  const lyrics::LayoutOptions options{.seconds = seconds,
                                      .max_frames = static_cast<int>(plan.max_frames),
                                      .tempo_bpm = parameters.bpm};
  lyrics::Layout layout;
  if (request.lyrics.empty()) {
    layout.frames =
        lyrics::place_lines({}, {.max_frames = *options.max_frames, .seconds = seconds});
  } else {
    layout = sung(request, tokenizer, options);
  }
  plan.frames = layout.frames.end_frame;
  plan.tokens.assign(layout.frames.tokens.begin(), layout.frames.tokens.begin() + plan.frames);
  plan.duration_share = layout.frames.duration;

  if (request.edit) {
    plan.edit = EditPlan{.sound = request.edit->song.file,
                         .made = frames_to_make(*request.edit, plan.frames, seconds)};
  }
  plan.seed = request.seed;
  plan.steps = parameters.steps;
  plan.guidance = parameters.cfg_strength;
  plan.fast = parameters.fast;
  plan.precision = parameters.precision;
  plan.device = parameters.device;
  plan.sections = sections_of(layout.report);
  plan.title = title_of(layout.report, request.prompt);
  plan.genre = clean_text(parameters.genre);
  plan.mood = clean_text(parameters.mood);
  Brief brief{.model = model,
              .prompt = request.prompt,
              .style = plan.style,
              .negative_prompt = request.negative_prompt,
              .instrumental = request.lyrics.empty(),
              .duration = seconds,
              .frames = plan.frames,
              .seed = plan.seed,
              .parameters = parameters,
              .lyrics = layout.report.lrc,
              .warnings = warnings_of(layout.report)};
  if (request.edit) brief.edit = brief_of(*request.edit, *plan.edit);
  if (request.reference) brief.reference_track_id = request.reference->id;
  plan.brief = to_json(brief);
  return plan;
}

}  // namespace musicgen::diffrhythm
