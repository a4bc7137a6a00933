#!/usr/bin/env bash
# The files from a GPU machine become lines of docs/results.md; everything else there stays unmeasured.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
fail() { echo "gpu_report: $1" >&2; exit 1; }

bash -n bench/gpu_check.sh && bash -n bench/gather_debs.sh
section=$(sed -n '/^## GPU$/,$p' docs/results.md)
num_lines=$(grep -c '^| .* | .* |$' <<<"$section")
[ "$num_lines" -gt 20 ] || fail "the GPU section of docs/results.md has $num_lines named lines"

# Starts from a page without any GPU measurement. Rows of several figures say so in the first one.
awk -F'|' '/^## GPU$/ { gpu = 1 }
  gpu && /^[|] / && (NF == 4 && $2 ~ /[^ ]/ || $2 ~ /^ [a-z_]+[.][^ ]+ $/) {
    row = "|" $2 "| not yet measured |"
    for (i = 4; i < NF; ++i) row = row " |"
    $0 = row
  } { print }' docs/results.md >"$out/unmeasured.md"
cp "$out/unmeasured.md" "$out/results.md"
python3 bench/gpu_report.py "$out" --results "$out/results.md" >/dev/null
cmp -s "$out/unmeasured.md" "$out/results.md" || fail "figures came from nothing"
grep -q '^Tests: not run.$' "$out/gpu_check.md" || fail "tests were run by nobody"

mkdir "$out/glu_crnn.float32"
cat >"$out/kernels.jsonl" <<'END'
{"name":"ceilings","copy_gb_per_s":4100.4,"matmul_gflop_per_s":51234.0}
{"name":"log_spectrogram hou2020 480000","median":0.0123,"gb_per_s":812.0,"gflop_per_s":9.0,"bound_by":"bytes","percent_of_ceiling":61.2}
END
cat >"$out/networks.jsonl" <<'END'
{"peer_way":"eager","name":"glu_crnn.train.batch256","unit":"excerpts/s","median":123456.0,"peer":{"median":50000.0},"ratio":{"median":2.47,"min":2.4,"max":2.5}}
{"peer_way":"eager","name":"glu_crnn.train.batch256.arithmetic","gflop_per_s":1.0,"percent_of_matmul":1.0}
{"peer_way":"eager","name":"glu_crnn.train.batch256.peak_memory","unit":"MB","value":300,"peer":900,"ratio":0.333}
{"peer_way":"compile","name":"glu_crnn.train.batch256.bf16","unit":"excerpts/s","median":1.0,"peer":{"median":2.0},"ratio":{"median":0.5,"min":0.4,"max":0.6}}
{"peer_way":"autotune","name":"glu_crnn.train.batch256.bf16","unit":"excerpts/s","median":234567.0,"peer":{"median":50000.0},"ratio":{"median":4.69,"min":4.6,"max":4.7}}
{"peer_way":"autotune","name":"glu_crnn.train.batch256.bf16.peak_memory","unit":"MB","value":212,"peer":500,"ratio":0.424}
END
# One front end with a peer to compare with, and one without.
cat >"$out/front_end.jsonl" <<'END'
{"name":"front_end.schlueter2016","unit":"x real time","median":12345.0,"peer":{"name":"torch.stft","median":5000.0},"ratio":{"median":2.47,"min":2.4,"max":2.5}}
{"name":"front_end.hou2020","unit":"x real time","median":54321.0}
END
echo '{"node":"gru","output":"[256, 25, 128]","ms":0.07}' >"$out/nodes.glu_crnn.tf32.jsonl"
echo 'memcheck: 3 of 4 quarters without an error' >"$out/sanitizers.txt"
echo 'glu_cnn.train.batch256: output 0 of gemm (x.cpp:1) differs by 1.0e-06 of its largest value' >"$out/check.txt"
echo '{"tests": 2, "failures": 1, "testsuites": [{"testsuite": [{"name": "Counts/x", "classname": "All/Step",
  "result": "COMPLETED", "failures": [{}]}, {"result": "SKIPPED"}]}]}' \
  >"$out/tests.0.json"
echo '{"tests": 1, "failures": 0, "testsuites": [{"testsuite": [{"result": "COMPLETED"}]}]}' >"$out/tests.1.json"
for step in 1 2 3; do echo "{\"step\":$step,\"epoch\":1,\"learning_rate\":0.1,\"loss\":0.$step,\"loss_hex\":\"0x0p+0\"}"; done \
  >"$out/glu_crnn.float32/log.jsonl"
echo '{"detectors":[{"detector":"x","pooled":{"f":0.91,"specificity":0.8,"auroc":0.95}}]}' >"$out/glu_crnn.float32.scores.json"
python3 bench/gpu_report.py "$out" --results "$out/results.md" >/dev/null
for line in '| tests on the GPU | 2 run, 1 skipped, 1 failed |' '| copy | 4100 GB/s |' \
  '| compute-sanitizer | memcheck: 3 of 4 quarters without an error |' \
  '| glu_cnn.train.batch256 beside the CPU | output 0 of gemm (x.cpp:1) differs by 1.0e-06 of its largest value |' \
  '| log_spectrogram hou2020 480000 | 0.0123 ms, 812 GB/s, 61 % of the ceiling (bytes) |' \
  '| glu_crnn.train.batch256 | 123456 | 2.47 (2.40 to 2.50) | | 300 | 0.33 | |' \
  '| glu_crnn.train.batch256.bf16 | not yet measured | | 0.50 (0.40 to 0.60) | | | |' \
  '| glu_crnn.train.batch256.bf16 beside PyTorch autotune | 234567 excerpts/s, 4.69 times (4.60 to 4.70); 212 MB, 0.42 times |' \
  '| front_end.schlueter2016 beside torch.stft | 1.23e+04 times real time, 2.47 times (2.40 to 2.50) |' \
  '| glu_crnn.float32 | 0.1000 up to step 1, 0.3000 up to step 3 | 0.910 | 0.800 | 0.950 |' \
  '| spectrogram_cnn.float32 | not yet measured | | | |'; do
  grep -qxF "$line" "$out/results.md" || fail "no line: $line"
done
diff <(sed '/^## GPU$/,$d' "$out/unmeasured.md") <(sed '/^## GPU$/,$d' "$out/results.md") || fail "lines above changed"
[ "$(grep -c 'not yet measured' "$out/results.md")" -lt "$(grep -c 'not yet measured' "$out/unmeasured.md")" ] || fail "nothing filled"
# Figures of another run are kept.
sed 's/^| glu_crnn.train.batch256.bf16 |.*/| glu_crnn.train.batch256.bf16 | 7 | 5.61 | 5.74 | 212 | 0.39 | 0.31 |/' \
  "$out/unmeasured.md" >"$out/filled.md"
python3 bench/gpu_report.py "$out" --results "$out/filled.md" >/dev/null
grep -qxF '| glu_crnn.train.batch256.bf16 | 7 | 5.61 | 0.50 (0.40 to 0.60) | 212 | 0.39 | 0.31 |' "$out/filled.md" ||
  fail "figures of another run are lost"
grep -q '^| 3 | 0.3000 |$' "$out/gpu_check.md" || fail "no loss curve"
tr -d ' \n' <"$out/gpu_check.json" | grep -qF '"glu_crnn.tf32":[{"node":"gru","output":"[256,25,128]","ms":0.07}]' || fail "no times of nodes"
for line in '| front_end.schlueter2016 | torch.stft | 1.234e+04 | 5000 | 2.47 (2.40 to 2.50) |' \
  '| front_end.hou2020 | none | 5.432e+04 |  |  |' '- test: All/Step.Counts/x failed'; do
  grep -qxF -- "$line" "$out/gpu_check.md" || fail "no line: $line"
done

touch "$out/smoke"
if python3 bench/gpu_report.py "$out" --results "$out/results.md" 2>/dev/null; then fail "a trial's figures were taken"; fi
