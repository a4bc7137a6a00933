#!/usr/bin/env bash
# docs/kernels.md has a row of errors for every small case that the tests run, and for none besides.
# usage: error_table_test.sh BENCH_KERNEL_TABLE KERNELS_MD
set -euo pipefail
cases() { awk -F'|' 'NF == 10 { print $2 "|" $3 }' | sort; }
differences=$(diff <("$1" | cases) <(sed -n '/^<!-- errors/,/^<!-- end of errors/p' "$2" | cases)) || {
  echo "$differences"
  echo "error_table: docs/kernels.md is older than the cases; it says how it is made"
  exit 1
}
