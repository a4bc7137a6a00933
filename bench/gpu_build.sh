# Sourced by bench/gpu_check.sh: what it builds on a machine with a GPU, and from what: nvcc's toolkit, PyTorch's
# wheels, and packages that are unpacked but not installed.

# Links CUDA's headers and libraries into one tree: those of nvcc's toolkit, then those of the Python wheels, whose
# libraries have only versioned names.
gather_cuda() {
  local nvcc=$1 top wheels from library name
  top=$(cd "$(dirname "$(readlink -f "$nvcc")")/.." && pwd -P)
  wheels=$("$CANTUS_PYTHON" -c 'import nvidia; print(list(nvidia.__path__)[0])' 2>/dev/null || true)
  for from in "$top" ${wheels:+"$wheels"/cu13 "$wheels"/cudnn}; do
    # Keeps files that are already there, which some versions of cp report as a failure.
    if [ -d "$from/include" ]; then cp -rsn "$(cd "$from/include" && pwd -P)/." "$cuda/include/" 2>/dev/null || true; fi
    for library in "$from"/lib/*.so* "$from"/lib/*.a "$from"/lib64/*.so* "$from"/lib64/*.a; do
      if [ -e "$library" ]; then ln -sfn "$(cd "$(dirname "$library")" && pwd -P)/${library##*/}" "$cuda/lib/"; fi
    done
  done
  for library in "$cuda"/lib/lib*.so.*; do
    name=${library##*/}
    [ -e "$cuda/lib/${name%%.so*}.so" ] || ln -s "$name" "$cuda/lib/${name%%.so*}.so"
  done
}

# Wraps the packages' pkg-config, which would name folders as if the packages were installed.
packaged_pkg_config() {
  cat >"$build/pkg-config" <<END
#!/bin/sh
export PKG_CONFIG_LIBDIR=$packages/usr/lib/x86_64-linux-gnu/pkgconfig:$packages/usr/share/pkgconfig
export PKG_CONFIG_SYSROOT_DIR=$packages
LD_LIBRARY_PATH=$packages/usr/lib/x86_64-linux-gnu exec $packages/usr/bin/pkgconf "\$@"
END
  chmod +x "$build/pkg-config"
}

# Prints the machine and toolchain behind the figures, for the report.
tell_machine() {
  date -u
  uname -srm
  g++ --version | sed -n 1p || echo "no g++"
  cmake --version | sed -n 1p || echo "no cmake"
  [ -n "$smoke" ] || "$nvcc" --version | tail -n 2 || echo "no nvcc"
  "$CANTUS_PYTHON" -c 'import torch; print("PyTorch", torch.__version__)' || echo "no PyTorch"
  nvidia-smi || echo "no nvidia-smi"
}

part_build() {
  local deb settings=() rpath=$cuda/lib targets=(cantus test_devices bench_kernels bench_front_end bench_network)
  if [ -n "${CANTUS_DEBS:-}" ]; then
    for deb in "$CANTUS_DEBS"/*.deb; do dpkg -x "$deb" "$packages"; done
    packaged_pkg_config
    rpath=$packages/usr/lib/x86_64-linux-gnu:$rpath
    settings+=(-DPKG_CONFIG_EXECUTABLE="$build/pkg-config")
  fi
  if [ -n "$smoke" ]; then
    targets+=(cantus_emulated)
  else
    [ -n "$nvcc" ] || { echo "nvcc is not installed, or neither on PATH nor in /usr/local/cuda*/bin"; return 69; }
    gather_cuda "$nvcc"
    targets+=(cantus_cuda)
    settings+=(-DCANTUS_CUDA=ON -DCANTUS_EMULATOR=OFF -DCMAKE_CUDA_COMPILER="$nvcc"
      -DCMAKE_CUDA_ARCHITECTURES="${CANTUS_CUDA_ARCHITECTURES:-90}" -DCUDNN_ROOT="$cuda"
      -DCMAKE_CXX_FLAGS="-isystem $cuda/include" -DCMAKE_CUDA_FLAGS="-isystem $cuda/include -L$cuda/lib")
  fi
  # RPATH rather than RUNPATH: it is searched for the packages' libraries' dependencies too.
  cmake -S "$source" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release "${settings[@]}" \
    -DCMAKE_PREFIX_PATH="$packages/usr;$cuda" -DCMAKE_LIBRARY_PATH="$cuda/lib" \
    -DCMAKE_INCLUDE_PATH="$cuda/include" -DCMAKE_BUILD_RPATH="${rpath//:/;}" \
    -DCMAKE_EXE_LINKER_FLAGS="-Wl,--disable-new-dtags -Wl,-rpath-link,$rpath"
  cmake --build "$build" --parallel "$cores" --target "${targets[@]}"
}
