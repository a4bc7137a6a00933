"""The chain of schlueter2016 with torch.stft, for bench_front_end.

Arguments: threads, seconds of audio. Every line on standard input asks for one run; the answer is the
seconds it took and the mean of the output, which the bench compares with its own.
"""
import sys
import time

import numpy as np
import torch

threads, seconds = int(sys.argv[1]), int(sys.argv[2])
torch.set_num_threads(threads)
torch.set_grad_enabled(False)

num_samples = seconds * 22050
words = np.arange(num_samples, dtype=np.uint64) * 2654435761 & 0xFFFFFFFF
words ^= words >> 15
words = words * 2246822519 & 0xFFFFFFFF
words ^= words >> 13
samples = torch.from_numpy((words.astype(np.float64) / 2**31 - 1).astype(np.float32))
window = torch.hann_window(1024, periodic=False)

for _ in sys.stdin:
    start = time.perf_counter()
    spectrum = torch.stft(samples, 1024, 315, 1024, window, center=False, return_complex=True)
    features = torch.log1p(spectrum.abs()[:372])
    elapsed = time.perf_counter() - start
    print(f"{elapsed:.9f} {features.double().mean().item():.9f}", flush=True)
