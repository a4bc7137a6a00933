#!/usr/bin/env bash
# Gathers the Debian packages that a machine without a package registry needs to build and test Cantus, with
# everything they need in turn, for bench/gpu_check.sh (CANTUS_DEBS=OUT_DIR). Run it on Debian 12. What every
# machine with a compiler has (the C library, the compilers, their run-time libraries) is left out, as are
# Fortran, the sources' own tools, and the emulator: unpacked beside a build they would get in its way.
# usage: bench/gather_debs.sh OUT_DIR
set -euo pipefail
[ $# -eq 1 ] || { sed -n 2,6p "$0" | cut -c 3-; exit 64; }
mkdir -p "$1"
out=$(cd "$1" && pwd)
cd "$(dirname "$0")/.."

left_out='^(nodejs|g\+\+|gcc|cpp|cmake|ninja-build|ca-certificates|python3.*|ffmpeg|libboost.*|catch2|googletest|hdf5-helpers)$'
left_out+='|^(libc6|libc6-dev|libc-dev-bin|linux-libc-dev|rpcsvc-proto|gcc-.*|libgcc.*|libstdc\+\+.*|libgfortran.*)$'
left_out+='|^(lib(a|l|t|ub|hwa)san[0-9]+|libgomp1|libitm1|libatomic1|libquadmath0|libcc1-0)$'
left_out+='|^(libcrypt1|libcrypt-dev|libnsl.*|libtirpc.*|libdb5.3|libhdf5-fortran.*|libhdf5-hl-fortran.*)$'
left_out+='|^(libssl-dev|libcurl4-openssl-dev|libjpeg.*-dev|libjpeg-dev)$'

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
: >"$scratch/nothing_installed"
mapfile -t wanted < <(scripts/install_packages.sh --list build test | grep -Ev "$left_out")
# What apt would install on a machine where no package is installed.
mapfile -t closure < <(apt-get install --simulate --no-install-recommends \
  -o Dir::State::status="$scratch/nothing_installed" "${wanted[@]}" |
  sed -n 's/^Inst \([^ ]*\) .*/\1/p' | grep -Ev "$left_out")
[ ${#closure[@]} -gt 0 ] || { echo "gather_debs: apt-get knows no package; run apt-get update" >&2; exit 69; }
rm -f "$out"/*.deb
(cd "$out" && apt-get download -q "${closure[@]}" >"$scratch/log" 2>&1) || { cat "$scratch/log" >&2; exit 69; }
rm -f "$out"/partial/* 2>/dev/null || true
echo "$(find "$out" -name '*.deb' | wc -l) packages, $(du -sh "$out" | cut -f 1), in $out"
