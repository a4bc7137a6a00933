#!/usr/bin/env bash
# docs/kernels.md has a row of errors for every kernel, with the number of its small cases, and no
# other rows.
# usage: error_table_test.sh BENCH_KERNEL_TABLE KERNELS_MD
set -euo pipefail
kernels() { awk -F'|' 'NF == 9 { print $2 "|" $3 }' | sort; }
differences=$(diff <("$1" | kernels) <(sed -n '/^<!-- errors/,/^<!-- end of errors/p' "$2" | kernels)) || {
  echo "$differences"
  echo "error_table: docs/kernels.md is older than the cases; it says how it is made"
  exit 1
}
