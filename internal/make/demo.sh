#!/usr/bin/env bash
# demo.sh PORT: the clearing house with other banks behind it, as a process of its own, and the bank with its demo city; both end
# together.
set -euo pipefail
cd "$(dirname "$0")/../.."
port="$1" house="$(($1 + 11))"

build/tonghui simulate clearing --db build/clearing.db --listen "localhost:$house" --bank-url "http://localhost:$port" \
  --bank-key build/demo.db.clearing.pub >build/clearing.log 2>&1 &
clearing=$!
trap 'kill "$clearing" 2>/dev/null || true' EXIT
for _ in $(seq 50); do
  [ -s build/clearing.db.pub ] && break
  kill -0 "$clearing" 2>/dev/null || { cat build/clearing.log >&2; exit 1; }
  sleep 0.1
done
echo ">>> a clearing house plays other banks at http://localhost:$house (its log: build/clearing.log; its desk: /admin)"
build/tonghui serve --db build/demo.db --demo --addr "localhost:$port" --clearing "http://localhost:$house" --clearing-trust build/clearing.db.pub
