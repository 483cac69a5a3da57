#!/usr/bin/env bash
# Installs what is missing of the Debian packages named in scripts/packages/.
#   scripts/install.sh build         what building and running need
#   scripts/install.sh build test    and what the tests need
set -euo pipefail
cd "$(dirname "$0")/packages"

wanted=()
for list in "$@"; do
  while read -r name _; do
    [[ -z $name || $name == \#* ]] || wanted+=("$name")
  done <"$list.txt"
done

missing=()
for name in "${wanted[@]}"; do
  # npm may come from elsewhere than Debian, with Node.js beside it.
  if [[ $name == npm || $name == nodejs ]] && command -v npm >/dev/null; then continue; fi
  status=$(dpkg-query -W -f '${db:Status-Abbrev}' "$name" 2>/dev/null || true)
  [[ $status == ii* ]] || missing+=("$name")
done
[[ ${#missing[@]} -gt 0 ]] || exit 0

as_root=()
if [[ $(id -u) -ne 0 ]]; then
  if ! command -v sudo >/dev/null; then
    echo "These Debian packages are missing, and there is no sudo to install them with." >&2
    echo "Ask an administrator to run:" >&2
    echo "  apt-get update && apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi

echo "Installing ${#missing[@]} Debian packages: ${missing[*]}" >&2
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
