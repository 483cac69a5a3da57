#!/usr/bin/env bash
# Fails where a source file is not as clang-format would write it.
#   scripts/check_format.sh --fix   formats instead
set -euo pipefail
cd "$(dirname "$0")/.."

mode=(--dry-run --Werror)
[[ ${1:-} != --fix ]] || mode=(-i)
find backend bench tests -name node_modules -prune -o \
  \( -name '*.cpp' -o -name '*.h' \) -print0 | xargs -0 -r clang-format "${mode[@]}"
