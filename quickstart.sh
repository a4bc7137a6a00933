#!/usr/bin/env bash
# From nothing to the vocal timeline of a song: installs what it needs, builds, renders a small corpus,
# trains, and detects the voice in two songs that were not in the training set, and in the sound files
# given as arguments. Run again, it reuses everything.
# usage: ./quickstart.sh [FILE ...]
set -euo pipefail
say() { echo "quickstart: $*"; }

files=()
for file in "$@"; do
  case $file in -*) sed -n 2,5p "$0" | cut -c 3-; exit 64 ;; esac
  [ -r "$file" ] || { echo "quickstart: $file: no such file" >&2; exit 66; }
  files+=("$(realpath -- "$file")")
done
cd "$(dirname "$0")"
out=quickstart.out
cantus=build/cpu/apps/cantus

scripts/install_packages.sh build demo
# A clone that was moved builds anew.
grep -qsxF "CMAKE_HOME_DIRECTORY:INTERNAL=$PWD" build/cpu/CMakeCache.txt || rm -rf build/cpu
if [ ! -f build/cpu/build.ninja ]; then
  cmake --preset cpu -DCANTUS_TESTS=OFF -DCANTUS_BENCH=OFF >/dev/null
fi
cmake --build --preset cpu --target cantus

mkdir -p "$out"
say "corpus"
"$cantus" synth -o "$out/corpus" --force --songs 60 --instrumentals 30 --speech 300 --seed 1
if [ ! -f "$out/mixes/manifest.tsv" ]; then
  say "speech over instrumentals at 0 dB"
  "$cantus" mix --speech "$out/corpus/manifest.tsv" --music "$out/corpus/manifest.tsv" \
    -o "$out/mixes" --snr-db 0 --per-song 3 --seed 1
fi
if [ -f "$out/run/model.safetensors" ]; then
  say "model reused: $out/run/model.safetensors"
else
  say "training"
  "$cantus" train experiments/quickstart.toml -o "$out/run"
fi

# Neither these songs nor their voices, styles and instruments were in the training set.
detect_unseen() {
  local song=$1 labels=$2 folder=$3
  say "detecting the voice in $song, which was not in the training set"
  "$cantus" detect "$song" --model "$out/run/model.safetensors" -o "$folder" --force --quiet \
    --format lab,audacity,json --curve csv,npz --picture --page --labels "$labels" >/dev/null
}
speech=$(ls "$out"/mixes/test/*.wav | head -n 1)
sung=$(ls "$out"/corpus/songs/test/*/mix.wav | head -n 1)
detect_unseen "$speech" "${speech%.wav}.lab" "$out/found/speech"
detect_unseen "$sung" "$(dirname "$sung")/vocals.lab" "$out/found/singing"
if [ ${#files[@]} -gt 0 ]; then
  "$cantus" detect "${files[@]}" --model "$out/run/model.safetensors" -o "$out/yours" --skip-existing \
    --format lab,audacity,json --curve csv --picture --page >/dev/null
fi
say "model:   $out/run/model.safetensors"
say "labels, curves, pictures, and pages (.html) that play the songs:"
find "$out/found" ${files:+"$out/yours"} -type f | sort
