"""The chain of schlueter2016 with torch.stft, for bench_front_end.

Arguments: threads, seconds of audio, cpu|cuda. Every line on standard input asks for one run (twenty on a
GPU); the answer is the seconds per run and the mean of the output, which the bench compares with its own.
"""
import sys
import time

try:
    import numpy as np
    import torch
except ImportError as error:
    sys.exit(f"torch_stft.py: {error}")

threads, seconds, device = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
on_gpu = device.startswith("cuda")
torch.set_num_threads(threads)
torch.set_grad_enabled(False)

num_samples = seconds * 22050
words = np.arange(num_samples, dtype=np.uint64) * 2654435761 & 0xFFFFFFFF
words ^= words >> 15
words = words * 2246822519 & 0xFFFFFFFF
words ^= words >> 13
samples = torch.from_numpy((words.astype(np.float64) / 2**31 - 1).astype(np.float32)).to(device)
window = torch.hann_window(1024, periodic=False, device=device)


def synchronize():
    if on_gpu:
        torch.cuda.synchronize()


times = 20 if on_gpu else 1

for _ in sys.stdin:
    synchronize()
    start = time.perf_counter()
    for _ in range(times):
        spectrum = torch.stft(samples, 1024, 315, 1024, window, center=False, return_complex=True)
        features = torch.log1p(spectrum.abs()[:372])
    synchronize()
    elapsed = (time.perf_counter() - start) / times
    print(f"{elapsed:.9f} {features.double().mean().item():.9f}", flush=True)
