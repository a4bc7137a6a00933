#!/usr/bin/env python3
"""Puts what bench/gpu_check.sh wrote into one JSON and one Markdown file.

usage: gpu_report.py OUT_DIR                          writes gpu_check.json and gpu_check.md there
       gpu_report.py OUT_DIR --results docs/results.md   fills the GPU section's tables from them too

In the tables of the results' GPU section, the first cell of a row names what was measured and the header names the
figure. A cell is replaced where OUT_DIR has the figure of its row and column, else left as it stands: nothing is
ever estimated.
"""
import json
import pathlib
import sys

TRAINED = [f"{network}.{precision}" for network in ("glu_crnn", "spectrogram_cnn")
           for precision in ("float32", "tf32", "bf16")]


def text_of(path):
    return path.read_text() if path.exists() else ""


def lines_of(path):
    return [json.loads(line) for line in text_of(path).splitlines() if line.startswith("{")]


def count_tests(reports):
    """Counts in googletest's reports, whose number of tests includes the skipped ones."""
    cases = [case for tests in reports for suite in tests["testsuites"] for case in suite["testsuite"]]
    skipped = sum(case["result"] == "SKIPPED" for case in cases)
    return {"run": sum(tests["tests"] for tests in reports) - skipped, "skipped": skipped,
            "failed": sum(tests["failures"] for tests in reports)}


def failed_tests(reports):
    return [f"test: {case['classname']}.{case['name']} failed" for tests in reports for suite in tests["testsuites"]
            for case in suite["testsuite"] if "failures" in case]


def told(tests):
    return f"{tests['run']} run, {tests['skipped']} skipped, {tests['failed']} failed"


def gather(out):
    curves = {}
    scores = {}
    for network in TRAINED:
        log = lines_of(out / network / "log.jsonl")
        curves[network] = {
            "loss": [(line["step"], line["loss"]) for line in log if "loss" in line],
            "validation": [(line["epoch"], line["valid"]["f"], line["valid"]["auroc"]) for line in log if "valid" in line],
        }
        scores[network] = json.loads(text_of(out / f"{network}.scores.json") or "null")
    reports = [json.loads(file.read_text()) for file in sorted(out.glob("tests.*.json"))]
    return {
        "smoke": (out / "smoke").exists(),
        "machine": text_of(out / "machine.txt").splitlines(),
        "seconds": text_of(out / "times.txt").splitlines(),
        "failures": text_of(out / "failures.txt").splitlines() + failed_tests(reports),
        "sanitizers": text_of(out / "sanitizers.txt").splitlines(),
        "beside the CPU": text_of(out / "check.txt").splitlines(),
        "tests": count_tests(reports),
        "kernels": lines_of(out / "kernels.jsonl"),
        "front_end": lines_of(out / "front_end.jsonl"),
        "networks": lines_of(out / "networks.jsonl"),
        "nodes": {file.stem.removeprefix("nodes."): lines_of(file) for file in sorted(out.glob("nodes.*.jsonl"))},
        "curves": curves,
        "scores": scores,
    }


def means(pairs, num_points=20):
    """The loss curve as means over consecutive stretches of equal length: (last step, mean)."""
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


def cells_of(line):
    return [cell.strip() for cell in line.strip("|").split("|")]


def spread(ratio, unit=""):
    return f"{ratio['median']:.2f}{unit} ({ratio['min']:.2f} to {ratio['max']:.2f})"


def network_figures(lines):
    """Our rates are from the run beside PyTorch's eager mode; ways but eager and `compile` have a row of their own."""
    figures = {}
    others = {}
    for line in lines:
        name, is_memory = line["name"].removesuffix(".peak_memory"), line["name"].endswith(".peak_memory")
        way = line["peer_way"]
        if not is_memory and line.get("unit") != "excerpts/s":
            continue
        if way in ("eager", "compile"):
            row = figures.setdefault(name, {})
            row[f"of {way}'s" if is_memory else f"times {way}'s"] = (
                f"{line['ratio']:.2f}" if is_memory else spread(line["ratio"]))
            if way == "eager":
                row["MB" if is_memory else "excerpts/s"] = str(line["value"]) if is_memory else f"{line['median']:.0f}"
        else:
            others.setdefault(f"{name} beside PyTorch {way}", []).append(
                f"{line['value']} MB, {line['ratio']:.2f} times" if is_memory else
                f"{line['median']:.0f} excerpts/s, {spread(line['ratio'], ' times')}")
    return figures | {name: {"": "; ".join(texts)} for name, texts in others.items()}


def training_figures(curve, scores):
    row = {}
    if curve["loss"]:
        first, last = means(curve["loss"])[0], means(curve["loss"])[-1]
        row["mean loss"] = f"{first[1]:.4f} up to step {first[0]}, {last[1]:.4f} up to step {last[0]}"
    test = detector_scores(scores)
    if test:
        row |= {"F": number(test["f"]), "specificity": number(test["specificity"]), "AUROC": number(test["auroc"])}
    return row


def named_figures(found):
    """What the results' GPU section may quote: row -> column -> text; the second of two columns has no name."""
    texts = {}
    if found["tests"]["run"]:
        texts["tests on the GPU"] = told(found["tests"])
    if found["sanitizers"]:
        texts["compute-sanitizer"] = "; ".join(found["sanitizers"])
    for line in found["beside the CPU"]:
        name, _, figure = line.partition(": ")
        texts[f"{name} beside the CPU"] = figure
    for line in found["kernels"]:
        if line["name"] == "ceilings":
            texts["copy"] = f"{line['copy_gb_per_s']:.0f} GB/s"
            texts["float32 matrix product"] = f"{line['matmul_gflop_per_s'] / 1e3:.1f} TFLOP/s"
        elif "median" in line:
            texts[line["name"]] = (f"{line['median']:.4f} ms, {line['gb_per_s']:.0f} GB/s, "
                                   f"{line['percent_of_ceiling']:.0f} % of the ceiling ({line['bound_by']})")
    for line in found["front_end"]:
        ours = f"{line['median']:.3g} times real time"
        if "ratio" in line:
            texts[f"{line['name']} beside {line['peer']['name']}"] = f"{ours}, {spread(line['ratio'], ' times')}"
        else:
            texts[line["name"]] = ours
    figures = {name: {"": text} for name, text in texts.items()}
    trained = {network: training_figures(curve, found["scores"][network]) for network, curve in found["curves"].items()}
    return figures | network_figures(found["networks"]) | trained


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
    begin = text.index("## GPU\n")
    lines = text[begin:].split("\n")
    columns = None
    for i, line in enumerate(lines):
        if not line.startswith("|"):
            columns = None
        elif columns is None:
            columns = cells_of(line)[1:]
        else:
            name, *cells = cells_of(line)
            new = [figures.get(name, {}).get(column, cell) for column, cell in zip(columns, cells)]
            if new != cells:
                lines[i] = " ".join(["|", name, *(f"| {cell}" if cell else "|" for cell in new), "|"])
    return text[:begin] + "\n".join(lines)


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
