#!/usr/bin/env bash
# Scores copydesk on folders of evaluation sets: eval.sh [--out FOLDER] [--compare] SETS…
#
# The table goes to stdout as Markdown. With --out the predictions and scores of each page stay in FOLDER, and
# tools/eval_diff.py compares two such folders page by page. COPYDESK=binary scores that one instead of building.
# With --compare other tools answer to the same sets: they are built and installed under target/ and .cache/compare/, once.
set -euo pipefail

usage() {
  echo 'usage: make eval SETS="folder …" [OUT=folder] [COMPARE=1], where the folders hold sets and their predict and score scripts' >&2
  exit 2
}

out=()
compare=()
sets=()
while [ $# -gt 0 ]; do
  case $1 in
    --compare) compare=(--compare); shift ;;
    --out) [ $# -gt 1 ] || usage; out=(--out "$(realpath -m "$2")"); shift 2 ;;
    *) [ -d "$1" ] || usage; sets+=("$(cd "$1" && pwd)"); shift ;;
  esac
done
[ ${#sets[@]} -gt 0 ] || usage
if [ -n "${COPYDESK:-}" ]; then
  copydesk=$(realpath "$COPYDESK")
fi
cd "$(dirname "$0")/.."
if [ -z "${copydesk:-}" ]; then
  cargo build --locked --release --bin copydesk
  copydesk=$PWD/target/release/copydesk
fi
if [ ${#compare[@]} -gt 0 ]; then
  cargo build --locked --release --manifest-path tools/compare/Cargo.toml --target-dir target
  venv=.cache/compare
  [ -x $venv/bin/python ] || python3 -m venv $venv
  $venv/bin/pip install --quiet --requirement tools/compare/requirements.txt
  compare+=("$PWD/$venv/bin/python" "$PWD/target/release/copydesk-compare")
fi
exec python3 tools/eval.py --copydesk "$copydesk" "${out[@]}" "${compare[@]}" "${sets[@]}"
