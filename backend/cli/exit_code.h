#pragma once
#include "base/error.h"

namespace musicgen::cli {

// What the program ends with: 0 done, 1 something inside failed, 2 the input was wrong, 3 something
// named does not exist, 4 the disk or a database failed, 5 something needed is not available,
// 130 stopped by the user.
int exit_code_of(ErrorCode code);

}  // namespace musicgen::cli
