#!/usr/bin/env bash
# Puts the pages of /docs and /redoc together: Swagger UI and ReDoc from npm, in the versions that
# backend/api/reference/package-lock.json pins, beside our own pages. They need nothing from
# elsewhere when they are shown.
#   scripts/fetch_reference.sh WORK_FOLDER TARGET_FOLDER
set -euo pipefail
work=$1
target=$2
source=$(cd "$(dirname "$0")/../backend/api/reference" && pwd)

mkdir -p "$work" "$target"
cp "$source"/{package.json,package-lock.json,.npmrc} "$work"
(cd "$work" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2)

modules=$work/node_modules
cp "$source"/*.{html,css,js} "$target"
cp "$modules"/swagger-ui-dist/{swagger-ui-bundle.js,swagger-ui.css} "$target"
cp "$modules/swagger-ui-dist/favicon-32x32.png" "$target/favicon.png"
cp "$modules/swagger-ui-dist/LICENSE" "$target/swagger-ui.LICENSE.txt"
cp "$modules/redoc/LICENSE" "$target/redoc.LICENSE.txt"

# ReDoc shows its maker's logo from a foreign server; an empty picture hides itself.
logo=https://cdn.redoc.ly/redoc/logo-mini.svg
sed "s#$logo#data:,#" "$modules/redoc/bundles/redoc.standalone.js" >"$target/redoc.standalone.js"
if grep -q 'src:"https\?://' "$target"/*.js; then
  echo "A page of the reference would load something from a foreign server." >&2
  exit 1
fi
