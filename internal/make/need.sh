#!/usr/bin/env bash
# need.sh TOOL…: make sure that tools are there. A missing one is installed when this is root on Debian or Ubuntu;
# otherwise it is named loudly, and what rests on it is skipped by the test itself. Only go is indispensable.
set -euo pipefail

# The package that brings a tool, with what it can't work without.
packages() {
  case "$1" in
    gcc) echo "gcc libc6-dev" ;;
    node) echo "nodejs npm" ;;
    chromium) echo "chromium fonts-noto-cjk" ;;
    mariadbd) echo "mariadb-server mariadb-backup galera-4 rsync lsof" ;;
    *) echo "$1" ;;
  esac
}

# What is lost without it.
lost() {
  case "$1" in
    gcc) echo "the race detector stays off" ;;
    chromium) echo "the stories of the web faces are skipped" ;;
    node) echo "the web faces can't be built: install Node 20.19 or later from https://nodejs.org" ;;
    mariadbd) echo "nothing can be tried on MariaDB" ;;
    *) echo "what rests on it is skipped" ;;
  esac
}

for tool in "$@"; do
  PATH="$PATH:/usr/sbin" command -v "$tool" >/dev/null && continue
  if [ "$tool" = go ]; then
    echo "Go is missing: install it from https://go.dev/dl (the version in go.mod), then try again" >&2
    exit 1
  fi
  if [ "$tool" = gcc ] && command -v clang >/dev/null; then continue; fi
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo ">>> $tool is missing; installing with apt-get: $(packages "$tool")"
    # shellcheck disable=SC2046 # a list of packages
    # RUNLEVEL=1: a server that comes with the package isn't started.
    if (apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(packages "$tool")) \
      </dev/null >/dev/null; then
      continue
    fi
  fi
  echo ">>> $tool is missing and could not be installed here: $(lost "$tool")" >&2
done
