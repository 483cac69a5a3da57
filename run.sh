#!/usr/bin/env bash
# Installs what is missing, builds, and then
#   ./run.sh                      starts the studio on http://localhost:8000
#   ./run.sh "a sentence" [...]   makes that song; further words go to `musicgen generate`
set -euo pipefail
cd "$(dirname "$0")"

scripts/build.sh >&2
if [[ $# -eq 0 ]]; then
  exec build/release/bin/musicgen serve
fi
exec build/release/bin/musicgen generate "$@"
