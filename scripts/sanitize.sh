#!/usr/bin/env bash
# Runs the unit tests of every room under sanitizers.
#   scripts/sanitize.sh asan    memory errors, leaks and undefined behaviour
#   scripts/sanitize.sh tsan    data races
set -euo pipefail
cd "$(dirname "$0")/.."

kind=${1:?"asan or tsan"}
cmake --preset "$kind" >"build/configure-$kind.log" 2>&1 || { cat "build/configure-$kind.log" >&2; exit 1; }
cmake --build --preset "$kind" --target unit_tests
export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:allocator_may_return_null=1
export UBSAN_OPTIONS=print_stacktrace=1
export TSAN_OPTIONS="suppressions=$PWD/scripts/tsan.supp history_size=4 allocator_may_return_null=1"
# fontconfig keeps what it has read to the end.
echo leak:libfontconfig >"build/$kind/leaks.txt"
export LSAN_OPTIONS=suppressions=$PWD/build/$kind/leaks.txt
# Sanitizers keep freed memory for a while, so that none stays flat under them.
ctest --test-dir "build/$kind" --output-on-failure --no-tests=error -j "$(nproc)" -L unit \
  -E MemoryStaysFlat
