#!/usr/bin/env bash
# Everything that only a machine with an NVIDIA GPU can tell, by one command: builds there, runs the GPU's
# tests, checks small shapes with compute-sanitizer, times kernels and networks beside PyTorch.
# usage: bench/gpu_check.sh OUT_DIR [PART ...]    parts: build test sanitize kernels networks report (all)
# A part that was done is not done again: its stamp stands in the build folder. On a bare machine without a
# package registry, CANTUS_DEBS names a folder of Debian packages that are unpacked beside the build.
set -euo pipefail
[ $# -ge 1 ] || { sed -n 2,7p "$0"; exit 64; }
mkdir -p "$1"
out=$(cd "$1" && pwd)
shift
parts=("$@")
[ ${#parts[@]} -gt 0 ] || parts=(build test sanitize kernels networks report)
cd "$(dirname "$0")/.."
source=$PWD
build=$source/build/gpu
packages=$build/packages cuda=$build/cuda_tree
mkdir -p "$packages" "$cuda/include" "$cuda/lib"
export CANTUS_REQUIRE_CUDA=1 CANTUS_TEST_DEVICE=cuda
CANTUS_PYTHON=${CANTUS_PYTHON:-$(command -v python3)}
export CANTUS_PYTHON

# One tree of CUDA's headers and libraries: nvcc's toolkit, then the Python wheels', which carry only
# versioned names.
gather_cuda() {
  local nvcc top wheels from library name
  nvcc=$(command -v nvcc || ls /usr/local/cuda*/bin/nvcc | sed -n 1p)
  top=$(cd "$(dirname "$nvcc")/.." && pwd -P)
  wheels=$("$CANTUS_PYTHON" -c 'import nvidia; print(list(nvidia.__path__)[0])' 2>/dev/null || true)
  for from in "$top" ${wheels:+"$wheels"/cu13 "$wheels"/cudnn}; do
    [ -d "$from/include" ] && cp -rsn "$(cd "$from/include" && pwd -P)/." "$cuda/include/" 2>/dev/null
    for library in "$from"/lib/*.so* "$from"/lib/*.a "$from"/lib64/*.so* "$from"/lib64/*.a; do
      if [ -e "$library" ]; then ln -sfn "$(cd "$(dirname "$library")" && pwd -P)/${library##*/}" "$cuda/lib/"; fi
    done
  done
  for library in "$cuda"/lib/lib*.so.*; do
    name=${library##*/}
    [ -e "$cuda/lib/${name%%.so*}.so" ] || ln -s "$name" "$cuda/lib/${name%%.so*}.so"
  done
  echo "$nvcc"
}

libraries=$packages/usr/lib/x86_64-linux-gnu:$cuda/lib
run() { LD_LIBRARY_PATH=$libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} "$@"; }

part_build() {
  local deb nvcc
  for deb in ${CANTUS_DEBS:+"$CANTUS_DEBS"/*.deb}; do dpkg -x "$deb" "$packages"; done
  nvcc=$(gather_cuda)
  { "$nvcc" --version | tail -2; nvidia-smi; } >"$out/machine.txt" 2>&1 || true
  cmake -S "$source" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCANTUS_CUDA=ON \
    -DCMAKE_CUDA_COMPILER="$nvcc" -DCMAKE_CUDA_ARCHITECTURES=90 -DCUDNN_ROOT="$cuda" \
    -DCMAKE_PREFIX_PATH="$packages/usr;$cuda" -DCMAKE_LIBRARY_PATH="$cuda/lib" -DCMAKE_INCLUDE_PATH="$cuda/include"
  cmake --build "$build" --target cantus_cuda test_devices bench_kernels bench_network
}

part_test() { run "$build/tests/test_devices" --gtest_output="json:$out/tests.json"; }

part_sanitize() {
  local tool
  for tool in memcheck racecheck; do
    run compute-sanitizer --tool "$tool" --error-exitcode 1 "$build/tests/test_devices" \
      --gtest_filter='*_7x5*:*_3x5*:*OnDevice.StepsRunTwice*glu_crnn*'
  done
}

part_kernels() { run "$build/bench/bench_kernels" --device cuda | tee "$out/kernels.jsonl"; }

part_networks() {
  local network batch peer
  : >"$out/networks.jsonl"
  for peer in eager compile; do
    for network in "spectrogram_cnn train 32" "spectrogram_cnn train 256" "spectrogram_cnn infer 32" "glu_crnn train 256"; do
      read -ra words <<<"$network"
      run "$build/bench/bench_network" "${words[@]}" --device cuda --peer "$peer" |
        sed "s/^{/{\"peer_way\":\"$peer\",/" | tee -a "$out/networks.jsonl"
    done
  done
}

part_report() { "$CANTUS_PYTHON" "$source/bench/gpu_report.py" "$out"; }

for part in "${parts[@]}"; do
  stamp=$build/done_$part
  if [ -e "$stamp" ] && [ "$part" != report ]; then
    echo "$part: done before"
    continue
  fi
  echo "== $part"
  start=$SECONDS
  "part_$part" 2>&1 | tee "$out/$part.log"
  touch "$stamp"
  echo "== $part: $((SECONDS - start)) s"
done
