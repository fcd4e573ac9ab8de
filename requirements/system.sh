#!/bin/bash
# Installs the Debian packages named, where that is allowed; otherwise says which command does it.
set -eu
missing=()
for package in "$@"; do
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0
command="apt-get install -y --no-install-recommends ${missing[*]}"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq && $command -qq >/dev/null
else
  echo "These system packages are missing. Run this once, then make again:" >&2
  echo "  sudo apt-get update && sudo $command" >&2
  exit 1
fi
