#!/usr/bin/env bash
# Installs what is missing and makes the release build in build/release.
#   scripts/build.sh [--tests]
set -euo pipefail
cd "$(dirname "$0")/.."

tests=OFF
lists=(build)
if [[ ${1:-} == --tests ]]; then
  tests=ON
  lists+=(test)
fi

scripts/install.sh "${lists[@]}"
mkdir -p build
cmake --preset release -DBUILD_TESTING=$tests >build/configure.log 2>&1 || { cat build/configure.log >&2; exit 1; }
cmake --build --preset release
if [[ -f frontend/package.json ]]; then
  scripts/build_web.sh build/release/share/musicgen/web
fi
