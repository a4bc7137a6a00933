#!/usr/bin/env python3
"""Links of the documents lead to files that are there, and to headings that these have.
usage: links_in_docs_test.py SOURCE_DIR"""

import pathlib
import re
import sys


def anchors_of(document):
    headings = re.findall(r"^#+ (.*)$", document.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links_of(document):
    for link in re.findall(r"\]\(([^)\s]+)\)", document.read_text()):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path) if path else document
        if not target.exists():
            yield f"{document}: {link}: no such file"
        elif anchor and anchor not in anchors_of(target):
            yield f"{document}: {link}: no such heading"


def main(root):
    documents = [path for path in root.rglob("*.md")
                 if not any(part.startswith((".", "build")) or part == "quickstart.out"
                            for part in path.relative_to(root).parts)]
    assert documents, f"no documents below {root}"
    broken = [line for document in documents for line in broken_links_of(document)]
    print("\n".join(broken))
    return 1 if broken else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1])))
