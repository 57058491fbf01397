#!/usr/bin/env bash
# Fuzzes each target of tests/fuzz for SECONDS, one after the other, and goes on from the inputs found before:
#   tools/fuzz.sh SECONDS [TARGET…]
# Every run adds its line to tests/fuzz/log.tsv. It starts from the invented fixtures, which are copied in once.
# A crash ends the run with 1 and leaves its input under .cache/fuzz/artifacts/.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
seconds=${1:?usage: tools/fuzz.sh SECONDS [TARGET…]}
shift
# Per input: a second is far beyond what any may cost, and leaves room for a busy machine.
readonly TIMEOUT=10 RSS_MB=1024 MAX_BYTES=65536

mapfile -t targets < <(if [ $# -gt 0 ]; then printf '%s\n' "$@"; else sed -n 's/^path = "targets\/\(.*\)\.rs"/\1/p' tests/fuzz/Cargo.toml; fi)

# Without a sanitizer: copydesk has no unsafe code, and what is looked for is a panic, a hang, or memory without bound.
# Coverage comes from the stable compiler that way, too.
fuzz() { tools/cargo-tool.sh cargo-fuzz cargo-fuzz "$1" --fuzz-dir tests/fuzz --sanitizer none --target-dir target/fuzz "${@:2}"; }

seed() {
  local corpus=$1 file
  mkdir -p "$corpus"
  [ -z "$(ls -A "$corpus")" ] || return 0
  while IFS= read -r file; do
    cp "$file" "$corpus/$(sha1sum <"$file" | cut -c1-16)"
  done < <(find tests/fixtures -type f ! -path '*/golden/*' ! -name '*.toml' -size -64k)
}

crashed=0
for target in "${targets[@]}"; do
  corpus=.cache/fuzz/corpus/$target artifacts=.cache/fuzz/artifacts/$target/ output=.cache/fuzz/$target.log
  seed "$corpus"
  mkdir -p "$artifacts"
  fuzz build "$target"
  before=$(find "$artifacts" -type f | wc -l)
  start=$SECONDS
  fuzz run "$target" "$corpus" -- -max_total_time="$seconds" -timeout=$TIMEOUT -rss_limit_mb=$RSS_MB -max_len=$MAX_BYTES \
    -artifact_prefix="$artifacts" -dict=tests/fuzz/words.dict -print_final_stats=1 >"$output" 2>&1 || crashed=1
  ran=$((SECONDS - start))
  executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$output")
  peak=$(sed -n 's/^stat::peak_rss_mb: *//p' "$output")
  crashes=$(($(find "$artifacts" -type f | wc -l) - before))
  printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$(date -u +%FT%TZ)" "$(git rev-parse --short HEAD)" "$target" "$ran" \
    "${executions:-0}" "$(find "$corpus" -type f | wc -l)" "${peak:-0}" "$crashes" >>tests/fuzz/log.tsv
  tail -n 1 tests/fuzz/log.tsv
done
[ "$crashed" = 0 ] || { echo "fuzz.sh: a target failed; its output is under .cache/fuzz/, its input under .cache/fuzz/artifacts/" >&2; exit 1; }
