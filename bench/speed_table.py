"""Markdown from the lines of bench_kernels on standard input: how fast every kernel ran.

The lines may come from several runs. On a shared machine the fastest run is the least disturbed:
rates and shares are those of the fastest run, and the ceilings are the highest of all runs.
"""

import json
import sys

lines = [json.loads(line) for line in sys.stdin]
ceilings = [line for line in lines if line["name"] == "ceilings"]
if not ceilings:
    sys.exit("speed_table: no line of ceilings on standard input (expected what bench_kernels prints)")
copy = max(c["copy_gb_per_s"] for c in ceilings)
matmul = max(c["matmul_gflop_per_s"] for c in ceilings)
loads = [line["load"] for line in lines]
about = ceilings[0]
print(f"{about['machine']}, {about['device']}, {about['threads']} thread(s), commit {about['commit']}, "
      f"load {min(loads):.1f} to {max(loads):.1f}. Ceilings: copy {copy:.1f} GB/s, "
      f"matrix product {matmul:.0f} GFLOP/s.\n")
print("| kernel, shape | MB | MFLOP | fastest ms | median ms | GB/s | GFLOP/s | bound by | share of the ceiling |")
print("|---|---|---|---|---|---|---|---|---|")
fastest = {}
for line in lines:
    best = fastest.setdefault(line["name"], line)
    if line.get("min", 0) < best.get("min", 0):
        fastest[line["name"]] = line
del fastest["ceilings"]
for line in fastest.values():
    # MB and MFLOP, as GB/s and GFLOP/s times milliseconds
    bytes_, flops = line["gb_per_s"] * line["median"], line["gflop_per_s"] * line["median"]
    shares = {"bytes": bytes_ / copy / line["min"], "flops": flops / matmul / line["min"]}
    bound = max(shares, key=shares.get)
    print(f"| {line['name']} | {bytes_:.2f} | {flops:.2f} | {line['min']:.3g} | {line['median']:.3g} | "
          f"{bytes_ / line['min']:.1f} | {flops / line['min']:.1f} | {bound} | {100 * shares[bound]:.0f} % |")
