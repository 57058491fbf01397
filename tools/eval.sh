#!/usr/bin/env bash
# Scores copydesk on folders of evaluation sets: eval.sh [--out FOLDER] SETS…
#
# The table goes to stdout as Markdown. With --out the predictions and scores of each page stay in FOLDER, and
# tools/eval_diff.py compares two such folders page by page. COPYDESK=binary scores that one instead of building.
set -euo pipefail

usage() {
  echo 'usage: make eval SETS="folder …" [OUT=folder], where the folders hold sets and their predict and score scripts' >&2
  exit 2
}

out=()
sets=()
while [ $# -gt 0 ]; do
  case $1 in
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
exec python3 tools/eval.py --copydesk "$copydesk" "${out[@]}" "${sets[@]}"
