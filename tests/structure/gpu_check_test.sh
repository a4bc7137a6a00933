#!/usr/bin/env bash
# If something that bench/gpu_check.sh needs is missing, it names it in one line and exits with 69 or goes on.
set -euo pipefail
cd "$(dirname "$0")/../.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
fail() { echo "gpu_check: $1" >&2; exit 1; }

# An nvidia-smi that names the GPU it is told to, and an nvcc that fails: nothing is built.
mkdir "$scratch/bin"
printf '#!/bin/sh\necho "$NAMED_GPU"\n' >"$scratch/bin/nvidia-smi"
printf '#!/bin/sh\nexit 1\n' >"$scratch/bin/nvcc"
chmod +x "$scratch/bin"/*
# check NAMED_GPU PART ...: sets `said` to the output and `code` to the exit code
check() {
  code=0
  said=$(PATH=$scratch/bin:$PATH NAMED_GPU=$1 CANTUS_CHECK_SMOKE='' CANTUS_CHECK_PART='' CANTUS_CHECK_BUILD=$scratch/build \
    bench/gpu_check.sh "$scratch/out" "${@:2}" 2>&1) || code=$?
}

check 'No devices found.'
[ "$code" -eq 69 ] || fail "without a GPU its code is $code"
[ "$(wc -l <<<"$said")" -eq 1 ] && grep -q 'found no NVIDIA GPU' <<<"$said" || fail "without a GPU it says: $said"
[ ! -e "$scratch/out" ] && [ ! -e "$scratch/build" ] || fail "without a GPU it begins"
check '' report
[ "$code" -eq 0 ] && [ -e "$scratch/out/gpu_check.md" ] || fail "a report wants a GPU: $said"

# Measurements of another machine are reported unchanged; those of other sources are not mixed in.
measured='{"name": "elsewhere"}'
tee "$scratch/out"/{networks,kernels}.jsonl <<<"$measured" >/dev/null
rm -rf "$scratch/build"
check '' report
[ "$(cat "$scratch/out"/{networks,kernels}.jsonl)" = "$measured"$'\n'"$measured" ] || fail "a report loses what was measured"

# Eight processes, only one of which lives long enough to write its report.
mkdir -p "$scratch/build/tests"
cat >"$scratch/build/tests/test_devices" <<'END'
#!/bin/sh
[ "$GTEST_SHARD_INDEX" = 0 ] && echo '{"tests": 3, "failures": 0, "testsuites": []}' >"${1#--gtest_output=json:}"
END
chmod +x "$scratch/build/tests/test_devices"
check 'GPU 0: one' test report
[ "$code" -eq 1 ] && grep -q '^Tests: 10 run, 0 skipped, 7 failed' "$scratch/out/gpu_check.md" ||
  fail "of lost processes it tells, with code $code: $(grep '^Tests: ' "$scratch/out/gpu_check.md")"
grep -q '^test: process 7 of 8 failed, see tests.7.log' "$scratch/out/failures.txt" && [ -e "$scratch/out/tests.7.log" ] ||
  fail "does not tell which process failed"
[ ! -e "$scratch/out/networks.jsonl" ] && [ ! -e "$scratch/out/kernels.jsonl" ] || fail "mixes figures of other sources with these'"
grep -q '^GPU 0: one$' "$scratch/out/machine.txt" || fail "the machine is told by the part build alone"

# A tool finds an error in one quarter: the results of the other quarters are kept.
printf '#!/bin/sh\necho "$2 found"\n[ "$2" != racecheck ] || [ "$GTEST_SHARD_INDEX" != 2 ]\n' >"$scratch/bin/compute-sanitizer"
chmod +x "$scratch/bin/compute-sanitizer"
check 'GPU 0: one' sanitize
[ "$code" -eq 1 ] && grep -q '^racecheck: 3 of 4' "$scratch/out/sanitizers.txt" || fail "of a tool's error it says, with code $code: $said"
grep -q '^sanitize: racecheck of quarter 2: an error' "$scratch/out/failures.txt" && grep -q '^racecheck found' "$scratch/out/racecheck.2.log" ||
  fail "does not tell in which quarter a tool found an error"
rm "$scratch/bin/compute-sanitizer" "$scratch/out/sanitizers.txt"

if command -v compute-sanitizer >/dev/null; then exit; fi
check 'GPU 0: one' sanitize report
[ "$code" -eq 1 ] && grep -q '^sanitize: failed (compute-sanitizer is not installed)' <<<"$said" ||
  fail "without compute-sanitizer it says, with code $code: $said"
[ ! -e "$scratch/out/sanitizers.txt" ] || fail "tells of tools that did not run"
grep -q '^report: ' <<<"$said" || fail "does not go on without compute-sanitizer: $said"
