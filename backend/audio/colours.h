#pragma once

namespace musicgen::audio {

struct Colour {
  double red;
  double green;
  double blue;
};

// "magma", the perceptually even colour map of S. van der Walt and N. Smith (matplotlib, 2015), by
// M. Zucker's polynomials of degree 6 (shadertoy.com/view/WlfXRN, 2019, public domain).
// 0 is nearly black, 1 pale yellow.
Colour magma(double level);

}  // namespace musicgen::audio
