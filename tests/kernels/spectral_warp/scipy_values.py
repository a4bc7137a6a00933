#!/usr/bin/env python3
"""Prints scipy_values.h: the results of scipy.ndimage for the song that scipy_test.cpp makes too.

usage: python3 scipy_values.py > scipy_values.h
"""
import numpy
import scipy.ndimage as ndimage

FRAMES, BINS, FIRST = 200, 513, 20
SOURCE, OUT = (164, 513), (115, 372)
FACTORS = ((1.3, 1.3), (0.7, 0.7), (0.7, 1.3), (1.3, 0.7), (1.0, 1.0), (0.93, 1.12))


def song():
    state, values = 1, numpy.empty(FRAMES * BINS)
    for i in range(values.size):
        state = (state * 1664525 + 1013904223) % 2**32
        values[i] = (state >> 8) / 2**22
    return values.reshape(FRAMES, BINS)


def places(shape, count):
    return [(i * 7919 % shape[0], i * 104729 % shape[1]) for i in range(count)]


def show(name, values):
    print("inline constexpr double %s[] = {" % name)
    for i in range(0, len(values), 4):
        print("    " + " ".join("%.15g," % v for v in values[i : i + 4]))
    print("};")


coefficients = ndimage.spline_filter(song(), order=2)
print("#pragma once\n\n// Made by scipy_values.py, with scipy %s.\n" % __import__("scipy").__version__)
print("namespace cantus::scipy {\n")
corners = [(0, 0), (0, BINS - 1), (FRAMES - 1, 0), (FRAMES - 1, BINS - 1)]
show("kCoefficients", [coefficients[p] for p in corners + places((FRAMES, BINS), 20)])
show("kFactors", [x for pair in FACTORS for x in pair])
source, points, sums = coefficients[FIRST : FIRST + SOURCE[0]], [], []
for stretch, shift in FACTORS:
    warped = ndimage.affine_transform(
        source,
        (1 / stretch, 1 / shift),
        output_shape=OUT,
        offset=(0.5 * (SOURCE[0] - OUT[0] / stretch), 0),
        mode="constant",
        order=2,
        prefilter=False,
    )
    corners = [(0, 0), (0, OUT[1] - 1), (OUT[0] - 1, 0), (OUT[0] - 1, OUT[1] - 1)]
    points += [warped[p] for p in corners + places(OUT, 28)]
    sums.append(numpy.log1p(numpy.maximum(warped, 0)).sum())
show("kWarped", points)
show("kSums", sums)
print("\n}  // namespace cantus::scipy")
