#!/usr/bin/env bash
# Builds the web application and puts it where the server finds it, with a compressed copy beside
# each file that compresses.
#   scripts/build_web.sh TARGET_FOLDER
set -euo pipefail
target=$(mkdir -p "$1" && cd "$1" && pwd)
cd "$(dirname "$0")/../frontend"

# Nothing to do where nothing changed since the last time.
state=$(find . -name node_modules -prune -o -name dist -prune -o -type f -print0 | sort -z |
  xargs -0 sha256sum | sha256sum)
[[ ! -f $target/.built-from || $(<"$target/.built-from") != "$state" ]] || exit 0

lock=$(sha256sum package-lock.json)
if [[ ! -f node_modules/.installed-from || $(<node_modules/.installed-from) != "$lock" ]]; then
  npm ci --no-audit --no-fund --loglevel=error
  # An old Node skips what is marked for newer ones: once more with the one that it brought.
  used=$(../scripts/with_node.sh node -p process.execPath)
  if [[ $used == "$PWD"/node_modules/* ]]; then
    brought=$(mktemp -d)
    trap 'rm -rf "$brought"' EXIT
    cp "$used" "$brought"
    PATH=$brought:$PATH npm ci --no-audit --no-fund --loglevel=error
  fi
  echo "$lock" >node_modules/.installed-from
fi
../scripts/with_node.sh npm run --silent build

find "$target" -mindepth 1 -delete
cp -R dist/. "$target"
find "$target" -type f -size +1k \
  \( -name '*.html' -o -name '*.js' -o -name '*.css' -o -name '*.svg' -o -name '*.json' -o \
  -name '*.webmanifest' \) -exec brotli --keep --best {} + -exec gzip --keep --best --no-name {} +
echo "$state" >"$target/.built-from"
