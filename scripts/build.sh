#!/usr/bin/env bash
# Installs what is missing and makes the release build in build/release.
#   scripts/build.sh [--tests] [--neural]      --neural: with DiffRhythm, which needs libtorch
set -euo pipefail
cd "$(dirname "$0")/.."

tests=OFF
lists=(build)
options=()
for word in "$@"; do
  case $word in
    --tests) tests=ON; lists+=(test) ;;
    --neural) options+=(-DMUSICGEN_NEURAL=ON); lists+=(neural) ;;
    *) sed -n '2,3s/^# //p' "$0" >&2; exit 2 ;;
  esac
done

scripts/install.sh "${lists[@]}"
mkdir -p build
cmake --preset release -DBUILD_TESTING=$tests "${options[@]}" >build/configure.log 2>&1 || { cat build/configure.log >&2; exit 1; }
cmake --build --preset release
if [[ -f frontend/package.json ]]; then
  scripts/build_web.sh build/release/share/musicgen/web
fi
