#!/usr/bin/env bash
# cover.sh PACKAGE…: statement coverage of each package by its own tests; fails when one has less than $COVER per cent.
# What keeps its rows in a database has code of each engine's own, so those packages are run on a MariaDB too, and a
# statement counts that either run reached.
set -euo pipefail

server='tonghui/(platform/store|core/ledger)$'
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
mkdir "$out/data"

run() { # run PACKAGE…: the packages' tests, with what they reach in $out/data; only what is not well is shown
  go test -count=1 -cover -timeout 20m "$@" -args -test.gocoverdir="$out/data" | tee -a "$out/said" | grep -Ev '^(ok|PASS|coverage:)| WARN ' || true
}

run "$@"
mapfile -t on_server < <(printf '%s\n' "$@" | grep -E "$server" || true)
internal/make/need.sh go mariadbd
if ((${#on_server[@]})) && ! PATH="$PATH:/usr/sbin" command -v mariadbd >/dev/null; then
  echo "without mariadbd the code for servers counts as not reached" >&2
elif ((${#on_server[@]})); then
  go build -o "$out/engine" ./internal/engines/run
  export -f run
  export out
  RAPID_CHECKS=10 "$out/engine" mariadb --innodb-flush-log-at-trx-commit=0 -- bash -c 'set -euo pipefail; run "$@"' run -short "${on_server[@]}"
fi

go tool covdata percent -i="$out/data" >"$out/percent"
awk -v least="${COVER:-90}" '
  FILENAME == ARGV[1] {
    failed += /^FAIL\t/
    if (/no test files/ || /coverage: 0\.0% of statements/ && !/^ok/) untested[$1 == "?" ? $2 : $1]
    next
  }
  FILENAME == ARGV[2] { if (match($0, /coverage: [0-9.]+%/)) percent[$1] = substr($0, RSTART + 10, RLENGTH - 11) + 0; next }
  $0 in untested { printf "%6s  %s has no tests\n", "-", $0; short++; n++; next }
  !($0 in percent) { next } # it has no statements, or does not build, which has been said
  {
    low = percent[$0] < least
    printf "%5.1f%%  %s%s\n", percent[$0], $0, low ? "  below " least "%" : ""
    short += low; n++
  }
  END {
    printf "%d packages measured, %d short of %s%%, %d runs failed\n", n, short, least, failed
    exit short + failed > 0 || n == 0
  }
' "$out/said" "$out/percent" <(printf '%s\n' "$@")
