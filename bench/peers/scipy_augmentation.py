#!/usr/bin/env python3
"""Excerpts per second of processor time that scipy augments as Schlueter 2016 does, on one thread.

The song's spline coefficients are computed beforehand, as in the paper's program. usage: scipy_augmentation.py
"""
import time
import warnings

import numpy
import scipy.ndimage as ndimage

random = numpy.random.default_rng(1)
song = numpy.abs(random.standard_normal((2097, 513)))
coefficients = ndimage.spline_filter(song, order=2).astype(numpy.float32)
bins = numpy.arange(372)


def augment():
    stretch, shift = 1 + 0.3 * random.uniform(-1, 1, 2)
    first = random.integers(0, 2097 - 164)
    warped = ndimage.affine_transform(
        coefficients[first : first + 164],
        (1 / stretch, 1 / shift),
        output_shape=(115, 372),
        offset=(0.5 * (164 - 115 / stretch), 0),
        mode="constant",
        order=2,
        prefilter=False,
    )
    gain_db = random.uniform(-10, 10) * numpy.exp(-0.5 * ((bins - 100.0) / 20) ** 2)
    return (numpy.log1p(numpy.maximum(warped, 0) * 10 ** (gain_db / 20)) - 0.5) * 2.0


warnings.simplefilter("ignore")
fastest = float("inf")
for _ in range(20):
    start = time.process_time()
    for _ in range(20):
        augment()
    fastest = min(fastest, (time.process_time() - start) / 20)
print('{"name":"scipy.augmentation","unit":"excerpts/s","value":%.0f}' % (1 / fastest))
