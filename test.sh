#!/usr/bin/env bash
# Installs what the tests need, builds everything, runs every test and prints one closing count.
# usage: ./test.sh [cpu|cpu-asan]   (preset; cpu unless told)
set -euo pipefail
cd "$(dirname "$0")"
preset=${1:-cpu}

scripts/install_packages.sh build demo test
# A clone that was moved builds anew.
grep -qsx "CMAKE_HOME_DIRECTORY:INTERNAL=$PWD" "build/$preset/CMakeCache.txt" || rm -rf "build/$preset"
cmake --preset "$preset" -DCANTUS_TESTS=ON >/dev/null
cmake --build --preset "$preset"

results=build/$preset/tests.xml
status=0
ctest --preset "$preset" --parallel "$(nproc)" --output-junit "$PWD/$results" || status=$?
count() { sed -n "0,/[[:space:]]$1=\"[0-9]*\"/s/.*[[:space:]]$1=\"\([0-9]*\)\".*/\1/p" "$results"; }
total=$(count tests) failed=$(count failures) skipped=$(count skipped)
echo "$((total - failed - skipped)) passed, $failed failed, $skipped skipped"
exit "$status"
