#include <fmt/format.h>

#include "engines/composer/brief/brief.h"

namespace musicgen::composer {

BOOST_DESCRIBE_STRUCT(Brief, (),
                      (version, prompt, title, genre, genre_label, mood, bpm, key, meter,
                       instruments, without, ambience, energy, duration, seed, facts,
                       not_understood))

}  // namespace musicgen::composer

namespace musicgen {

template <>
inline constexpr auto kRules<composer::Brief> =
    rules({{.field = "version", .required = true, .min = 1, .max = 1},
           {.field = "prompt", .required = true},
           {.field = "genre", .required = true, .min = 1},
           {.field = "mood", .required = true, .min = 1},
           {.field = "bpm", .required = true, .min = 30, .max = 300},
           {.field = "key", .required = true},
           {.field = "meter", .required = true},
           {.field = "instruments", .required = true, .min = 1},
           {.field = "energy", .required = true, .min = 2, .max = 64},
           {.field = "duration", .required = true, .min = 0.1},
           {.field = "seed", .required = true}});

}  // namespace musicgen

namespace musicgen::composer {
namespace {

using Members = musicgen::detail::members_of<Brief>;

template <class T>
inline constexpr bool kIsName = std::is_same_v<T, Key> || std::is_same_v<T, Meter>;

template <class T>
T named(const Json& value, const std::string& path) {
  const auto text = from_json<std::string>(value, path);
  try {
    if constexpr (std::is_same_v<T, Key>) {
      return key_of(text);
    } else {
      return meter_of(text);
    }
  } catch (const InvalidParameter& error) {
    throw InvalidParameter(error.detail()).at(path).advise(error.hint());
  }
}

void check_energy(const std::vector<double>& energy) {
  for (std::size_t i = 0; i < energy.size(); ++i) {
    if (energy[i] >= 0 && energy[i] <= 1) continue;
    throw InvalidParameter(fmt::format("energy must be between 0 and 1, not {}.", energy[i]))
        .at(fmt::format("/energy/{}", i));
  }
}

}  // namespace

Json to_json(const Brief& brief) {
  JsonObject object;
  boost::mp11::mp_for_each<Members>([&](auto member) {
    const auto& value = brief.*member.pointer;
    if constexpr (kIsName<std::remove_cvref_t<decltype(value)>>) {
      object[member.name] = name_of(value);
    } else {
      object[member.name] = musicgen::to_json(value);
    }
  });
  return object;
}

Brief brief_from_json(const Json& value) {
  const JsonObject* object = value.if_object();
  if (object == nullptr) musicgen::detail::refuse_type(value, "an object", "");
  Brief brief;
  std::vector<std::string_view> known;
  boost::mp11::mp_for_each<Members>([&](auto member) {
    known.emplace_back(member.name);
    const Rule* rule = rule_of<Brief>(member.name);
    const Json* given = object->if_contains(member.name);
    if (given == nullptr) {
      if (rule != nullptr && rule->required) musicgen::detail::refuse_missing(member.name, "");
      return;
    }
    auto& out = brief.*member.pointer;
    const std::string path = musicgen::detail::child("", member.name);
    if constexpr (kIsName<std::remove_cvref_t<decltype(out)>>) {
      out = named<std::remove_cvref_t<decltype(out)>>(*given, path);
    } else {
      musicgen::detail::read(*given, out, path, rule);
    }
  });
  for (const auto& item : *object) {
    const std::string_view name(item.key().data(), item.key().size());
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      musicgen::detail::refuse_unknown(name, "", known);
    }
  }
  check_energy(brief.energy);
  return brief;
}

}  // namespace musicgen::composer
