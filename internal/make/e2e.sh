#!/usr/bin/env bash
# e2e.sh [-totals FILE]: start the bank with its demo city on a free port, walk the stories of its faces in Chromium, and
# stop it. Screenshots of every page lie in build/e2e afterwards.
set -euo pipefail
cd "$(dirname "$0")/../.."
totals=""
[ "${1:-}" = "-totals" ] && totals="$2"

browser="${TONGHUI_CHROMIUM:-$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)}"
if [ -z "$browser" ]; then
  echo ">>> no Chromium: the stories are skipped" >&2
  exit 0
fi
export TONGHUI_CHROMIUM="$browser"

room="$(mktemp -d)"
build/tonghui serve --db "$room/demo.db" --demo --json --addr localhost:0 --log-level error >"$room/hello.json" 2>"$room/log" &
bank=$!
trap 'kill "$bank" 2>/dev/null || true; wait "$bank" 2>/dev/null || true; rm -rf "$room"' EXIT

for _ in $(seq 120); do
  [ -s "$room/hello.json" ] && break
  kill -0 "$bank" 2>/dev/null || { cat "$room/log" >&2; exit 1; }
  sleep 1
done
TONGHUI_URL="$(node -p 'JSON.parse(require("fs").readFileSync(process.argv[1])).url' "$room/hello.json")"
TONGHUI_HELLO="$room/hello.json"
TONGHUI_SHOTS="$PWD/build/e2e"
TONGHUI_SESSIONS="$room/sessions"
export TONGHUI_URL TONGHUI_HELLO TONGHUI_SHOTS TONGHUI_SESSIONS
mkdir -p "$TONGHUI_SHOTS"

failed=0
(cd ui && PLAYWRIGHT_JSON_OUTPUT_NAME="$room/report.json" npx playwright test --reporter=list,json) || failed=1
read -r p f <<<"$(node -e 'const s = JSON.parse(require("fs").readFileSync(process.argv[1])).stats; console.log(s.expected + s.flaky, s.unexpected)' "$room/report.json")"
echo "$p passed, $f failed"
[ -z "$totals" ] || echo "$p $f" >>"$totals"
exit "$failed"
