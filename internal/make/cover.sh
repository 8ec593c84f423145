#!/usr/bin/env bash
# cover.sh PACKAGE…: statement coverage of each package by its own tests; fails when one has less than $COVER per cent.
set -euo pipefail

go test -cover -timeout 20m "$@" | awk -v least="${COVER:-90}" '
  /^(FAIL|---|panic)/ || /\[build failed\]/ { print; bad++; next }
  /no test files|coverage: 0.0% of statements$/ && !/^ok/ { printf "%6s  %s has no tests\n", "-", $1 == "?" ? $2 : $1; bad++; next }
  match($0, /coverage: [0-9.]+%/) {
    percent = substr($0, RSTART + 10, RLENGTH - 11)
    low = percent + 0 < least
    printf "%5.1f%%  %s%s\n", percent, $2, low ? "  below " least "%" : ""
    bad += low; n++
    next
  }
  /no statements/ { next }
  { print }
  END { printf "%d packages measured, %d short of %s%%\n", n, bad, least; exit bad > 0 || n == 0 }'
