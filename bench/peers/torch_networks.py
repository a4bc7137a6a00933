"""The networks of the two papers in PyTorch, for bench_network.

Arguments: network, train|infer, batch size, threads, cpu|cuda, eager|compile|autotune, float32|tf32|bf16, runs.
Every line on standard input asks for so many runs; the answer is the seconds one took, the peak memory in MB
(resident, or the GPU's) and the number of parameters. bf16 is autocast; compile and autotune are torch.compile with
CUDA graphs, and with every kernel chosen by trial besides, which takes minutes.
channels_last throughout; the bench sets the environment that keeps malloc from returning memory.
"""
import resource
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


class SpectrogramCnn(nn.Module):
    """Schlueter 2016, section 3.1."""

    shape = (1, 115, 372)

    def __init__(self):
        super().__init__()
        sizes = [(1, 64, 3), (64, 32, 3), (32, 128, 3), (128, 64, 3), (64, 128, 115)]
        self.convs = nn.ModuleList(nn.Conv2d(i, o, (3, k), bias=False) for i, o, k in sizes)
        self.norms = nn.ModuleList(nn.BatchNorm2d(o, eps=1e-4) for _, o, _ in sizes)
        self.dense = nn.ModuleList([nn.Linear(3968, 256, bias=False), nn.Linear(256, 64, bias=False)])
        self.dense_norms = nn.ModuleList([nn.BatchNorm1d(256), nn.BatchNorm1d(64)])
        self.output = nn.Linear(64, 1)

    def convolve(self, i, x):
        return F.leaky_relu(self.norms[i](self.convs[i](x)), 0.01)

    def forward(self, x):
        x = F.max_pool2d(self.convolve(1, self.convolve(0, x)), 3)
        x = F.max_pool2d(self.convolve(4, self.convolve(3, self.convolve(2, x))), (1, 4)).flatten(1)
        for dense, norm in zip(self.dense, self.dense_norms):
            x = F.leaky_relu(norm(dense(F.dropout(x, 0.5, self.training))), 0.01)
        return self.output(F.dropout(x, 0.5, self.training))

    def loss(self, logits):
        return F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, 0.5))

    def optimizer(self):
        return torch.optim.SGD(self.parameters(), lr=0.01, momentum=0.95, nesterov=True, **fused)


class Glu(nn.Module):
    """Hou 2020: three gated convolutions, then a dense layer or a recurrence."""

    shape = (1, 25, 64)

    def __init__(self, recurrent):
        super().__init__()
        self.convs = nn.ModuleList(
            nn.Conv2d(i, 128, 3, padding=1, bias=False) for i in (1, 64, 64))
        self.norms = nn.ModuleList(nn.BatchNorm2d(128, eps=1e-3) for _ in range(3))
        self.gru = nn.GRU(64, 64, batch_first=True, bidirectional=True) if recurrent else None
        self.dense = nn.Linear(128 if recurrent else 1600, 64)
        self.output = nn.Linear(64, 2)

    def forward(self, x):
        for conv, norm in zip(self.convs, self.norms):
            x = F.dropout(F.max_pool2d(F.glu(norm(conv(x)), 1), (1, 4)), 0.2, self.training)
        if self.gru is None:
            x = x.flatten(1)
        else:
            x = self.gru(x.squeeze(3).transpose(1, 2))[1].transpose(0, 1).flatten(1)
        return self.output(F.dropout(F.relu(self.dense(x)), 0.2, self.training))

    def loss(self, logits):
        return F.cross_entropy(logits, torch.full_like(logits, 0.5))

    def optimizer(self):
        return torch.optim.Adam(self.parameters(), lr=1e-3, **fused)


name, mode, batch, threads = *sys.argv[1:3], int(sys.argv[3]), int(sys.argv[4])
device, way, precision, times = *sys.argv[5:8], int(sys.argv[8])
torch.set_num_threads(threads)
torch.manual_seed(0)
on_gpu = device.startswith("cuda")
fused = {"fused": True} if on_gpu else {}
if on_gpu:
    torch.backends.cuda.matmul.allow_tf32 = precision == "tf32"
    torch.backends.cudnn.allow_tf32 = precision == "tf32"
    torch.backends.cudnn.benchmark = True
network = SpectrogramCnn() if name == "spectrogram_cnn" else Glu(name == "glu_crnn")
network = network.to(device, memory_format=torch.channels_last).train(mode == "train")
num_parameters = sum(p.numel() for p in network.parameters())
compile_mode = {"compile": "reduce-overhead", "autotune": "max-autotune"}
forward = torch.compile(network, mode=compile_mode[way]) if way in compile_mode else network
x = torch.randn(batch, *network.shape, device=device).to(memory_format=torch.channels_last)
optimizer = network.optimizer()


def autocast():
    return torch.autocast(x.device.type, torch.bfloat16, enabled=precision == "bf16")


def train():
    optimizer.zero_grad(set_to_none=True)
    with autocast():
        loss = network.loss(forward(x))
    loss.backward()
    optimizer.step()


def infer():
    with torch.no_grad(), autocast():
        forward(x)


def synchronize():
    if on_gpu:
        torch.cuda.synchronize()


def peak_mb():
    if on_gpu:
        return torch.cuda.max_memory_allocated() / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


work = train if mode == "train" else infer
for _ in sys.stdin:
    synchronize()
    start = time.perf_counter()
    for _ in range(times):
        work()
    synchronize()
    elapsed = (time.perf_counter() - start) / times
    print(f"{elapsed:.9f} {peak_mb():.1f} {num_parameters}", flush=True)
