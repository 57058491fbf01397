#!/usr/bin/env bash
# Runs a tool of the Rust ecosystem, built once at a pinned version under .cache/: cargo-tool.sh CRATE COMMAND [ARG…]
set -euo pipefail

crate=$1 command=$2
shift 2
case $crate in
  typos-cli) version=1.52.0 ;;
  cargo-machete) version=0.9.2 ;;
  cargo-deny) version=0.20.2 ;;
  cargo-fuzz) version=0.13.2 ;;
  *) echo "cargo-tool.sh: no version is pinned for $crate" >&2; exit 2 ;;
esac
root=$(cd "$(dirname "$0")/.." && pwd)/.cache/tools/$crate-$version
if [ ! -x "$root/bin/$command" ]; then
  echo "cargo-tool.sh: building $crate $version, once" >&2
  cargo install --quiet --locked --root "$root" --version "$version" "$crate" >&2
fi
exec "$root/bin/$command" "$@"
