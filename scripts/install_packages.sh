#!/usr/bin/env bash
# Installs, by name, the Debian packages that are missing.
# usage: scripts/install_packages.sh [--list] build|demo|test ...    --list prints their names alone
set -euo pipefail

declare -A groups=(
  [build]="g++ cmake ninja-build pkg-config ca-certificates libdnnl-dev libhdf5-dev libsndfile1-dev
           libsoxr-dev libspdlog-dev libfmt-dev libcli11-dev libtomlplusplus-dev nlohmann-json3-dev
           libpng-dev"
  [demo]="espeak-ng flite fluidsynth timgm6mb-soundfont fluidr3mono-gm-soundfont
          musescore-general-soundfont-small"
  [test]="libgtest-dev libboost-context-dev python3-h5py ffmpeg nodejs"
)

list=
if [ "${1:-}" = --list ]; then list=yes; shift; fi
packages=()
for group in "${@:---help}"; do
  [ -n "${groups[$group]:-}" ] || { sed -n 3p "$0" | cut -c 3-; exit 64; }
  packages+=(${groups[$group]})
done
if [ -n "$list" ]; then
  printf '%s\n' "${packages[@]}"
  exit 0
fi

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed ||
    missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
  echo "packages: all installed"
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "packages missing: run as root: apt-get install ${missing[*]}" >&2
    exit 77
  fi
  as_root=(sudo)
fi
echo "packages: installing ${missing[*]}"
"${as_root[@]}" apt-get update -q
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -q --no-install-recommends "${missing[@]}"
