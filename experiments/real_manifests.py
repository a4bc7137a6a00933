#!/usr/bin/env python3
"""Real sources for `cantus mix`: MIR-1K's accompaniments as music, TSP's sentences as speech.

usage: real_manifests.py REAL_DIR TSP_DIR
REAL_DIR is what `cantus data manifest mir-1k MIR1K_DIR -o REAL_DIR` wrote; TSP_DIR holds FA01_01.flac and
so on (McGill's TSP speech database).

REAL_DIR/music.tsv   accompaniments of the training and test singers
REAL_DIR/speech.tsv  speakers FA and MC for training, FB and MD for testing; no others
Audio is linked, not copied.
"""
import pathlib
import sys

SPEAKER_SPLITS = {"FA": "train", "MC": "train", "FB": "test", "MD": "test"}


def write_table(path, rows):
    path.write_text("".join("\t".join(row) + "\n" for row in rows))


def main(real, tsp):
    header, *songs = [line.split("\t") for line in (real / "manifest.tsv").read_text().splitlines()]
    kind, split = header.index("kind"), header.index("split")
    music = [song[:kind] + ["instrumental"] + song[kind + 1:] for song in songs
             if song[kind] == "accompaniment" and song[split] != "valid"]
    write_table(real / "music.tsv", [header, *music])

    if not (real / "tsp").is_symlink():
        (real / "tsp").symlink_to(tsp.resolve(), target_is_directory=True)
    speech = [(f"tsp/{path.name}", "", SPEAKER_SPLITS[path.name[:2]], "speech", path.name[:2])
              for path in sorted(tsp.glob("*.flac")) if path.name[:2] in SPEAKER_SPLITS]
    write_table(real / "speech.tsv", [("path", "labels", "split", "kind", "voice"), *speech])


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*map(pathlib.Path, sys.argv[1:]))
