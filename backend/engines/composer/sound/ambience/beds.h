#pragma once
#include "engines/composer/sound/ambience/bed.h"

namespace musicgen::composer {

std::unique_ptr<Voice> make_rain(std::uint64_t seed);
std::unique_ptr<Voice> make_thunder(std::uint64_t seed);
std::unique_ptr<Voice> make_river(std::uint64_t seed);
std::unique_ptr<Voice> make_ocean(std::uint64_t seed);
std::unique_ptr<Voice> make_wind(std::uint64_t seed);
std::unique_ptr<Voice> make_fire(std::uint64_t seed);
std::unique_ptr<Voice> make_birds(std::uint64_t seed);
std::unique_ptr<Voice> make_crickets(std::uint64_t seed);
std::unique_ptr<Voice> make_vinyl(std::uint64_t seed);
std::unique_ptr<Voice> make_tape_hiss(std::uint64_t seed);

}  // namespace musicgen::composer
