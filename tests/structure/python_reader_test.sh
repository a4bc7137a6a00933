#!/usr/bin/env bash
# The model reader that docs/formats.md shows can read a model, with nothing but Python.
# usage: python_reader_test.sh SOURCE_DIR
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
sed -n '/^Reading one with nothing but Python:$/,/^```$/p' "$1/docs/formats.md" |
  sed '1,/^```python$/d; /^```$/d' >"$work/reader.py"
cp "$1/pretrained/voice.safetensors" "$work/model.safetensors"
found=$(cd "$work" && python3 -I -S reader.py)
[[ $found =~ ^glu_crnn\ hou2020\ [0-9]+\ tensors\;\ \[-?[0-9.]+,\ -?[0-9.]+,\ -?[0-9.]+\]$ ]] ||
  { echo "python_reader: $found"; exit 1; }
