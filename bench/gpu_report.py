#!/usr/bin/env python3
"""Puts what bench/gpu_check.sh wrote into one JSON and one Markdown file.

usage: gpu_report.py OUT_DIR                          writes gpu_check.json and gpu_check.md there
       gpu_report.py OUT_DIR --results docs/results.md   fills the GPU section's lines from them too

A line of the results' GPU section is `| NAME | not yet measured |`; where OUT_DIR has a figure of that name it takes
its place. A figure that is not there is left as it stands: nothing is ever estimated.
"""
import json
import pathlib
import re
import sys

NOT_YET = "not yet measured"
TRAINED = [f"{network}.{precision}" for network in ("glu_crnn", "spectrogram_cnn")
           for precision in ("float32", "tf32", "bf16")]


def text_of(path):
    return path.read_text() if path.exists() else ""


def lines_of(path):
    return [json.loads(line) for line in text_of(path).splitlines() if line.startswith("{")]


def num_skipped(tests):
    """Of a report of googletest, which counts them among those it ran."""
    cases = [case for suite in tests.get("testsuites", []) for case in suite["testsuite"]]
    return sum(case["result"] == "SKIPPED" for case in cases)


def told(tests):
    return f"{tests['run']} run, {tests['skipped']} skipped, {tests['failed']} failed"


def gather(out):
    tests = json.loads(text_of(out / "tests.json") or "{}")
    curves = {}
    scores = {}
    for network in TRAINED:
        log = lines_of(out / network / "log.jsonl")
        curves[network] = {
            "loss": [(line["step"], line["loss"]) for line in log if "loss" in line],
            "validation": [(line["epoch"], line["valid"]["f"], line["valid"]["auroc"]) for line in log if "valid" in line],
        }
        scores[network] = json.loads(text_of(out / f"{network}.scores.json") or "null")
    return {
        "smoke": (out / "smoke").exists(),
        "machine": text_of(out / "machine.txt").splitlines(),
        "seconds": text_of(out / "times.txt").splitlines(),
        "failures": text_of(out / "failures.txt").splitlines(),
        "sanitizers": text_of(out / "sanitizers.txt").splitlines(),
        "beside the CPU": text_of(out / "check.txt").splitlines(),
        "tests": {"run": tests.get("tests", 0) - num_skipped(tests), "skipped": num_skipped(tests),
                  "failed": tests.get("failures", 0)},
        "kernels": lines_of(out / "kernels.jsonl"),
        "front_end": lines_of(out / "front_end.jsonl"),
        "networks": lines_of(out / "networks.jsonl"),
        "nodes": {file.stem.removeprefix("nodes."): lines_of(file) for file in sorted(out.glob("nodes.*.jsonl"))},
        "curves": curves,
        "scores": scores,
    }


def means(pairs, num_points=20):
    """The curve as the mean losses of consecutive, equally long stretches: (last step, mean)."""
    size = max(1, -(-len(pairs) // num_points))
    chunks = [pairs[i:i + size] for i in range(0, len(pairs), size)]
    return [(chunk[-1][0], sum(loss for _, loss in chunk) / len(chunk)) for chunk in chunks]


def detector_scores(scores):
    """The network's own row of `cantus evaluate --json`."""
    for row in (scores or {}).get("detectors", []):
        return row["pooled"]
    return None


def number(value):
    return "undefined" if value is None else f"{value:.3f}"


def spread(ratio, unit=""):
    return f"{ratio['median']:.2f}{unit} ({ratio['min']:.2f} to {ratio['max']:.2f})"


def named_figures(found):
    """What the results' GPU section may quote: name -> text."""
    figures = {}
    if found["tests"]["run"]:
        figures["tests on the GPU"] = told(found["tests"])
    if found["sanitizers"]:
        figures["compute-sanitizer"] = "; ".join(found["sanitizers"])
    for line in found["beside the CPU"]:
        name, _, figure = line.partition(": ")
        figures[f"{name} beside the CPU"] = figure
    for line in found["kernels"]:
        if line["name"] == "ceilings":
            figures["copy"] = f"{line['copy_gb_per_s']:.0f} GB/s"
            figures["float32 matrix product"] = f"{line['matmul_gflop_per_s'] / 1e3:.1f} TFLOP/s"
        elif "median" in line:
            figures[line["name"]] = (f"{line['median']:.4f} ms, {line['gb_per_s']:.0f} GB/s, "
                                     f"{line['percent_of_ceiling']:.0f} % of the ceiling ({line['bound_by']})")
    for line in found["front_end"]:
        ours = f"{line['median']:.3g} times real time"
        if "ratio" in line:
            figures[f"{line['name']} beside {line['peer']['name']}"] = f"{ours}, {spread(line['ratio'], ' times')}"
        else:
            figures[line["name"]] = ours
    for line in found["networks"]:
        if line.get("unit") == "excerpts/s":
            figures[f"{line['name']} beside PyTorch {line['peer_way']}"] = (
                f"{line['median']:.0f} excerpts/s, {spread(line['ratio'], ' times')}")
        elif line["name"].endswith("peak_memory"):
            figures[f"{line['name']} beside PyTorch {line['peer_way']}"] = f"{line['value']} MB, {line['ratio']:.2f} times"
    for network, curve in found["curves"].items():
        if curve["loss"]:
            first, last = means(curve["loss"])[0], means(curve["loss"])[-1]
            figures[f"{network} trained on a rendered corpus, loss"] = (
                f"{first[1]:.4f} up to step {first[0]}, {last[1]:.4f} up to step {last[0]}")
        row = detector_scores(found["scores"][network])
        if row:
            figures[f"{network} trained on a rendered corpus, test"] = (
                f"F {number(row['f'])}, specificity {number(row['specificity'])}, AUROC {number(row['auroc'])}")
    return figures


def markdown(found):
    title = "# Trial of the script without a GPU: none of these figures is a measurement" if found["smoke"] else "# GPU"
    text = [title, "", "```", *found["machine"], "```", ""]
    tests = found["tests"]
    text += [f"Tests: {told(tests)}." if tests["run"] else "Tests: not run.", ""]
    for name in ("sanitizers", "beside the CPU", "failures", "seconds"):
        if found[name]:
            text += [f"{name[0].upper()}{name[1:]}:", "", *(f"- {line}" for line in found[name]), ""]
    for line in found["kernels"]:
        if line["name"] == "ceilings":
            text += [f"Ceilings: copy {line['copy_gb_per_s']:.0f} GB/s, float32 matrix product "
                     f"{line['matmul_gflop_per_s'] / 1e3:.1f} TFLOP/s.", ""]
    text += ["| kernel | ms | GB/s | GFLOP/s | bound by | % of the ceiling |", "|---|---|---|---|---|---|"]
    for line in found["kernels"]:
        if "median" in line:
            text.append(f"| {line['name']} | {line['median']:.4f} | {line['gb_per_s']:.0f} | {line['gflop_per_s']:.0f} | "
                        f"{line['bound_by']} | {line['percent_of_ceiling']:.0f} |")
    text += ["", "| front end, times real time | peer | cantus | peer | ratio |", "|---|---|---|---|---|"]
    for line in found["front_end"]:
        peer, speed, ratio = "none", "", ""
        if "ratio" in line:
            peer, speed, ratio = line["peer"]["name"], f"{line['peer']['median']:.4g}", spread(line["ratio"])
        text.append(f"| {line['name']} | {peer} | {line['median']:.4g} | {speed} | {ratio} |")
    text += ["", "| work, excerpts a second | PyTorch's way | cantus | PyTorch | ratio |", "|---|---|---|---|---|"]
    for line in found["networks"]:
        if line.get("unit") == "excerpts/s":
            text.append(f"| {line['name']} | {line['peer_way']} | {line['median']:.0f} | {line['peer']['median']:.0f} | "
                        f"{spread(line['ratio'])} |")
    text += ["", "| memory | PyTorch's way | cantus, MB | PyTorch, MB |", "|---|---|---|---|"]
    for line in found["networks"]:
        if line["name"].endswith("peak_memory"):
            text.append(f"| {line['name']} | {line['peer_way']} | {line['value']} | {line['peer']} |")
    for network, curve in found["curves"].items():
        if not curve["loss"]:
            text += ["", f"{network}: not trained."]
            continue
        text += ["", f"## {network}, trained on a rendered corpus", "", "| up to step | mean loss |", "|---|---|"]
        text += [f"| {step} | {loss:.4f} |" for step, loss in means(curve["loss"])]
        text += ["", "| epoch | validation F | AUROC |", "|---|---|---|"]
        text += [f"| {epoch} | {f} | {auroc} |" for epoch, f, auroc in curve["validation"]]
        row = detector_scores(found["scores"][network])
        text += ["", f"Test: {json.dumps(row)}" if row else "Test: not evaluated."]
    return "\n".join(text) + "\n"


def fill_results(text, figures):
    def line(match):
        return f"| {match[1]} | {figures.get(match[1], match[2])} |"

    begin = text.index("## GPU\n")
    return text[:begin] + re.sub(r"^\| (.+?) \| (.+?) \|$", line, text[begin:], flags=re.M)


def main():
    if len(sys.argv) not in (2, 4) or (len(sys.argv) == 4 and sys.argv[2] != "--results"):
        sys.exit(__doc__)
    out = pathlib.Path(sys.argv[1])
    found = gather(out)
    (out / "gpu_check.json").write_text(json.dumps(found, indent=1) + "\n")
    (out / "gpu_check.md").write_text(markdown(found))
    if len(sys.argv) == 4:
        if (out / "smoke").exists():
            sys.exit(f"{out}: a trial without a GPU, of which nothing was measured")
        results = pathlib.Path(sys.argv[3])
        results.write_text(fill_results(results.read_text(), named_figures(found)))
    print(out / "gpu_check.md")


if __name__ == "__main__":
    main()
