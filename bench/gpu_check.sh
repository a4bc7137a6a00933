#!/usr/bin/env bash
# Everything that only a machine with an NVIDIA GPU can tell, by one command: builds there, runs the GPU's
# tests, checks small shapes with compute-sanitizer, times kernels and networks beside PyTorch; and, asked for
# `corpus train`, renders a corpus there and trains both papers' networks on it at full size.
# usage: bench/gpu_check.sh OUT_DIR [PART ...]
#   parts: build test networks kernels report sanitize report (the default), check, songs, compiled autotuned,
#   corpus train
# A part that is done (its stamp is in the build folder) is not done again until a source changes; one that ran into
# its time limit keeps what it has and goes on when it is asked for again; an emptied OUT_DIR begins anew. The default
# parts are meant to take less than 9 minutes on 16 cores (8 min 13 s with an H200, when there were fewer cases and
# networks); where a command may not take 10, ask for `build test report`, `networks report`, `kernels sanitize report`
# and `check report` in turn. The results: OUT_DIR/gpu_check.json, OUT_DIR/gpu_check.md.
# It needs an NVIDIA GPU with its driver; what `scripts/install_packages.sh build test` installs; CUDA's toolkit, 12.3
# or later, with nvcc, cuBLAS, cuFFT and compute-sanitizer, on PATH or in /usr/local/cuda*; and cuDNN 9.8 or later, in
# its folders or in Python's wheels. Without PyTorch nothing is timed beside it, and `networks` fails; the rest is done.
#   CANTUS_DEBS=DIR          on a bare machine without a package registry: Debian packages gathered by
#                            bench/gather_debs.sh, unpacked beside the build; g++, cmake and ninja are not among them
#   CANTUS_PYTHON=PROGRAM    the Python that has PyTorch [python3]
#   CANTUS_CUDA_ARCHITECTURES=N   the GPU's, as CMake names them [90, an H200's]
#   CANTUS_CHECK_BUILD=DIR   the build folder [build/gpu]
#   CANTUS_CHECK_SLOW=N      for a slow machine: N times the time for every part
#   CANTUS_CHECK_SMOKE=1     tries the script itself without a GPU: the emulator and the CPU, tiny sizes
set -euo pipefail
[ $# -ge 1 ] && [ "${1#-}" = "$1" ] || { sed -n '2,/^set /{/^set /!p}' "$0"; exit 64; }
# Checked before anything is built or written. A report alone needs no GPU: it may tell of another machine.
if [ -z "${CANTUS_CHECK_SMOKE:-}${CANTUS_CHECK_PART:-}" ] && [ "${*:2}" != report ] &&
  [[ $(nvidia-smi -L 2>/dev/null || true) != GPU\ * ]]; then
  echo "gpu_check: found no NVIDIA GPU (nvidia-smi -L names none); CANTUS_CHECK_SMOKE=1 tries the script without one" >&2
  exit 69
fi
mkdir -p "$1"
out=$(cd "$1" && pwd)
shift
parts=("$@")
[ ${#parts[@]} -gt 0 ] || parts=(build test networks kernels report sanitize report)
cd "$(dirname "$0")/.."
source=$PWD
smoke=${CANTUS_CHECK_SMOKE:-}
build=${CANTUS_CHECK_BUILD:-$source/build/gpu${smoke:+_smoke}}
packages=$build/packages cuda=$build/cuda_tree
mkdir -p "$packages" "$cuda/include" "$cuda/lib"
CANTUS_PYTHON=${CANTUS_PYTHON:-$(command -v python3 || echo python3)}
export CANTUS_PYTHON
device=cuda job_device=cuda
if [ -n "$smoke" ]; then
  device=emulated job_device=cpu
  touch "$out/smoke"  # its figures are no GPU's: gpu_report.py puts them nowhere
fi
[ -n "$smoke" ] || export CANTUS_REQUIRE_CUDA=1
export CANTUS_TEST_DEVICE=$device
cores=$(nproc)

# The nvcc in PATH, or else in /usr/local/cuda, or else the newest in /usr/local/cuda-*. Its folder joins PATH, as
# compute-sanitizer lies there too.
nvcc=$(command -v nvcc || true)
if [ -z "$nvcc" ] && [ -z "$smoke" ]; then
  nvcc=$(find /usr/local/cuda/bin/nvcc 2>/dev/null || find /usr/local/cuda-*/bin/nvcc 2>/dev/null | sort -V | tail -n 1 || true)
  [ -z "$nvcc" ] || PATH=$(dirname "$nvcc"):$PATH
fi

# Discards what was made from other sources, and results that went into another folder or into one that has been
# emptied since. A report alone discards nothing: its results may come from another machine.
sources=$(find apps bench cmake data engine kernels models tests CMakeLists.txt -type f -print0 | sort -z | xargs -0 sha1sum | sha1sum)
results="$out $sources"
if [ "${parts[*]}" != report ]; then
  if [ "$(cat "$build/sources" 2>/dev/null)" != "$sources" ]; then
    rm -rf "$build"/{done_*,results,sanitized,corpus,small_corpus,features}
    echo "$sources" >"$build/sources"
  fi
  if [ "$(cat "$build/results" "$out/sources" 2>/dev/null)" != "$results"$'\n'"$results" ]; then
    find "$build" -maxdepth 1 -name 'done_*' ! -name done_build ! -name done_corpus -delete
    rm -rf "$build/networks_done" "$out"/{machine,times,failures,sanitizers,check}.txt \
      "$out"/{kernels,front_end,networks,nodes.*}.jsonl "$out"/tests.*.json "$out"/*.{float32,tf32,bf16}{,.scores.json}
    echo "$results" | tee "$build/results" >"$out/sources"
  fi
fi

# Seconds that each part may take. What it has measured by then is kept.
declare -A limit=([build]=200 [test]=150 [sanitize]=150 [check]=300 [kernels]=150 [networks]=330 [songs]=240 [compiled]=560 [autotuned]=560 [corpus]=120 [train]=420 [report]=10)
for part in "${!limit[@]}"; do limit[$part]=$((limit[$part] * ${CANTUS_CHECK_SLOW:-1})); done

source "$source/bench/gpu_build.sh"
if [ "${parts[*]}" != report ] && [ ! -e "$out/machine.txt" ]; then tell_machine >"$out/machine.txt" 2>&1; fi

# In eight processes: once a kernel has met an illegal address, every later GPU call of its process fails.
part_test() {
  local shard jobs=() code=0
  rm -f "$out"/tests.*.json
  for shard in {0..7}; do
    GTEST_TOTAL_SHARDS=8 GTEST_SHARD_INDEX=$shard "$build/tests/test_devices" --gtest_output="json:$out/tests.$shard.json" \
      ${smoke:+--gtest_filter='*softmax*:*DeviceFeatures*'} >"$out/tests.$shard.log" 2>&1 &
    jobs+=("$!")
  done
  for shard in {0..7}; do
    wait "${jobs[shard]}" || { code=1; echo "test: process $shard of 8 failed, see tests.$shard.log" | tee -a "$out/failures.txt"; }
  done
  for shard in {0..7}; do  # a process that died before its report counts as a failed test
    [ -e "$out/tests.$shard.json" ] || echo '{"tests": 1, "failures": 1, "testsuites": []}' >"$out/tests.$shard.json"
  done
  return "$code"
}

# Runs one of compute-sanitizer's tools on a quarter of the cases; a quarter that passed is not run again.
sanitize() {
  local tool=$1 quarter=$2 ours=()
  if grep -qxF "$tool $quarter" "$build/sanitized"; then return; fi
  # The libraries' kernels are checked by memcheck alone: racecheck takes their asynchronous copies for races. API
  # errors are not reported: the libraries handle their own, and our calls throw.
  if [ "$tool" = memcheck ]; then ours=(--report-api-errors no); else ours=(--kernel-name kns=cantus); fi
  GTEST_TOTAL_SHARDS=4 GTEST_SHARD_INDEX=$quarter compute-sanitizer --tool "$tool" "${ours[@]}" --error-exitcode 1 "$build/tests/test_devices" \
    --gtest_filter="$(paste -sd: bench/sanitized_cases.txt)" >"$out/$tool.$quarter.log" 2>&1 ||
    { echo "sanitize: $tool of quarter $quarter: an error, see $tool.$quarter.log" | tee -a "$out/failures.txt"; return 1; }
  echo "$tool $quarter" >>"$build/sanitized"
}

# Writes each tool's result so far for the report, however the part ended.
tell_sanitized() {
  local tool done
  for tool in memcheck racecheck synccheck; do
    done=$(grep -c "^$tool " "$build/sanitized" || true)
    if [ "$done" -eq 4 ]; then echo "$tool: no error"; else echo "$tool: $done of 4 quarters without an error"; fi
  done >"$out/sanitizers.txt"
}

# Runs all at once: the time goes into each tool's own work on a core, not into the GPU.
part_sanitize() {
  local tool quarter jobs=() job code=0
  if [ -n "$smoke" ]; then
    echo "compute-sanitizer: not run without a GPU"
    return
  fi
  command -v compute-sanitizer >/dev/null || { echo "compute-sanitizer is not installed"; return 69; }
  touch "$build/sanitized"
  trap tell_sanitized EXIT
  trap 'exit 124' TERM
  for tool in memcheck racecheck synccheck; do
    for quarter in 0 1 2 3; do
      sanitize "$tool" "$quarter" &
      jobs+=("$!")
    done
  done
  for job in "${jobs[@]}"; do wait "$job" || code=1; done
  return "$code"
}

part_kernels() {
  local words=(--device "$device" --seconds 0.1) code=0
  [ -z "$smoke" ] || words+=(--filter cross_entropy)
  "$build/bench/bench_kernels" "${words[@]}" >"$out/kernels.jsonl" || code=$?
  [ -n "$smoke" ] || "$build/bench/bench_front_end" --device cuda >"$out/front_end.jsonl" || code=$?
  return "$code"
}

# Times NETWORK MODE BATCH at a precision beside PyTorch run one way (eager, ...), unless that is already done. A part
# that `missed` one goes on with the others and fails at its end.
missed=0
not_measured() {
  missed=1
  echo "${parts[0]}: $1: not measured" | tee -a "$out/failures.txt"
}
beside_pytorch() {
  local way=$1 precision=$2 pairs=9
  shift 2
  [ -z "$smoke" ] || pairs=2
  grep -qxF "$way $precision $*" "$build/networks_done" 2>/dev/null && return
  if "$build/bench/bench_network" "$@" --device "$job_device" --precision "$precision" --peer "$way" \
    --pairs "$pairs" --threads "$((cores < 8 ? cores : 8))" >"$build/network.jsonl"; then
    sed "s/^{/{\"peer_way\":\"$way\",/" "$build/network.jsonl" >>"$out/networks.jsonl"
    echo "$way $precision $*" >>"$build/networks_done"
  else
    not_measured "$way $precision $*"
  fi
}

part_networks() {
  local precision network nodes
  : >>"$out/networks.jsonl"
  if [ -n "$smoke" ]; then
    beside_pytorch eager float32 glu_cnn train 4
    return "$missed"
  fi
  for precision in float32 tf32 bf16; do
    for network in spectrogram_cnn glu_crnn; do
      nodes=nodes.$network.$precision
      "$build/bench/bench_network" "$network" train 256 --device cuda --precision "$precision" --nodes \
        >"$out/$nodes.jsonl" || not_measured "$nodes"
    done
  done
  for precision in float32 tf32 bf16; do
    beside_pytorch eager "$precision" spectrogram_cnn train 32
    beside_pytorch eager "$precision" spectrogram_cnn train 256
    beside_pytorch eager "$precision" glu_crnn train 256
    beside_pytorch eager "$precision" spectrogram_cnn infer 32
  done
  return "$missed"
}

# Excerpts one frame apart, as in a song: detection, and saliency maps.
part_songs() {
  local precision
  if [ -n "$smoke" ]; then
    beside_pytorch excerpts float32 glu_cnn detect 4
    return "$missed"
  fi
  for precision in float32 tf32 bf16; do
    beside_pytorch eager "$precision" spectrogram_cnn detect 2048
    beside_pytorch eager "$precision" glu_crnn detect 128
  done
  beside_pytorch eager float32 spectrogram_cnn saliency 256
  beside_pytorch excerpts float32 spectrogram_cnn saliency 256
  return "$missed"
}

# PyTorch compiled, with CUDA graphs: it takes half a minute for each.
part_compiled() {
  local precision
  for precision in bf16 tf32 float32; do
    beside_pytorch compile "$precision" spectrogram_cnn train 256
    beside_pytorch compile "$precision" glu_crnn train 256
  done
  for precision in bf16 tf32 float32; do
    beside_pytorch compile "$precision" spectrogram_cnn train 32
    beside_pytorch compile "$precision" spectrogram_cnn infer 32
  done
  return "$missed"
}

# PyTorch compiled, with every kernel chosen by trial too: it takes minutes for each.
part_autotuned() {
  beside_pytorch autotune bf16 glu_crnn train 256
  beside_pytorch autotune bf16 spectrogram_cnn train 256
  return "$missed"
}

# An experiment of one network on a rendered corpus; the recipes are the papers'.
write_experiment() {
  local network=$1 epochs=$2 batches=$3 batch_size=$4
  cat >"$build/$network.toml" <<END
[experiment]
epochs = $epochs
batches_per_epoch = $batches
batch_size = $batch_size
validation_stride = 15
[model]
name = "$network"
[data]
manifest = "$corpus/manifest.tsv"
features = "$build/features"
positive = "sing"
END
}

# Runs a command with every node on both the GPU and the CPU, unless that has succeeded before. Writes how far they are
# apart to OUT_DIR/check.txt.
checked() {
  local name=$1
  shift
  if grep -q "^$name: .* from the CPU's$" "$out/check.txt"; then return; fi
  sed -i "/^$name: /d" "$out/check.txt"
  "$build/apps/cantus" "$@" --device "$checked_device" --force >/dev/null 2>"$build/checked.log" || missed=1
  cat "$build/checked.log"
  sed -n "s/.*check: the worst tensor, /$name: /p; s/.*cantus: error: /$name: /p" "$build/checked.log" >>"$out/check.txt"
}

# The tests compare kernels with the CPU at small shapes; this part does at the papers' shapes, in float32.
part_check() {
  local corpus=$build/small_corpus checked_device=check batch=256 networks=(glu_cnn glu_crnn spectrogram_cnn) network run song
  if [ -n "$smoke" ]; then checked_device=check:emulated batch=2 networks=(glu_cnn); fi
  touch "$out/check.txt"
  "$build/apps/cantus" synth -o "$corpus" --voices builtin --songs 8 --instrumentals 4 --speech 0 --seed 1 --song-s 10
  song=$corpus/$(sed -n 2p "$corpus/manifest.tsv" | cut -f 1)
  for network in "${networks[@]}"; do
    run=$build/checked_$network
    write_experiment "$network" 1 1 "$batch"
    checked "$network.train.batch$batch" train "$build/$network.toml" -o "$run" --resume never
    checked "$network.detect" detect "$song" --model "$run/model.safetensors" -o "$run/found"
  done
  [ -n "$smoke" ] || checked "$network.saliency" saliency "$song" --model "$run/model.safetensors" -o "$run/maps"
  return "$missed"
}

part_corpus() {
  local songs=400 instrumentals=200 sizes=()
  if [ -n "$smoke" ]; then songs=12 instrumentals=6 sizes=(--song-s 5); fi
  "$build/apps/cantus" synth -o "$build/corpus" --voices builtin --songs "$songs" --instrumentals "$instrumentals" \
    --speech 0 --seed 1 --threads "$cores" "${sizes[@]}"
}

# Trains a network at a precision, in OUT_DIR/NETWORK.PRECISION, and scores it.
train_and_score() {
  local network=$1 precision=$2 code=0 steps=()
  local run=$out/$network.$precision
  [ -z "$smoke" ] || steps=(--set experiment.validation_stride=400)
  # When the time limit stops it, it saves its state and continues the next time.
  timeout --foreground --signal TERM $((100 * ${CANTUS_CHECK_SLOW:-1})) "$build/apps/cantus" train "$build/$network.toml" -o "$run" --device "$job_device" \
    --precision "$precision" "${steps[@]}" || code=$?
  if [ ! -e "$run/model.safetensors" ]; then
    echo "$network.$precision: training is not finished, code $code"
    return 75
  fi
  "$build/apps/cantus" evaluate --model "$run/model.safetensors" --manifest "$build/corpus/manifest.tsv" \
    --features "$build/features" --device "$job_device" --precision "$precision" --json >"$run.scores.json"
}

part_train() {
  local corpus=$build/corpus precision code=0 precisions=(float32 tf32 bf16)
  write_experiment glu_crnn 8 400 64
  write_experiment spectrogram_cnn 8 400 32
  if [ -n "$smoke" ]; then
    write_experiment glu_crnn 1 8 4
    write_experiment spectrogram_cnn 1 1 2
    precisions=(float32)
  fi
  for precision in "${precisions[@]}"; do
    train_and_score glu_crnn "$precision" || code=$?
    train_and_score spectrogram_cnn "$precision" || code=$?
  done
  return "$code"
}

part_report() { "$CANTUS_PYTHON" "$source/bench/gpu_report.py" "$out"; }

# Each part runs in a process of this script, so that the limit ends it with everything it started.
if [ -n "${CANTUS_CHECK_PART:-}" ]; then
  "part_${parts[0]}"
  exit
fi
run_part() { CANTUS_CHECK_PART=1 timeout --kill-after 10 "${limit[$1]}" bash "$source/bench/gpu_check.sh" "$out" "$1"; }

failed=0
for part in "${parts[@]}"; do
  [ -n "${limit[$part]:-}" ] || { echo "gpu_check: no part $part; parts: ${!limit[*]}" >&2; exit 64; }
  stamp=$build/done_$part
  if [ -e "$stamp" ] && [ "$part" != report ]; then
    echo "$part: done before"
    continue
  fi
  start=$SECONDS
  code=0
  for file in times failures; do
    [ ! -e "$out/$file.txt" ] || sed -i "/^$part: /d" "$out/$file.txt"
  done
  run_part "$part" >"$out/$part.log" 2>&1 || code=$?
  if [ "$code" -eq 0 ]; then
    touch "$stamp"
    echo "$part: $((SECONDS - start)) s" | tee -a "$out/times.txt"
    continue
  fi
  failed=1
  why="failed with code $code"
  [ "$code" -ne 69 ] || why="failed ($(tail -n 1 "$out/$part.log"))"  # something is missing: the log's last line says what
  [ "$code" -ne 124 ] || why="was ended by its limit"
  echo "$part: $why after $((SECONDS - start)) s, see $part.log" | tee -a "$out/times.txt" "$out/failures.txt"
  [ "$part" != build ] || { tail -n 20 "$out/build.log"; exit 1; }
done
exit "$failed"
