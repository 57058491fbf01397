#!/usr/bin/env bash
# Makes sure that this machine has what a make target needs, beyond Rust: `require.sh build`, `require.sh test`, …
# As root on Debian or Ubuntu it installs what lacks. Otherwise it says which command does and ends with 1.
set -euo pipefail

packages=()

need() { # PACKAGE COMMAND…: the package is wanted where the check fails
  local package=$1
  shift
  "$@" > /dev/null 2>&1 || packages+=("$package")
}

java_17() {
  local version
  version=$(java -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -n 1)
  [ "${version:-0}" -ge 17 ]
}

# librdkafka, OpenSSL and zstd are built from source.
build() {
  need gcc command -v cc
  need g++ command -v c++
  need make command -v make
  need perl perl -MIPC::Cmd -MFindBin -e 1
  need libc6-dev test -e /usr/include/stdio.h
  need ca-certificates test -e /etc/ssl/certs/ca-certificates.crt
}

# The broker suite runs a real Kafka and a real Prometheus.
broker() {
  need openjdk-17-jre-headless java_17
  need maven command -v mvn
  need prometheus command -v prometheus
  need util-linux command -v flock
  need curl command -v curl
}

for part in "$@"; do
  case $part in
    build) build ;;
    test) build; broker ;;
    kafka) need openjdk-17-jre-headless java_17; need maven command -v mvn; need util-linux command -v flock ;;
    python) need python3 command -v python3 ;;
    *) echo "require.sh: no such part: $part" >&2; exit 2 ;;
  esac
done

if [ ! -x "$(command -v cargo)" ]; then
  echo "copydesk needs Rust: https://rustup.rs, stable toolchain" >&2
  exit 1
fi

[ ${#packages[@]} -gt 0 ] || exit 0
mapfile -t packages < <(printf '%s\n' "${packages[@]}" | sort -u)
install="apt-get update && apt-get install -y --no-install-recommends ${packages[*]}"
if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
  echo "require.sh: installing ${packages[*]}" >&2
  export DEBIAN_FRONTEND=noninteractive
  apt-get -qq -o Acquire::Retries=3 update >&2
  apt-get -qq -o Acquire::Retries=3 install -y --no-install-recommends "${packages[@]}" > /dev/null
else
  echo "this machine lacks: ${packages[*]}" >&2
  echo "on Debian or Ubuntu: sudo sh -c '$install'" >&2
  exit 1
fi
