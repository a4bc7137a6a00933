#!/usr/bin/env python3
"""The songs of a corpus as other recordings would have them: at other levels, in narrower bands.

usage: recording_variants.py CORPUS SEED
CORPUS/manifest.tsv, as `cantus synth` wrote it, is read; what is written stands beside it:

CORPUS/levels.tsv  the same sounds, each -15 to 15 dB louder
CORPUS/narrow.tsv  copies in CORPUS/narrow, each of them MP3 of 32 or 64 kbit/s or resampled to 16,000,
                   11,025 or 8,000 Hz (by the program ffmpeg), -9 to 9 dB louder

A network that learns from the three manifests together hears level and bandwidth less.
"""
import pathlib
import random
import subprocess
import sys

TREATMENTS = [
    ("mp3", ["-b:a", "32k"]),
    ("mp3", ["-ar", "44100", "-b:a", "64k"]),
    ("flac", ["-ar", "16000"]),
    ("flac", ["-ar", "11025"]),
    ("flac", ["-ar", "8000"]),
]


def level(generator, most_db):
    """Never none: that row would be the sound itself again."""
    text = f"{generator.uniform(-most_db, most_db):.1f}"
    return "0.1" if float(text) == 0 else text


def write_table(path, rows):
    path.write_text("".join("\t".join(row) + "\n" for row in rows))


def copy(source, made, flags):
    """Under its name once it is whole: what a stop leaves is made anew."""
    if not made.exists():
        made.parent.mkdir(exist_ok=True)
        unfinished = made.with_name("unfinished" + made.suffix)
        subprocess.run(["ffmpeg", "-nostdin", "-y", "-v", "error", "-i", source, *flags, unfinished],
                       check=True)
        unfinished.replace(made)


def main(corpus, seed):
    generator = random.Random(seed)
    header, *songs = [line.split("\t") for line in (corpus / "manifest.tsv").read_text().splitlines()]
    path = header.index("path")
    levels = [song + [level(generator, 15)] for song in songs]
    write_table(corpus / "levels.tsv", [header + ["gain_db"], *levels])

    narrow = []
    for song in songs:
        extension, flags = generator.choice(TREATMENTS)
        stem = pathlib.Path(song[path]).with_suffix("").as_posix().replace("/", "_")
        name = f"narrow/{stem}.{extension}"
        copy(corpus / song[path], corpus / name, flags)
        narrow.append(song[:path] + [name] + song[path + 1:] + [level(generator, 9)])
    write_table(corpus / "narrow.tsv", [header + ["gain_db"], *narrow])


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]), int(sys.argv[2]))
