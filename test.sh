#!/usr/bin/env bash
# Installs what the tests need, builds everything, runs every test and prints one closing count. Where
# nvcc is found the GPU's module is built too, and tested as far as that is possible without a GPU.
# usage: ./test.sh [cpu|cpu-asan]   (preset [cpu])
set -euo pipefail
cd "$(dirname "$0")"
preset=${1:-cpu}
case $preset in cpu | cpu-asan) ;; *) sed -n 2,4p "$0" | cut -c 3-; exit 64 ;; esac

scripts/install_packages.sh build demo test
# Tests run side by side and wait for their threads as the program does (kernels/core/short_waits.h).
export GOMP_SPINCOUNT=10000
status=0 passed=0 failed=0 skipped=0

# configure PRESET: a clone that was moved builds anew.
configure() {
  grep -qsxF "CMAKE_HOME_DIRECTORY:INTERNAL=$PWD" "build/$1/CMakeCache.txt" || rm -rf "build/$1"
  cmake --preset "$1" -DCMAKE_COMPILE_WARNING_AS_ERROR=ON >/dev/null
}

# run_tests PRESET [CTEST ARGUMENTS]
run_tests() {
  local results=$PWD/build/$1/tests.xml
  ctest --preset "$1" --parallel "$(nproc)" --output-junit "$results" "${@:2}" || status=$?
  count() { sed -n "0,/[[:space:]]$1=\"[0-9]*\"/s/.*[[:space:]]$1=\"\([0-9]*\)\".*/\1/p" "$results"; }
  failed=$((failed + $(count failures))) skipped=$((skipped + $(count skipped)))
  passed=$((passed + $(count tests) - $(count failures) - $(count skipped)))
}

configure "$preset"
cmake --build --preset "$preset"
run_tests "$preset"
if [ "$preset" = cpu ] && command -v nvcc >/dev/null; then
  configure cuda
  cmake --build --preset cuda --target cantus_cuda test_cudnn_plans test_cuda_errors test_cuda_module
  run_tests cuda --label-regex '^cuda$'
else
  echo "nvcc was not found, or the build is sanitized: the GPU's module is not built"
fi
echo "$passed passed, $failed failed, $skipped skipped"
exit "$status"
