"""Whether PyTorch finds the same saliency map: guided backpropagation with hooks, excerpt by excerpt.

Arguments: a spectrogram_cnn's model file, and of one song a file of the feature store and a float32 map, made with
    cantus features SONG -o STORE --front-end schlueter2016
    cantus saliency SONG --model MODEL -o MAPS --dtype float32
and, if wanted, how many frames to compare. Prints relative errors. Fails if the median frame or a prediction is off by
more than 1e-5, or a frame by more than 1e-2: the rule is discontinuous where a rectifier's input is 0 but for rounding.
Neither the network nor its weights go through code of this project's engine.
"""
import json
import struct
import sys

import h5py
import numpy
import torch
from torch.nn import functional as F


def read_model(path):
    with open(path, "rb") as file:
        size, = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(size))
        data = file.read()
    return {name: torch.from_numpy(numpy.frombuffer(data[slice(*entry["data_offsets"])], "<f4").copy())
            .view(entry["shape"]) for name, entry in header.items() if name != "__metadata__" and entry["dtype"] == "F32"}


def rectify(z):
    """Leaky ReLU whose gradient passes only where both the gradient and z are positive."""
    if z.requires_grad:
        y = F.leaky_relu(z, 0.01)
        z.register_hook(lambda d: torch.where(z > 0, d, torch.zeros(())))
        y.register_hook(lambda d: d.clamp(min=0))
        # no factor for the leak: the gradient passes only where z > 0 and the slope is 1
        return y
    return F.leaky_relu(z, 0.01)


def normalize(tensors, layer, x):
    shape = (1, -1, 1, 1) if x.dim() == 4 else (1, -1)
    gamma, beta, mean, inverse_deviation = (
        tensors[f"{layer}.norm.{name}"].view(shape) for name in ("gamma", "beta", "running_mean", "running_spread"))
    return (x - mean) * (gamma * inverse_deviation) + beta


def network(tensors, x):
    def convolve(layer, x):
        return rectify(normalize(tensors, layer, F.conv2d(x, tensors[f"{layer}.conv.weight"].permute(0, 3, 1, 2))))

    x = F.max_pool2d(convolve("conv2", convolve("conv1", x)), 3)
    x = F.max_pool2d(convolve("conv5", convolve("conv4", convolve("conv3", x))), (1, 4))
    x = x.permute(0, 2, 3, 1).flatten(1)  # [n, t, f, c], as the weights are
    for layer in ("dense1", "dense2"):
        x = rectify(normalize(tensors, layer, x @ tensors[f"{layer}.dense.weight"].t()))
    return x @ tensors["output.weight"].t() + tensors["output.bias"]


tensors = read_model(sys.argv[1])
with h5py.File(sys.argv[2]) as song, h5py.File(sys.argv[3]) as found:
    features = torch.from_numpy(song["features"][()].astype("f4"))
    saliency, prob = found["saliency"][()], found["prob"][()]
silence = -tensors["input.mean"] * tensors["input.inv_std"]
song = (features - tensors["input.mean"]) * tensors["input.inv_std"]
song = torch.cat([silence.expand(57, -1), song, silence.expand(57, -1)])
num = int(sys.argv[4]) if len(sys.argv) > 4 else 40
frames = numpy.unique(numpy.linspace(0, len(features) - 1, num).astype(int))
expected, predicted = [], []
for k in frames:
    x = song[k:k + 115].view(1, 1, 115, 372).clone().requires_grad_(True)
    logit = network(tensors, x)
    logit.sum().backward()
    expected.append(x.grad[0, 0, 57].clamp(min=0).numpy())
    predicted.append(torch.sigmoid(logit).item())
expected = numpy.stack(expected)
error = numpy.linalg.norm(saliency[frames] - expected, axis=1) / numpy.linalg.norm(expected, axis=1)
worst = numpy.abs(prob[frames] - predicted).max()
print(json.dumps({"frames": len(frames), "map_relative_error": {"median": float(numpy.median(error)),
                                                                "max": float(error.max())},
                  "prediction_error": float(worst)}))
sys.exit(0 if numpy.median(error) <= 1e-5 and error.max() <= 1e-2 and worst <= 1e-5 else 1)
