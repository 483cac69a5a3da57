#include "engines/composer/brief/understand.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"
#include "engines/composer/brief/decide.h"
#include "engines/composer/brief/facts.h"
#include "engines/composer/brief/genre.h"
#include "engines/composer/brief/title.h"
#include "engines/composer/brief/wishes.h"

namespace musicgen::composer {
namespace {

// Lines of a prompt are clauses, but clean_text makes spaces of their ends.
std::string with_lines_as_clauses(std::string_view prompt) {
  std::string text(prompt);
  std::replace(text.begin(), text.end(), '\n', ';');
  return clean_text(text);
}

// A name from the prompt where something in it was understood.
std::string title_for(const Wishes& wishes, const std::string& text, const Decision& decision) {
  const auto& used = wishes.reading.used();
  const bool understood = std::find(used.begin(), used.end(), true) != used.end();
  const std::string title = understood ? title_of(text) : "";
  if (!title.empty()) return title;
  return fmt::format("{} {}", capitalised(decision.brief.mood), decision.genre->label);
}

void note_duration(Decision& decision, Seconds duration) {
  const auto& asked = decision.wishes.duration;
  if (asked) {
    decision.note("duration", fmt::format("{} s", asked->value.count()), Source::prompt,
                  asked->words);
  }
  if (asked && asked->value == duration) return;
  decision.note("duration", fmt::format("{} s", duration.count()), Source::parameter);
}

}  // namespace

Brief understand(const engines::Request& request, const Knowledge& knowledge,
                 const Vocabulary& vocabulary) {
  const std::string text = with_lines_as_clauses(request.prompt);
  Brief brief;
  brief.prompt = clean_text(request.prompt);
  if (brief.prompt.empty()) {
    throw InvalidParameter("The prompt is empty.")
        .at("/prompt")
        .advise("Say what the music should be like, for instance \"Lo-fi hip hop with rain\".");
  }
  brief.seed = request.seed;
  brief.duration = request.duration;
  Wishes wishes = wishes_of(text, knowledge, vocabulary);
  apply_parameters(request.parameters, knowledge, vocabulary, wishes);

  Decision decision{knowledge, wishes, brief};
  MoodProfile mood;
  decide_genre(decision);
  decide_mood(decision, mood);
  decide_tempo(decision);
  decide_key(decision);
  decide_meter(decision);
  decide_band(decision);
  decide_ambience(decision);
  decide_energy(decision);
  note_duration(decision, request.duration);
  for (Fact& note : wishes.notes) brief.facts.push_back(std::move(note));
  if (!request.lyrics.empty()) {
    decision.note("lyrics", "not sung: the composer plays instruments only", Source::parameter);
  }
  brief.title = title_for(wishes, text, decision);
  brief.not_understood = wishes.reading.unused();
  return brief;
}

std::optional<Seconds> duration_in(const std::string& prompt) {
  const StatedFacts facts = stated_facts(words_of(with_lines_as_clauses(prompt)));
  if (!facts.duration) return std::nullopt;
  return facts.duration->value;
}

Brief understand(const engines::Request& request) {
  const Knowledge knowledge = load_knowledge(data_folder());
  return understand(request, knowledge, Vocabulary(knowledge));
}

Json parameter_schemas() {
  return parameter_schemas(load_knowledge(data_folder()));
}

}  // namespace musicgen::composer
