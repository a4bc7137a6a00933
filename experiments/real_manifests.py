#!/usr/bin/env python3
"""Manifests of real recordings: MIR-1K (singing) and TSP (speech), for the experiments in this folder.

usage: real_manifests.py MIR1K_DIR TSP_DIR OUT_DIR
MIR1K_DIR holds Wavfile/*.flac or *.wav (left channel: accompaniment, right: voice),
vocal-nonvocalLabel/*.vocal and split.tsv (clip, singer, split); TSP_DIR holds FA01_01.flac and so on.

OUT_DIR/sung.tsv    every clip as a song (the sum of its channels), and its left channel, at the same
                    level, as a song without voice
OUT_DIR/music.tsv   left channels of the training and test singers
OUT_DIR/speech.tsv  speakers FA and MC for training, FB and MD for testing
Audio is linked, not copied.
"""
import pathlib
import sys

SUM_OF_TWO_DB = "6.0206"  # the program listens to the mean of the channels
SPEAKER_SPLITS = {"FA": "train", "MC": "train", "FB": "test", "MD": "test"}


def write_table(path, header, rows):
    path.write_text("".join("\t".join(row) + "\n" for row in [header, *rows]))


def link(target, at):
    if not at.is_symlink():
        at.symlink_to(target.resolve(), target_is_directory=True)


def main(mir1k, tsp, out):
    out.mkdir(parents=True, exist_ok=True)
    link(mir1k, out / "mir1k")
    link(tsp, out / "tsp")

    clips = [line.split("\t") for line in (mir1k / "split.tsv").read_text().splitlines()[1:]]
    sung, music = [], []
    for clip, singer, split in clips:
        audio = next((mir1k / "Wavfile").glob(clip + ".*")).name
        path = f"mir1k/Wavfile/{audio}"
        labels = f"mir1k/vocal-nonvocalLabel/{clip}.vocal"
        sung.append((path, labels, split, "", SUM_OF_TWO_DB, "song", singer))
        sung.append((path, "", split, "0", "", "accompaniment", singer))
        if split != "valid":
            music.append((path, "", split, "0", "", "instrumental", singer))
    header = ("path", "labels", "split", "channel", "gain_db", "kind", "voice")
    write_table(out / "sung.tsv", header, sung)
    write_table(out / "music.tsv", header, music)

    speech = [(f"tsp/{path.name}", "", SPEAKER_SPLITS[path.name[:2]], "", "", "speech", path.name[:2])
              for path in sorted(tsp.glob("*.flac"))]
    write_table(out / "speech.tsv", header, speech)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*map(pathlib.Path, sys.argv[1:]))
