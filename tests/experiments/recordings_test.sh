#!/usr/bin/env bash
# The scripts that prepare recordings for the experiments: a copy that was cut off is made again, and only
# the four of TSP's speakers that the tables use are taken. A stand-in for ffmpeg writes its output.
# usage: recordings_test.sh EXPERIMENTS_DIR
set -euo pipefail
experiments=$1 folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
fail() { echo "recordings: $1"; exit 1; }

mkdir "$folder/bin" "$folder/corpus" "$folder/real" "$folder/tsp"
cat >"$folder/bin/ffmpeg" <<'END'
#!/bin/sh
for output; do :; done
echo sound >"$output"
exit "$FFMPEG_CODE"
END
chmod +x "$folder/bin/ffmpeg"
printf 'path\tlabels\tsplit\nsongs/one.wav\tsongs/one.lab\ttrain\n' >"$folder/corpus/manifest.tsv"
variants() { FFMPEG_CODE=$1 PATH="$folder/bin:$PATH" "$experiments/recording_variants.py" "$folder/corpus" 1; }
variants 1 2>/dev/null && fail "a copy that failed is no failure"
[ -z "$(find "$folder/corpus/narrow" -name 'songs_one.*')" ] || fail "a copy that failed is there"
variants 0
copy=$(sed -n 2p "$folder/corpus/narrow.tsv" | cut -f 1)
[ "$(ls "$folder/corpus/narrow")" = "${copy#narrow/}" ] || fail "$copy is not all that there is"

printf 'path\tsplit\tkind\nmusic.wav\ttrain\taccompaniment\n' >"$folder/real/manifest.tsv"
touch "$folder"/tsp/{FA01_01,MC01_01,FB01_01,MD01_01,MA01_01}.flac
"$experiments/real_manifests.py" "$folder/real" "$folder/tsp"
[ "$(cut -f 5 "$folder/real/speech.tsv" | xargs)" = "voice FA FB MC MD" ] || fail "other speakers"
