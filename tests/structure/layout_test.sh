#!/usr/bin/env bash
# The laws of the house: which room may include which, how long a file may be, and words that do not
# belong. Prints every offence and fails if there is one.
# usage: layout_test.sh SOURCE_DIR
set -euo pipefail
cd "$1"
offences=0
offend() { echo "layout: $1"; offences=$((offences + 1)); }
offend_each() {  # WHAT, LINES
  local line
  while IFS= read -r line; do [ -z "$line" ] || offend "$1: $line"; done <<<"$2"
}
# To find no line is no failure; a missing folder is.
matching() { grep "$@" || [ $? -eq 1 ]; }

# ROOM: the rooms it may include from, beside itself
declare -A sees=(
  [kernels]="" [engine]="kernels" [data]="kernels engine" [models]="kernels engine"
  [apps]="kernels engine data models"
)
rooms="kernels engine data models apps tests bench"
for room in "${!sees[@]}"; do
  for other in $rooms; do
    [[ $other == "$room" || " ${sees[$room]} " == *" $other "* ]] && continue
    found=$(matching -rnE "#include \"$other/" "$room" --include='*.h' --include='*.cpp' --include='*.cu')
    offend_each "$room must not see $other" "$found"
  done
done

# Within these rooms folders are ordered: each includes only from those before it, and none includes
# files that lie directly in the room.
declare -A row=(
  [data]="files hdf5 checkpoint labels audio frontend features manifest excerpts maps curves picture page
          corpora synth"
  [data/synth]="score instruments voices corpus"
  [models]="networks detection training saliency visualization baselines evaluation"
  [apps]="program songs corpus model experiment training detection saliency extraction evaluation
          self_improvement study visualization info"
)
for room in "${!row[@]}"; do
  for folder in "$room"/*/; do
    [[ " ${row[$room]//$'\n'/ } " == *" $(basename "$folder") "* ]] || offend "$folder stands in no row"
  done
  seen=""
  for folder in ${row[$room]}; do
    seen="$seen${seen:+|}$folder"
    found=$(matching -rnE "#include \"$room/" "$room/$folder" --include='*.h' --include='*.cpp' |
      matching -vE "#include \"$room/($seen)/")
    offend_each "$room/$folder must not see what comes after it" "$found"
  done
done

# A kernel's parts are hidden behind its contracts: x/x.h, and these.
contracts="gather/centred_excerpts gather/draw_excerpts gather/frame_label gather/gather_excerpts loss/binary_cross_entropy
  loss/softmax_cross_entropy mel/filter_bank spectral_warp/draw_warps spectral_warp/spline_prefilter
  standardize/band_moments stft/log_spectrogram"
# Internal headers that kernels lend to kernels that fuse them with others.
lent="batch_norm/batch_norm_cuda batch_norm/batch_norm_rows batch_norm/statistics
  batch_norm_glu_pool/batch_norm_glu_pool_window conv2d/conv2d_one_channel_cuda
  conv2d_batch_norm/folded_layer conv2d_batch_norm/patch_fold_cuda fft/fft_batch fft/fft_half_warp_cuda
  fft/fft_warp_cuda gemm/gemm_cuda glu/gate leaky_relu/rectifier log_compress/log_compress_batch
  max_pool/pool_winner max_pool/pool_winner_cuda mel/mel_band_cuda mel/mel_batch"
either() { tr -s ' \n' '|' <<<"$1" | sed 's/|$//'; }
# The second group is the folder's name; a kernel's contract has the same name.
open="core/[a-z0-9_]+|([a-z0-9_]+)/\2|$(either "$contracts")"
found=$(
  matching -rE '#include "kernels/' engine data models apps --include='*.h' --include='*.cpp' |
    matching -vE "\"kernels/($open)\.h\""
  matching -rE '#include "kernels/' kernels --include='*.h' --include='*.cpp' --include='*.cu' |
    matching -vE '^kernels/([a-z0-9_]+)/.*"kernels/\1/' | matching -vE "\"kernels/($open|$(either "$lent"))\.h\"")
offend_each "the inside of a kernel" "$found"
# Code for nvcc only is in x.cu, x_cuda.cu, x_cuda.cpp and x_cuda.h, or is guarded by CANTUS_MODULE.
found=$(matching -rlE '__(global|device|shared)__|threadIdx|__syncthreads|CANTUS_SHARED|namespace cantus::gpu' kernels --include='*.h' --include='*.cpp' |
  matching -vE '_cuda\.(h|cpp)$|^kernels/core/' | xargs -r grep -L CANTUS_MODULE)
offend_each "CUDA without _cuda in its name" "$found"
# Kernels depend on each other without cycles: none on itself, however indirectly, and core on none.
found=$(matching -roE '#include "kernels/[a-z0-9_]+/' kernels --include='*.h' --include='*.cpp' --include='*.cu' |
  sed -E 's|^kernels/([^/]*)/.*"kernels/([^/]*)/|\1 \2|' | sort -u | { tsort 2>&1 >/dev/null || true; })
offend_each "kernels in a circle" "$found"

# The engine's folders build on its loose files, and its passes and layers on the ops.
found=$(matching -nE '#include "engine/(ops|passes|layers)/' engine/*.h engine/*.cpp
  matching -rnE '#include "engine/(passes|layers)/' engine/ops)
offend_each "the engine, against its order" "$found"

while IFS= read -r file; do
  lines=$(wc -l <"$file")
  [ "$lines" -le 400 ] || offend "$file has $lines lines, over 400"
done < <(find kernels engine data models apps tests bench -type f \
  \( -name '*.h' -o -name '*.cpp' -o -name '*.cu' -o -name '*.sh' -o -name '*.py' -o -name '*.js' \))

found=$(find kernels engine data models apps tests bench \
  \( -iname '*util*' -o -iname '*helper*' -o -iname '*misc*' -o -iname '*common*' \))
offend_each "a drawer instead of a name" "$found"

found=$(matching -rnE 'TODO|FIXME|XXX' kernels engine data models apps bench \
  --include='*.h' --include='*.cpp' --include='*.cu')
offend_each "unfinished" "$found"

# Headers are included by their path from the root, so that a line shows which way it depends.
found=$(matching -rnE '#include "[^/"]+"|#include "\.\.?/' $rooms --include='*.h' --include='*.cpp' --include='*.cu')
offend_each "include path not from the root" "$found"

# JSON is written in one place, which replaces bytes that are not UTF-8.
found=$(matching -rnE '\.dump\(' kernels engine data models apps --include='*.h' --include='*.cpp' |
  matching -v '^data/files/json_text.cpp:')
offend_each "JSON beside json_text" "$found"

# Two classes of one name in one namespace are undefined behaviour that no compiler reports. Classes of a
# .cu file are in a named namespace too, because a module finds its kernels by their names.
found=$(
  find kernels engine data models apps \( -name '*.h' -o -name '*.cu' \) -exec awk '
    FNR == 1 { depth = 0 }
    /^namespace \{/ { at[++depth] = FILENAME }
    /^namespace [a-z]/ { at[++depth] = $2 }
    /^}  \/\/ namespace/ { --depth }
    /^(template <.*> *)?(struct|class|enum class|union) / && !/^[^{]*;/ && !/<[^>]*> *[:{]/ {
      name = $0; sub(/^template <.*> *(struct|class)/, "class", name)
      sub(/^(enum class|struct|class|union) (alignas\([^ ]*\) )?/, "", name); sub(/[^A-Za-z0-9_].*/, "", name)
      scope = ""; for (i = 1; i <= depth; ++i) scope = scope at[i] "::"
      print scope name }' {} + | sort | uniq -d)
offend_each "a class of that name twice" "$found"

echo "layout: $offences offences"
[ "$offences" -eq 0 ]
