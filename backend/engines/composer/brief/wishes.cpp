#include "engines/composer/brief/wishes.h"

#include <algorithm>

#include "engines/composer/brief/facts.h"
#include "engines/composer/brief/mentions.h"

namespace musicgen::composer {
namespace {

class PromptReader {
 public:
  PromptReader(const std::string& prompt, const Knowledge& knowledge, const Vocabulary& vocabulary)
      : knowledge_(knowledge), vocabulary_(vocabulary), wishes_(prompt) {}

  Wishes read() && {
    read_stated_facts();
    mentions_ = mentions_in(wishes_.reading.words(), wishes_.reading.used(), vocabulary_);
    choose_genre();
    for (at_ = 0; at_ < mentions_.size(); ++at_) read_mention(mentions_[at_]);
    colour_by_umbrella();
    settle_sound_alone();
    return std::move(wishes_);
  }

 private:
  template <class T>
  void take(const std::optional<Stated<T>>& stated, std::optional<Wish<T>>& wish) {
    if (!stated) return;
    wish = {stated->value, Source::prompt, wishes_.reading.spelling(stated->span)};
    wishes_.reading.use(stated->span);
  }

  void read_stated_facts() {
    const StatedFacts facts = stated_facts(wishes_.reading.words());
    take(facts.bpm, wishes_.bpm);
    take(facts.key, wishes_.key);
    take(facts.mode, wishes_.mode);
    take(facts.meter, wishes_.meter);
    take(facts.duration, wishes_.duration);
  }

  // In "jazz hip hop" the last word is the genre, the first its colour; of genres that stand apart
  // the first counts. Names go before flavours.
  void choose_genre() {
    for (const Kind kind : {Kind::genre, Kind::flavour}) {
      const Mention* head = nullptr;
      for (const Mention& mention : mentions_) {
        if (mention.negated || mention.as(kind) == nullptr) continue;
        const bool follows = head != nullptr && mention.span.first == head->span.end() &&
                             !wishes_.reading.words()[mention.span.first].starts_clause;
        if (head != nullptr && !follows) break;
        head = &mention;
      }
      if (head == nullptr) continue;
      const Meaning& meaning = *head->as(kind);
      wishes_.genre = {{meaning.name, meaning.detail}, Source::prompt, spelling(*head)};
      return;
    }
  }

  void read_mention(const Mention& mention) {
    if (mention.negated) {
      for (const Meaning& meaning : mention.meanings) refuse(meaning, mention);
      return;
    }
    if (is_level_of_next(mention)) {
      use(mention);
      return;
    }
    if (is_start_of_ramp()) {
      read_ramp();
      return;
    }
    for (const Meaning& meaning : mention.meanings) accept(meaning, mention);
  }

  void accept(const Meaning& meaning, const Mention& mention) {
    if (meaning.kind == Kind::voice) return;  // nobody here can sing
    if (meaning.kind == Kind::refused) return;
    if (meaning.kind == Kind::hint) {  // of use once its genre is chosen
      wishes_.hints.push_back({meaning.name, mention.span});
      return;
    }
    if (meaning.kind == Kind::echo) {
      add_named_hint({meaning.name, mention.span, meaning.detail, true});
      return;
    }
    accept_character(meaning, mention);
    accept_course(meaning, mention);
    accept_sound(meaning, mention);
    use(mention);
  }

  void accept_character(const Meaning& meaning, const Mention& mention) {
    switch (meaning.kind) {
      case Kind::genre:
      case Kind::flavour:
        accept_genre(meaning, mention);
        break;
      case Kind::umbrella:
        if (!wishes_.umbrella) wishes_.umbrella = wish(meaning.name, mention);
        break;
      case Kind::mood:
        wishes_.moods.push_back(wish(meaning.name, mention));
        break;
      case Kind::instrumental:
        note("instrumental", "true", mention);
        break;
      default:
        break;
    }
  }

  void accept_course(const Meaning& meaning, const Mention& mention) {
    const Language& language = knowledge_.language;
    if (meaning.kind == Kind::tempo && !wishes_.tempo_place) {
      wishes_.tempo_place = wish(find_named(language.tempi, meaning.name)->place, mention);
    } else if (meaning.kind == Kind::meter && !wishes_.meter) {
      const std::string& meter = find_named(language.meters, meaning.name)->meter;
      wishes_.meter = wish(meter_of(meter), mention);
    } else if (meaning.kind == Kind::course && !wishes_.course) {
      wishes_.course = wish(meaning.name, mention);
    }
  }

  void accept_sound(const Meaning& meaning, const Mention& mention) {
    switch (meaning.kind) {
      case Kind::instrument:
        add_player({meaning.name, false}, mention);
        keep_beside_family(meaning.name, mention);
        break;
      case Kind::family:
        add_family(meaning.name, mention);
        break;
      case Kind::nobody_else:
        wishes_.alone = true;
        sound_alone_.push_back(mention.span);
        break;
      case Kind::without:
        wishes_.without.push_back(wish(Player{meaning.name, true}, mention));
        break;
      case Kind::band:
        add_band(*find_named(knowledge_.language.bands, meaning.name), mention);
        break;
      case Kind::alone:
        if (plays_alone(mention)) {
          wishes_.alone = true;
        } else if (meaning.name == "only" && is_of_sound(mention)) {
          sound_alone_.push_back(mention.span);
        }
        break;
      case Kind::ambience:
        add_ambience(meaning.name, mention);
        break;
      default:
        break;
    }
  }

  // "Electronic jazz": jazz is not one of the electronic genres, so the first of them colours it.
  void colour_by_umbrella() {
    if (!wishes_.umbrella || !wishes_.genre) return;
    const auto& umbrella = *wishes_.umbrella;
    const auto& genres = find_named(knowledge_.language.umbrellas, umbrella.value)->genres;
    const auto found = std::find(genres.begin(), genres.end(), wishes_.genre->value.genre);
    if (found != genres.end()) return;
    wishes_.other_genres.push_back({genres.front(), Source::prompt, umbrella.words});
  }

  void refuse(const Meaning& meaning, const Mention& mention) {
    switch (meaning.kind) {
      case Kind::genre:
      case Kind::flavour:
        wishes_.unwanted_genres.push_back(meaning.name);
        note("without", meaning.name, mention);
        break;
      case Kind::mood:
        wishes_.unwanted_moods.push_back(meaning.name);
        note("without", meaning.name, mention);
        break;
      case Kind::instrument:
      case Kind::family:
      case Kind::refused:
        wishes_.without.push_back(
            wish(Player{meaning.name, meaning.kind != Kind::instrument}, mention));
        break;
      case Kind::band:
        for (const auto& name : find_named(knowledge_.language.bands, meaning.name)->instruments) {
          wishes_.without.push_back(wish(Player{name, false}, mention));
        }
        break;
      case Kind::ambience:
        wishes_.unwanted_ambience.push_back(meaning.name);
        note("without", meaning.name, mention);
        break;
      case Kind::tempo:
        refuse_tempo(meaning, mention);
        break;
      case Kind::voice:
        note("instrumental", "true", mention);
        break;
      case Kind::music:
        wishes_.alone = true;
        sound_alone_.push_back(mention.span);
        break;
      default:
        return;  // "no build-up": nothing to leave out
    }
    use(mention);
  }

  // "Not fast" is no more than rather slow.
  void refuse_tempo(const Meaning& meaning, const Mention& mention) {
    if (wishes_.tempo_place) return;
    const double place = find_named(knowledge_.language.tempi, meaning.name)->place;
    wishes_.tempo_place = wish(0.5 + 0.4 * (0.5 - place), mention);
  }

  // "Only rain" and "no music" can be had beside instruments or a genre that were named: then these
  // play alone, or no other sound is heard. Without a band there is no song, so it is said that one
  // plays.
  void settle_sound_alone() {
    if (sound_alone_.empty() || !wishes_.players.empty()) return;
    wishes_.only_this_ambience = !wishes_.ambience.empty();
    for (const Span& span : sound_alone_) {
      const bool of_genre = wishes_.genre && !refuses_music(span);
      if (of_genre) continue;
      wishes_.reading.leave(span);
      if (wishes_.notes.empty() || wishes_.notes.back().field != "music") {
        wishes_.notes.push_back({"music",
                                 "plays all the same: sounds are heard behind a band, not alone",
                                 Source::prompt, ""});
      }
    }
  }

  bool refuses_music(const Span& span) const {
    for (const Mention& mention : mentions_) {
      if (mention.span == span) return mention.as(Kind::music) != nullptr;
    }
    return false;
  }

  // "Only" in "only rain" and "rain only".
  bool is_of_sound(const Mention& mention) const {
    if (at_ > 0 && mentions_[at_ - 1].as(Kind::ambience) != nullptr) return true;
    std::size_t next = skip_filler(at_ + 1);
    if (next < mentions_.size() && is_level_of_next(mentions_[next], next)) ++next;
    if (next >= mentions_.size() || mentions_[next].as(Kind::ambience) == nullptr) return false;
    for (std::size_t i = mention.span.end(); i <= mentions_[next].span.first; ++i) {
      if (wishes_.reading.words()[i].starts_clause) return false;
    }
    return true;
  }

  void accept_genre(const Meaning& meaning, const Mention& mention) {
    if (meaning.name != wishes_.genre->value.genre) {
      wishes_.other_genres.push_back(wish(meaning.name, mention));
    } else if (wishes_.genre->value.style.empty()) {
      wishes_.genre->value.style = meaning.detail;
    }
  }

  void add_player(const Player& player, const Mention& mention) {
    for (const Wish<Player>& known : wishes_.players) {
      if (known.value == player) return;
    }
    wishes_.players.push_back(wish(player, mention));
  }

  // Before the hints of other words.
  void add_named_hint(const Hint& hint) {
    const auto place = std::find_if(wishes_.hints.begin(), wishes_.hints.end(),
                                    [](const Hint& known) { return !known.named; });
    wishes_.hints.insert(place, hint);
  }

  // Claps are heard where there are no drums, if they are asked for.
  void keep_beside_family(const std::string& name, const Mention& mention) {
    bool companion = false;
    for (const Family& family : knowledge_.language.families) {
      const auto& list = family.companions;
      companion = companion || std::find(list.begin(), list.end(), name) != list.end();
    }
    if (companion || mention.excepted) wishes_.kept.push_back(name);
  }

  // "A catchy melody" asks for nothing that songs don't have.
  void add_family(const std::string& name, const Mention& mention) {
    const Family& family = *find_named(knowledge_.language.families, name);
    if (!family.members.empty()) add_player({name, true}, mention);
  }

  void add_band(const Band& band, const Mention& mention) {
    for (const std::string& name : band.instruments) add_player({name, false}, mention);
    wishes_.alone = wishes_.alone || band.alone;
  }

  void add_ambience(const std::string& name, const Mention& mention) {
    for (const Wish<Ambience>& known : wishes_.ambience) {
      if (known.value.name == name) return;
    }
    Ambience layer{name, 0.5};
    if (at_ > 0 && is_level_of_next(mentions_[at_ - 1], at_ - 1)) {
      const std::string& level = mentions_[at_ - 1].as(Kind::level)->name;
      layer.level = find_named(knowledge_.language.levels, level)->level;
    }
    wishes_.ambience.push_back(wish(layer, mention));
  }

  void note(const std::string& field, const std::string& value, const Mention& mention) {
    wishes_.notes.push_back({field, value, Source::prompt, spelling(mention)});
  }

  // "Heavy" in "heavy rain".
  bool is_level_of_next(const Mention& mention, std::size_t index) const {
    if (mention.negated || mention.as(Kind::level) == nullptr) return false;
    if (index + 1 >= mentions_.size()) return false;
    const Mention& next = mentions_[index + 1];
    return next.as(Kind::ambience) != nullptr && next.span.first == mention.span.end();
  }
  bool is_level_of_next(const Mention& mention) const { return is_level_of_next(mention, at_); }

  // "Calm to energetic": a mood, "to", a mood.
  bool is_start_of_ramp() const {
    if (at_ + 2 >= mentions_.size() || wishes_.energy) return false;
    const Mention& to = mentions_[at_ + 1];
    const Mention& goal = mentions_[at_ + 2];
    const std::string& word = wishes_.reading.words()[to.span.first].text;
    return mentions_[at_].as(Kind::mood) != nullptr && goal.as(Kind::mood) != nullptr &&
           !goal.negated && (word == "to" || word == "into") &&
           to.span.first == mentions_[at_].span.end() && goal.span.first == to.span.end();
  }

  void read_ramp() {
    const Mention& from = mentions_[at_];
    const Mention& goal = mentions_[at_ + 2];
    const Span span{from.span.first, goal.span.end() - from.span.first};
    const auto energy_of = [&](const Mention& mention) {
      return find_named(knowledge_.moods, mention.as(Kind::mood)->name)->energy;
    };
    wishes_.moods.push_back(wish(from.as(Kind::mood)->name, from));
    wishes_.energy = {
        {energy_of(from), energy_of(goal)}, Source::prompt, wishes_.reading.spelling(span)};
    wishes_.reading.use(span);
    at_ += 2;
  }

  // "Solo piano" and "piano only" are one instrument; "a string quartet with solo violin" and
  // "sax solo" are not.
  bool plays_alone(const Mention& mention) const {
    const std::string& word = wishes_.reading.words()[mention.span.first].text;
    const bool only = mention.as(Kind::alone)->name == "only";
    if (word == "only" && at_ > 0 && is_player(mentions_[at_ - 1])) return true;
    std::size_t next = skip_filler(at_ + 1);
    while (only && next < mentions_.size() && is_sound(mentions_[next])) {
      next = skip_filler(next + 1);  // "just rain and piano"
    }
    if (next >= mentions_.size() || !is_player(mentions_[next])) return false;
    for (std::size_t i = mention.span.end(); i <= mentions_[next].span.first; ++i) {
      if (wishes_.reading.words()[i].starts_clause) return false;
    }
    for (std::size_t i = only ? 0 : at_; i-- > 0;) {
      if (mentions_[i].as(Kind::turn) != nullptr) return false;
      if (mentions_[i].as(Kind::filler) == nullptr) break;
    }
    return true;
  }

  std::size_t skip_filler(std::size_t index) const {
    while (index < mentions_.size() && mentions_[index].as(Kind::filler) != nullptr) ++index;
    return index;
  }

  static bool is_sound(const Mention& mention) {
    return mention.as(Kind::ambience) != nullptr || mention.as(Kind::level) != nullptr;
  }

  static bool is_player(const Mention& mention) {
    return !mention.negated &&
           (mention.as(Kind::instrument) != nullptr || mention.as(Kind::family) != nullptr ||
            mention.as(Kind::band) != nullptr);
  }

  template <class T>
  Wish<T> wish(T value, const Mention& mention) const {
    return {std::move(value), Source::prompt, spelling(mention)};
  }
  std::string spelling(const Mention& mention) const {
    return wishes_.reading.spelling(mention.span);
  }
  void use(const Mention& mention) { wishes_.reading.use(mention.span); }

  const Knowledge& knowledge_;
  const Vocabulary& vocabulary_;
  Wishes wishes_;
  std::vector<Mention> mentions_;
  std::size_t at_ = 0;
  std::vector<Span> sound_alone_;  // words that want no band: "only" of "only rain", "no music"
};

}  // namespace

Wishes wishes_of(const std::string& prompt, const Knowledge& knowledge,
                 const Vocabulary& vocabulary) {
  return PromptReader(prompt, knowledge, vocabulary).read();
}

}  // namespace musicgen::composer
