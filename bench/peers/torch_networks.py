"""The networks of the two papers in PyTorch, for bench_network.

Arguments: network, train|infer|detect|saliency|cone, batch size, threads, cpu|cuda, eager|compile|autotune,
float32|tf32|bf16, runs, frames of an excerpt (for the networks of Hou 2020).
Every line on standard input asks for that many runs; the answer is the seconds one run took, the peak memory in MB
(resident, or the GPU's) and the number of parameters. bf16 is autocast; compile is torch.compile with CUDA graphs,
and autotune also chooses every kernel by trial, which takes minutes.
detect scores a stretch of a song, whose excerpts (batch size) begin one frame apart, in fully convolutional form;
saliency is guided backpropagation excerpt by excerpt; cone is the same for the central frames of a stretch's
excerpts, from the activations that they share.
channels_last throughout; the bench sets the environment that keeps malloc from returning memory.
"""
import resource
import sys
import time

try:
    import torch
    from torch import nn
    from torch.nn import functional as F
except ImportError as error:
    sys.exit(f"torch_networks.py: {error}")


class GuidedLeakyRelu(torch.autograd.Function):
    @staticmethod
    def forward(context, x):
        context.save_for_backward(x)
        return F.leaky_relu(x, 0.01)

    @staticmethod
    def backward(context, d):
        return torch.where(context.saved_tensors[0] > 0, d.clamp(min=0), d.new_zeros(()))


def guided(d, y):
    return torch.where(y > 0, d.clamp(min=0), d.new_zeros(()))


class SpectrogramCnn(nn.Module):
    """Schlueter 2016, section 3.1."""

    shape = (1, 115, 372)
    rectify = staticmethod(lambda x: F.leaky_relu(x, 0.01))

    def __init__(self):
        super().__init__()
        sizes = [(1, 64, 3), (64, 32, 3), (32, 128, 3), (128, 64, 3), (64, 128, 115)]
        self.convs = nn.ModuleList(nn.Conv2d(i, o, (3, k), bias=False) for i, o, k in sizes)
        self.norms = nn.ModuleList(nn.BatchNorm2d(o, eps=1e-4) for _, o, _ in sizes)
        self.dense = nn.ModuleList([nn.Linear(3968, 256, bias=False), nn.Linear(256, 64, bias=False)])
        self.dense_norms = nn.ModuleList([nn.BatchNorm1d(256), nn.BatchNorm1d(64)])
        self.output = nn.Linear(64, 1)

    def convolve(self, i, x):
        return self.rectify(self.norms[i](self.convs[i](x)))

    def forward(self, x):
        x = F.max_pool2d(self.convolve(1, self.convolve(0, x)), 3)
        x = F.max_pool2d(self.convolve(4, self.convolve(3, self.convolve(2, x))), (1, 4)).flatten(1)
        for dense, norm in zip(self.dense, self.dense_norms):
            x = self.rectify(norm(dense(F.dropout(x, 0.5, self.training))))
        return self.output(F.dropout(x, 0.5, self.training))

    @staticmethod
    def fold(layer, norm):
        scale = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        weight = layer.weight * scale.view(-1, *[1] * (layer.weight.dim() - 1))
        return weight.detach(), (norm.bias - norm.running_mean * scale).detach()

    def make_whole_song(self):
        """Folds batch norms into weights for whole songs; the first dense layer is a convolution over 31 frames."""
        folded = [self.fold(c, n) for c, n in zip(self.convs, self.norms)]
        self.song_convs = [(w.contiguous(memory_format=torch.channels_last), b) for w, b in folded]
        (w6, b6), (w7, b7) = [self.fold(d, n) for d, n in zip(self.dense, self.dense_norms)]
        self.song_dense = [(w6.view(256, 128, 31), b6), (w7.unsqueeze(2), b7)]
        # Gradients are convolutions with flipped weights, not conv_transpose2d; the wide kernel's is one 1 x 1
        # convolution with the weights of all four offsets side by side. Their speed does not depend on the BLAS.
        self.turned = [w.flip(2, 3).transpose(0, 1).contiguous(memory_format=torch.channels_last)
                       for w, _ in folded[:4]]
        wide = folded[4][0].flip(2).permute(0, 2, 3, 1)
        self.offsets = wide.new_zeros(4, 128, 3, 118, 64)
        for j in range(4):
            self.offsets[j, :, :, j:j + 115] = wide
        self.offsets = self.offsets.view(1536, 118 * 64).t().reshape(118 * 64, 1536, 1, 1)
        return self

    def back(self, layer, d):
        """The gradient of a convolution's input in the rows that all its windows reach."""
        return F.conv2d(d, self.turned[layer], padding=(0, 2))

    def whole_song(self, x, kept=None):
        """All excerpts of a stretch [1, 1, n + 114, 372] at once: behind the pool, every third frame belongs to an
        excerpt, so the three interleaved sequences are a batch of dense convolutions (faster than dilated ones).
        `kept` collects the activations that the gradients need."""
        kept = [] if kept is None else kept
        for w, b in self.song_convs[:2]:
            x = F.leaky_relu(F.conv2d(x, w, b), 0.01)
            kept.append(x)
        num = x.shape[2] - 110
        each = (num + 2) // 3
        length = 3 * (each - 1) + 111
        x = F.pad(x, (0, 0, 0, max(0, length + 2 - x.shape[2])))
        x, index = F.max_pool2d(torch.cat([x[:, :, k:k + length] for k in range(3)]), 3, return_indices=True)
        kept += [x, index]
        for w, b in self.song_convs[2:]:
            x = F.leaky_relu(F.conv2d(x, w, b), 0.01)
            kept.append(x)
        x, index = F.max_pool2d(x, (1, 4), return_indices=True)
        kept += [x, index]
        x = x.squeeze(3)
        for w, b in self.song_dense:
            x = F.leaky_relu(F.conv1d(x, w, b), 0.01)
            kept.append(x)
        x = F.conv1d(x, self.output.weight.unsqueeze(2), self.output.bias)
        return x[:, 0].t().reshape(-1)[:num]

    def saliency(self, x):
        """Guided backpropagation excerpt by excerpt; only the central frames are returned."""
        x = x.detach().requires_grad_(True)
        self(x).sum().backward()
        return x.grad[:, 0, 57]

    def cone_saliency(self, kept, num, first=0):
        """The same for excerpts first to first + num of a stretch: only the rows that reach the central frame."""
        y1, _, p2, i2, y3, y4, _, p5, i5, y6, y7 = kept
        start = torch.arange(first, first + num, device=device)
        phase, place = start % 3, start // 3

        def rows(y, begin, end):
            return y[phase[:, None], :, place[:, None] + torch.arange(begin, end, device=device)].transpose(1, 2)

        d = guided(self.output.weight.expand(num, -1), y7[phase, :, place])
        d = guided(d @ self.song_dense[1][0][:, :, 0], y6[phase, :, place])
        d = torch.einsum("nu,uct->nct", d, self.song_dense[0][0][:, :, 11:20]).unsqueeze(3)
        d = guided(d, rows(p5, 11, 20))
        d = d.new_zeros(num, 128, 9, 4).scatter_(3, rows(i5, 11, 20) % 4, d)
        d = d.unfold(2, 3, 1).permute(0, 2, 3, 1, 4).reshape(num, 7, 1, 1536).permute(0, 3, 1, 2)
        d = F.conv2d(d, self.offsets).permute(0, 2, 3, 1)
        d = guided(d.reshape(num, 7, 118, 64).permute(0, 3, 1, 2), rows(y4, 13, 20))
        d = guided(self.back(3, d), rows(y3, 15, 20))
        d = guided(self.back(2, d), rows(p2, 17, 20))
        index = rows(i2, 17, 20)
        index = (index // 368 - 3 * (place + 17)[:, None, None, None]) * 368 + index % 368
        d = d.new_zeros(num, 32, 9 * 368).scatter_(2, index.flatten(2), d.flatten(2)).view(num, 32, 9, 368)
        d = self.back(1, d[:, :, 2:7].contiguous(memory_format=torch.channels_last))
        d = guided(d, y1[0][:, start[:, None] + torch.arange(55, 58, device=device)].transpose(0, 1))
        return self.back(0, d)[:, 0, 0]

    def loss(self, logits):
        return F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, 0.5))

    def optimizer(self):
        return torch.optim.SGD(self.parameters(), lr=0.01, momentum=0.95, nesterov=True, **fused)


class Glu(nn.Module):
    """Hou 2020: three gated convolutions, then a dense layer or a recurrence."""

    def __init__(self, recurrent, frames):
        super().__init__()
        self.shape = (1, frames, 64)
        self.convs = nn.ModuleList(
            nn.Conv2d(i, 128, 3, padding=1, bias=False) for i in (1, 64, 64))
        self.norms = nn.ModuleList(nn.BatchNorm2d(128, eps=1e-3) for _ in range(3))
        self.gru = nn.GRU(64, 64, batch_first=True, bidirectional=True) if recurrent else None
        self.dense = nn.Linear(128 if recurrent else 64 * frames, 64)
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
device, way, precision, times, frames = *sys.argv[5:8], int(sys.argv[8]), int(sys.argv[9])
torch.set_num_threads(threads)
torch.manual_seed(0)
on_gpu = device.startswith("cuda")
fused = {"fused": True} if on_gpu else {}
if on_gpu:
    torch.backends.cuda.matmul.allow_tf32 = precision == "tf32"
    torch.backends.cudnn.allow_tf32 = precision == "tf32"
    torch.backends.cudnn.benchmark = True
network = SpectrogramCnn() if name == "spectrogram_cnn" else Glu(name == "glu_crnn", frames)
network = network.to(device, memory_format=torch.channels_last).train(mode == "train")
num_parameters = sum(p.numel() for p in network.parameters())
compile_mode = {"compile": "reduce-overhead", "autotune": "max-autotune"}
forward = torch.compile(network, mode=compile_mode[way]) if way in compile_mode else network
shape = (1, 1, batch + 114, 372) if mode in ("detect", "cone") else (batch, *network.shape)
x = torch.randn(*shape, device=device).to(memory_format=torch.channels_last)
if mode in ("detect", "cone"):
    network.make_whole_song()
if mode == "saliency":
    network.rectify = GuidedLeakyRelu.apply
    network.requires_grad_(False)
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


def detect():
    with torch.no_grad(), autocast():
        network.whole_song(x)


def saliency():
    network.saliency(x)


def cone():
    with torch.no_grad():
        kept = []
        network.whole_song(x, kept)
        for first in range(0, batch, 32):
            network.cone_saliency(kept, min(32, batch - first), first)


def synchronize():
    if on_gpu:
        torch.cuda.synchronize()


def peak_mb():
    if on_gpu:
        return torch.cuda.max_memory_allocated() / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


work = {"train": train, "infer": infer, "detect": detect, "saliency": saliency, "cone": cone}[mode]
for _ in sys.stdin:
    synchronize()
    start = time.perf_counter()
    for _ in range(times):
        work()
    synchronize()
    elapsed = (time.perf_counter() - start) / times
    print(f"{elapsed:.9f} {peak_mb():.1f} {num_parameters}", flush=True)
