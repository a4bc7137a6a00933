#!/usr/bin/env bash
# Another CMake project adds kernels/, or the whole of Cantus, and runs a kernel. It must not inherit our
# warnings, instruction set or options, and the kernels must be optimised although it sets no build type.
# They are not compiled again: the project links those of this build.
# usage: outside_test.sh SOURCE_DIR LIBCANTUS_KERNELS CXX [CXX_FLAGS]
set -euo pipefail
source=$1 library=$2 compiler=$3 flags=${4:-}
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
fail() { echo "outside: $1" >&2; exit 1; }
quietly() { "$@" >"$build.log" 2>&1 || { cat "$build.log" >&2; rm "$build.log"; fail "failed: $*"; }; rm "$build.log"; }

# use FOLDER LIBRARY: the folder that the project adds, and where its build would put the kernels
use() {
  rm -rf "$build"
  quietly cmake -S "$source/tests/structure/outside" -B "$build" -G Ninja \
    -DFOLDER="$source/$1" -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_CXX_FLAGS="$flags"
  local object=CMakeFiles/outside.dir/main.cpp.o command
  command=$(ninja -C "$build" -t commands -s "$object")
  ! grep -qE -- ' (-march|-W|-fno-math)' <<<"$command" || fail "our flags are another project's: $command"
  command=$(ninja -C "$build" -t commands "$2")
  grep -q -- ' -O3 .*glu\.cu' <<<"$command" || fail "the kernels are not optimised"
  quietly ninja -C "$build" "$object"
  cp "$library" "$build/$2"
  command=$(ninja -C "$build" -t commands -s outside)
  quietly env -C "$build" sh -c "$command"
  [ "$("$build/outside")" = 1.5 ] || fail "3 gated by 0 is not 1.5"
}
use kernels cantus/libcantus_kernels.a
use . cantus/kernels/libcantus_kernels.a
