#!/usr/bin/env python3
"""Puts what bench/gpu_check.sh wrote into one JSON and one Markdown file.

usage: gpu_report.py OUT_DIR
"""
import json
import pathlib
import sys

out = pathlib.Path(sys.argv[1])


def lines_of(name):
    path = out / name
    return [json.loads(line) for line in path.read_text().splitlines() if line.startswith("{")] if path.exists() else []


kernels, networks = lines_of("kernels.jsonl"), lines_of("networks.jsonl")
tests = json.loads((out / "tests.json").read_text()) if (out / "tests.json").exists() else {}
(out / "gpu_check.json").write_text(json.dumps({"tests": {k: tests.get(k) for k in ("tests", "failures", "disabled")},
                                                "kernels": kernels, "networks": networks}, indent=1))

text = ["# GPU", ""]
text += [f"Tests: {tests['tests']} run, {tests['failures']} failed." if tests else "Tests: not run.", ""]
for line in kernels:
    if line["name"] == "ceilings":
        text += [f"Ceilings: copy {line['copy_gb_per_s']:.0f} GB/s, float32 matrix product "
                 f"{line['matmul_gflop_per_s'] / 1e3:.1f} TFLOP/s.", ""]
text += ["| kernel | ms | GB/s | GFLOP/s | bound by | % of the ceiling |", "|---|---|---|---|---|---|"]
for line in kernels:
    if "median" in line:
        text.append(f"| {line['name']} | {line['median']:.4f} | {line['gb_per_s']:.0f} | {line['gflop_per_s']:.0f} | "
                    f"{line['bound_by']} | {line['percent_of_ceiling']:.0f} |")
text += ["", "| work, excerpts a second | PyTorch's way | cantus | PyTorch | ratio |", "|---|---|---|---|---|"]
for line in networks:
    if "unit" in line and line["unit"] == "excerpts/s":
        ratio = line["ratio"]
        text.append(f"| {line['name']} | {line['peer_way']} | {line['median']:.0f} | {line['peer']['median']:.0f} | "
                    f"{ratio['median']:.2f} ({ratio['min']:.2f} to {ratio['max']:.2f}) |")
text += ["", "| memory | PyTorch's way | cantus, MB | PyTorch, MB |", "|---|---|---|---|"]
for line in networks:
    if line["name"].endswith("peak_memory"):
        text.append(f"| {line['name']} | {line['peer_way']} | {line['value']} | {line['peer']} |")
(out / "gpu_check.md").write_text("\n".join(text) + "\n")
print(out / "gpu_check.md")
