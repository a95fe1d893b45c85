#!/usr/bin/env bash
# run.sh [SECONDS [TARGET...]]: libFuzzer on each parser, or on those named, for SECONDS (60). Exit
# status 1 if it finds something.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
seconds=${1:-60}
[ $# -eq 0 ] || shift

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
echo 'extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }' > "$scratch/probe.cpp"
if ! clang++ -fsanitize=fuzzer,address "$scratch/probe.cpp" -o "$scratch/probe" 2>/dev/null; then
  echo "skipped: the fuzzers need a clang++ with libFuzzer (Debian: clang, libclang-rt-14-dev or newer)"
  exit 0
fi

cmake --preset fuzz >/dev/null
cmake --build --preset fuzz
folder=build/fuzz
if [ $# -eq 0 ]; then
  for program in "$folder"/bin/fuzz_*; do
    set -- "$@" "${program##*/fuzz_}"
  done
fi
export ASAN_OPTIONS=detect_leaks=0  # of the libraries' one-time initialisation
status=0
for target in "$@"; do
  mkdir -p "$folder/corpus/$target" "$folder/findings"
  log=$folder/findings/$target.log
  if "$folder/bin/fuzz_$target" "$folder/corpus/$target" -max_total_time="$seconds" -timeout=20 -max_len=65536 \
      -print_final_stats=1 -artifact_prefix="$folder/findings/$target-" > "$log" 2>&1; then
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    edges=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -1)
    echo "fuzz $target: $seconds s, $runs inputs, $edges edges, nothing found"
  else
    tail -60 "$log"
    echo "fuzz $target: FOUND, see $log and the input that it names"
    status=1
  fi
done
exit $status
