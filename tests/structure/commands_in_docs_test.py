#!/usr/bin/env python3
"""The program accepts the commands that the documents show: followed by an unknown flag, each is
refused because of that flag only.
usage: commands_in_docs_test.py CANTUS SOURCE_DIR"""

import pathlib
import re
import shlex
import subprocess
import sys


def commands_of(text):
    text = re.sub(r"\\\n\s*", " ", text)
    for block in re.findall(r"^```[a-z]*\n(.*?)^```", text, re.S | re.M):
        for line in block.splitlines():
            for part in line.split("&&"):
                if part.strip().startswith("cantus "):
                    yield part.strip()
    for line in re.findall(r"^    (cantus [a-z].*)$", text, re.M):
        yield line
    yield from re.findall(r"`(cantus [a-z][^`]*)`", text)


def arguments_of(command):
    command = re.sub(r"\[[^]\"']* [^]]*\]", "", command)  # parts that may be left out
    command = re.split(r"\s[|>&#]|\s2>", command)[0]
    arguments = []
    for word in shlex.split(command)[1:]:
        is_value = bool(arguments) and arguments[-1].startswith("-")
        if is_value and re.fullmatch("[A-Z]", word):
            arguments.pop()  # of a flag that takes no text, perhaps
        elif is_value and word.startswith("$"):
            arguments.append("1")
        elif not word.startswith("$") and word != "...":  # else several words
            arguments.append(word)
    return arguments


def main(cantus, source):
    source = pathlib.Path(source)
    num_commands, num_refused = 0, 0
    for page in sorted([*source.glob("*.md"), *source.glob("*/README.md"), *source.glob("docs/*.md")]):
        for command in commands_of(page.read_text()):
            arguments = arguments_of(command)
            if len(arguments) < 2 or {"--help", "--version"} & set(arguments):
                continue
            result = subprocess.run(
                [cantus, *arguments, "--no-such-flag"], capture_output=True, text=True)
            num_commands += 1
            if not result.stderr.startswith("cantus: error: --no-such-flag: no such flag of "):
                print(f"{page.relative_to(source)}: `{command}`: {result.stderr.strip()}")
                num_refused += 1
    if num_commands < 30:
        print(f"commands_in_docs: found only {num_commands}")
    return int(num_refused > 0 or num_commands < 30)


sys.exit(main(*sys.argv[1:]))
