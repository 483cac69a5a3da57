#!/usr/bin/env bash
# Installs what is missing, builds, and passes every test.
set -euo pipefail
cd "$(dirname "$0")"

scripts/build.sh --tests --neural
scripts/check_format.sh
ctest --test-dir build/release --output-on-failure --no-tests=error -j "$(nproc)"
FUZZ_RUNS=20000 scripts/fuzz.sh 40 audio_fuzz loop_finder_fuzz checkpoint_fuzz lyrics_fuzz
