#!/usr/bin/env bash
# Every study of a paper at its smallest, from corpora to table and pictures: all rows have their runs,
# every picture exists, and running the command again trains nothing.
# usage: smoke_test.sh CANTUS EXPERIMENTS_DIR
set -euo pipefail
cantus=$1 folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
fail() { echo "smoke: $1"; exit 1; }

count=0
for study in "$2"/*.toml; do
  grep -qE '^\[(table|figures\.)' "$study" || continue
  name=$(basename "$study" .toml) count=$((count + 1))
  run() { "$cantus" experiment "$study" -o "$folder/$name" --work "$folder/work" --smoke --threads 1 "$@"; }
  start=$SECONDS
  run >/dev/null 2>"$folder/log" || { cat "$folder/log"; fail "$study"; }
  took=$((SECONDS - start))
  if grep -q '^\[table\]' "$study"; then
    [ -s "$folder/$name/table.md" ] || fail "$study: no table"
    grep -q '| 0 |$' "$folder/$name/table.md" && fail "$study: a row without a run"
    run 2>&1 >/dev/null | grep -q 'epoch' && fail "$study: it trained again"
  fi
  for picture in $(sed -n 's/^file = "\(.*\)"/\1/p' "$study"); do
    [ -n "$(find "$folder/$name/$picture" -name '*.png' -size +1k)" ] || fail "$study: no $picture"
  done
  echo "smoke: $study, $took s"
done
[ "$count" -gt 0 ] || fail "no study in $2"
