#!/usr/bin/env bash
# compute-sanitizer checks every GPU kernel: each has a case among those that bench/gpu_check.sh runs under it, and
# every pattern that selects them matches a case.
# usage: sanitized_cases_test.sh TEST_DEVICES SANITIZED_CASES_TXT
set -euo pipefail
kernels_of() {  # the first words of the cases' names
  "$1" --gtest_list_tests --gtest_filter="$2" | sed -n 's/.*GetParam() = \([a-z0-9_]*\) .*/\1/p' | sort -u
}
unseen=$(comm -23 <(kernels_of "$1" '*') <(kernels_of "$1" "$(paste -sd: "$2")"))
[ -z "$unseen" ] || { echo "sanitized_cases: $2 has no case of:" $unseen; exit 1; }
while read -r pattern; do
  [ -n "$("$1" --gtest_list_tests --gtest_filter="$pattern")" ] ||
    { echo "sanitized_cases: no test is called $pattern"; exit 1; }
done <"$2"
