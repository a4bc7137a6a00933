#!/usr/bin/env bash
# Every contract has a case: tests/cases/ calls each kernel that a header declares to the other rooms, except those
# that have tests of their own, and checks the gradients of backward kernels by central differences.
# usage: contract_cases_test.sh SOURCE_DIR
set -euo pipefail
cd "$1"
tested_elsewhere="add_frames draw_warps"  # sums over a whole set; random numbers that the reference does not draw
# Tested within a whole: a cone's results equal those of its layers over all rows (saliency_test).
gradients_elsewhere="leaky_relu_cone_backward max_pool_cone_backward"
contracts=$(grep -rhoE '#include "kernels/[a-z0-9_]+/[a-z0-9_]+\.h"' engine data models apps | sort -u |
  sed 's/#include "//; s/"//' | grep -v ^kernels/core/)
unseen=0
for contract in $contracts; do
  for kernel in $(tr '\n' ' ' <"$contract" | grep -oE 'void [a-z0-9_]+\(Queue& ' | sed -E 's/void (.*)\(.*/\1/' | sort -u); do
    [[ " $tested_elsewhere " == *" $kernel "* ]] && continue
    cases=$(grep -lE "\b$kernel(<[A-Za-z0-9]+>)?[(,)]" tests/cases/*.cpp || true)
    if [ -z "$cases" ]; then
      echo "contract_cases: $contract declares $kernel, of which tests/cases/ has none"
    elif [[ $kernel == *_backward* && " $gradients_elsewhere " != *" $kernel "* ]] && ! grep -q GradientCase $cases; then
      echo "contract_cases: $contract declares $kernel, whose gradient tests/cases/ does not check"
    else
      continue
    fi
    unseen=$((unseen + 1))
  done
done
[ -n "$contracts" ] && [ "$unseen" -eq 0 ]
