#!/usr/bin/env bash
# Scores copydesk on a folder of evaluation sets: eval.sh SETS
#
# SETS holds NAME.jsonl.gz files beside `predict.py` (set → payloads, records → predictions) and `score.py` (set and
# predictions → figures); for text tasks TASK.jsonl[.gz] beside `predict_text.py` and `score_text.py`.
set -euo pipefail

sets=${1:-}
if [ ! -d "$sets" ]; then
  echo "usage: make eval SETS=folder, where the folder holds sets and their predict and score scripts" >&2
  exit 2
fi
sets=$(cd "$sets" && pwd)
cd "$(dirname "$0")/.."
cargo build --locked --release --bin copydesk
copydesk=$PWD/target/release/copydesk
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Rejected payloads are part of a score (they count as empty); anything but 0 and 1 is a failure of ours.
process() {
  local status=0
  "$copydesk" process --input jsonl --rejected "$scratch/rejected.jsonl" - > "$scratch/records.jsonl" || status=$?
  [ "$status" -le 1 ] || { echo "copydesk process ended with $status" >&2; exit 1; }
  echo "   $(wc -l < "$scratch/records.jsonl") records, $(wc -l < "$scratch/rejected.jsonl") rejected"
}

found=0
if [ -f "$sets/predict.py" ]; then
  for set in "$sets"/*.jsonl.gz; do
    for form in html dump; do
      flags=()
      [ "$form" = html ] || flags=(--dump)
      python3 "$sets/predict.py" payloads "$set" "${flags[@]}" > "$scratch/payloads.jsonl"
      [ -s "$scratch/payloads.jsonl" ] || continue
      found=1
      echo "== $(basename "$set" .jsonl.gz), $form"
      process < "$scratch/payloads.jsonl"
      python3 "$sets/predict.py" predictions "$scratch/records.jsonl" > "$scratch/predictions.jsonl"
      python3 "$sets/score.py" "$set" "$scratch/predictions.jsonl"
    done
  done
fi
if [ -f "$sets/predict_text.py" ]; then
  for set in "$sets"/*.jsonl "$sets"/*.jsonl.gz; do
    [ -f "$set" ] || continue
    task=$(basename "$set" .gz)
    task=${task%.jsonl}
    python3 "$sets/predict_text.py" payloads "$task" "$set" > "$scratch/payloads.jsonl" 2> /dev/null || continue
    [ -s "$scratch/payloads.jsonl" ] || continue
    found=1
    echo "== $task"
    process < "$scratch/payloads.jsonl"
    python3 "$sets/predict_text.py" predictions "$task" "$set" "$scratch/records.jsonl" > "$scratch/predictions.jsonl"
    python3 "$sets/score_text.py" "$task" "$set" "$scratch/predictions.jsonl"
  done
fi
[ "$found" = 1 ] || { echo "no sets with scripts in $sets" >&2; exit 2; }
