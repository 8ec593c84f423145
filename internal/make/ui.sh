#!/usr/bin/env bash
# ui.sh SCRIPT…: install the packages of the web faces as their lock file names them, once, then run scripts of package.json.
set -euo pipefail
cd "$(dirname "$0")/../../ui"
if [ ! -e node_modules/.installed ] || [ package-lock.json -nt node_modules/.installed ]; then
  echo ">>> installing the packages of the web faces (npm ci)"
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
  touch node_modules/.installed
fi
for script in "$@"; do
  npm run --silent "$script"
done
