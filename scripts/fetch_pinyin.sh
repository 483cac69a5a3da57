#!/usr/bin/env bash
# Makes the tables of Chinese readings from npm packages, in the versions that
# backend/engines/diffrhythm/lyrics/pinyin/package-lock.json pins.
#   scripts/fetch_pinyin.sh WORK_FOLDER TARGET_FOLDER
set -euo pipefail
work=$1
target=$2
source=$(cd "$(dirname "$0")/../backend/engines/diffrhythm/lyrics/pinyin" && pwd)

mkdir -p "$work" "$target"
cp "$source"/{package.json,package-lock.json,.npmrc,write_tables.mjs} "$work"
(cd "$work" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2)
node "$work/write_tables.mjs" "$target"
cp "$work/node_modules/pinyin-pro/LICENSE" "$target/pinyin-pro.LICENSE.txt"
