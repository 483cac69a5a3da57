#include "audio/colours.h"

#include <algorithm>

namespace musicgen::audio {

Colour magma(double level) {
  // From the highest power down, as Horner's rule takes them.
  constexpr Colour kTerms[] = {
      {18.65570506591883, -11.48977351997711, -5.601961508734096},
      {-50.76852536473588, 29.04658282127291, 4.23415299384598},
      {52.17613981234068, -27.94360607168351, 12.94416944238394},
      {-27.66873308576866, 14.26473078096533, -13.64921318813922},
      {8.353717279216625, -3.577719514958484, 0.3144679030132573},
      {0.2516605407371642, 0.6775232436837668, 2.494026599312351},
      {-0.002136485053939582, -0.000749655052795221, -0.005386127855323933}};
  const double t = std::clamp(level, 0.0, 1.0);
  Colour sum{0.0, 0.0, 0.0};
  for (const Colour& term : kTerms) {
    sum = {sum.red * t + term.red, sum.green * t + term.green, sum.blue * t + term.blue};
  }
  return {std::clamp(sum.red, 0.0, 1.0), std::clamp(sum.green, 0.0, 1.0),
          std::clamp(sum.blue, 0.0, 1.0)};
}

}  // namespace musicgen::audio
