#!/usr/bin/env bash
# Runs clang-tidy over backend/: not over tests, nor over the rooms of libtorch, whose headers
# Debian's clang can't read.
#   scripts/tidy.sh [REGEX]     only files whose paths match
set -euo pipefail
cd "$(dirname "$0")/.."

mkdir -p build/tidy
cmake -B build/tidy -G Ninja -DCMAKE_CXX_COMPILER=clang++ -DCMAKE_BUILD_TYPE=Debug \
  -DMUSICGEN_NEURAL=OFF -DCMAKE_EXPORT_COMPILE_COMMANDS=ON >build/tidy/configure.log 2>&1 ||
  { cat build/tidy/configure.log >&2; exit 1; }
cmake --build build/tidy --target musicgen_headers
run-clang-tidy -quiet -p build/tidy -j "$(nproc)" "$PWD/backend/.*${1:-}.*(?<!_test)\.cpp$" \
  2>build/tidy/messages.log
