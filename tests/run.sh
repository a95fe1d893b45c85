#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  cat <<'TEXT'
usage: tests/run.sh [--asan | --tsan] [--full] [CTEST OPTIONS...]

Installs missing packages (asks for root only for that), builds, and runs the tests.
  --full   also the whole matrix of mutant plugins and checks, every page of a report in every
           kind of window, a failure of every write of the main commands, and, if clang is
           installed, libFuzzer for a minute on each parser (an hour more)
  --asan   under the address and undefined-behaviour sanitizers
  --tsan   host and plugins under the thread sanitizer
  --help   this text
Everything else goes to ctest, e.g. tests/run.sh -L quick (less than a minute of tests)
TEXT
}

preset=dev
while [ $# -gt 0 ]; do
  case "$1" in
    --help | -h) usage; exit 0 ;;
    --asan) preset=asan; shift ;;
    --tsan) preset=tsan; shift ;;
    --full) export IGGAN_FULL_TESTS=1; shift ;;
    *) break ;;
  esac
done

./setup.sh --data --tests
cmake --preset "$preset"
cmake --build --preset "$preset"
if [ "$preset" = asan ]; then
  # Leaks in the libraries' one-time initialisation are not ours to fix.
  export ASAN_OPTIONS=detect_leaks=0
fi
if [ "$preset" = tsan ]; then
  # Tests of neural networks are left out, since OpenMP in LibTorch synchronises where the sanitizer
  # cannot see it, and tests of signals, since the sanitizer delays signals in a forked child.
  export TSAN_OPTIONS="halt_on_error=1 suppressions=$PWD/tests/support/tsan.supp"
  exec "build/$preset/bin/base_tests" "[plugins],[render]~[signals],[conformance],[base]~[signals]"
fi
ctest --preset "$preset" -j "$(nproc)" "$@"
if [ -n "${IGGAN_FULL_TESTS:-}" ]; then
  tests/fuzz/run.sh
fi
