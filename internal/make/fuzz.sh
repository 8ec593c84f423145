#!/usr/bin/env bash
# fuzz.sh: every fuzz target of the project, one after the other, $FUZZTIME each. A target that finds something leaves
# the input in its testdata/fuzz, where every later `go test` tries it again.
set -euo pipefail

targets=0 failed=0
for package in $(go list ./...); do
  for target in $(go test -list '^Fuzz' "$package" | grep '^Fuzz' || true); do
    targets=$((targets + 1))
    echo "--- $package $target"
    go test -run '^$' -fuzz "^$target\$" -fuzztime "${FUZZTIME:-20s}" "$package" || failed=$((failed + 1))
  done
done
echo "$targets fuzz targets, $failed found something"
[ "$failed" = 0 ] && [ "$targets" -gt 0 ]
