"""A run's generator in PyTorch: makes the shapes of `iggan sample`, differentiable with respect to the latent.

iggan_checkpoint.py, next to this file, reads checkpoints (docs/checkpoints.md lists their tensors).

    generator = Generator("checkpoint-003000.safetensors")
    voxels = generator(latents([7, 8], generator.latent_size))    # [2, K, R, R, R] in [0, 1]

voxels[n, 0, z, y, x] is occupancy, solid above 1/2; in colour, channels 1 to 3 are red, green
and blue, sRGB-encoded. With the method emission_absorption, channels 1 and up are the linear emission
for each channel of the pictures.
As a program, it writes the shapes for the given seeds to a NumPy file:

    python3 iggan_generator.py CHECKPOINT OUT.npy SEED...
"""

import json
import math
import sys

import numpy
import torch
from torch.nn import functional

import iggan_checkpoint

MASK = 2**64 - 1


def latents(seeds, size):
    """z ~ N(0, I) for each seed, [N, size], as `iggan sample --seeds` draws it (SplitMix64)."""

    def draws(state):
        while True:
            state = (state + 0x9E3779B97F4A7C15) & MASK
            x = ((state ^ state >> 30) * 0xBF58476D1CE4E5B9) & MASK
            x = ((x ^ x >> 27) * 0x94D049BB133111EB) & MASK
            yield x ^ x >> 31

    def latent(seed):
        purpose = 0xCBF29CE484222325
        for byte in b"latent":
            purpose = (purpose ^ byte) * 0x100000001B3 & MASK
        numbers = draws(next(draws(next(draws(seed ^ purpose)))))
        uniform = ((x >> 11) * 2.0**-53 for x in numbers)
        for _ in range(size):  # Box and Muller
            radius = math.sqrt(-2 * math.log(1 - next(uniform)))
            yield radius * math.cos(6.283185307179586 * next(uniform))

    return torch.tensor([list(latent(seed)) for seed in seeds], dtype=torch.float32)


class Generator:
    def __init__(self, path, network="average"):
        """Raises ValueError for a file that is damaged or not a run's checkpoint."""
        tensors, texts = iggan_checkpoint.load(path)
        if texts.get("kind") != "iggan checkpoint":
            raise ValueError("this is not a checkpoint of iggan train")
        self.options = json.loads(texts["config"])["generator"]
        self.latent_size = self.options["latent_size"]
        self.weights = {
            name[len(network) + 1 :]: torch.from_numpy(numpy.array(numbers).reshape(shape))
            for name, (_, shape, numbers) in tensors.items()
            if name.startswith(network + ".")
        }

    def __call__(self, z):
        """z: [N, Z] from N(0, I). Returns voxels [N, K, R, R, R] in [0, 1]."""
        x = self._linear("fc", z).view(len(z), -1, 4, 4, 4)
        x = self._normalize(0, x, z)
        doublings = sum(name.startswith("conv") and name.endswith("weight") for name in self.weights)
        heads = sum(name.startswith("head") and name.endswith("weight") for name in self.weights)
        logits = None
        for i in range(doublings):
            x = functional.interpolate(x, scale_factor=2, mode="nearest")
            x = self._normalize(i + 1, self._convolve("conv%d" % i, x), z)
            head = i - doublings + heads  # a run in stages has several heads, coarsest first
            if head < 0:
                continue
            own = self._head("head%d" % head if head else "head", x)
            if logits is None:
                logits = own
            else:
                if head == heads - 1:
                    own = self.weights["fade"] * own
                finer = functional.interpolate(logits, scale_factor=2, mode="trilinear", align_corners=False)
                logits = finer + own
        return torch.sigmoid(logits)

    def _head(self, name, x):
        x = self._convolve(name, x)
        n, channels, edge = len(x), x.shape[1] // 8, x.shape[2]
        x = x.view(n, channels, 2, 2, 2, edge, edge, edge).permute(0, 1, 5, 2, 6, 3, 7, 4)
        x = x.reshape(n, channels, 2 * edge, 2 * edge, 2 * edge)
        if self.options["smooth_head"]:
            x = self._smooth(x)
        if self.options.get("colour"):  # albedo is not sharpened; a baseline's emission is
            return torch.cat([self.options["sharpness"] * x[:, :1], x[:, 1:]], 1)
        return self.options["sharpness"] * x

    def _smooth(self, x):
        """A filter along each axis, with mirrored borders."""
        taps = (0.25, 0.5, 0.25)
        if self.options.get("smooth_taps", 3) == 5:
            taps = (-0.0625, 0.25, 0.625, 0.25, -0.0625)
        reach = len(taps) // 2
        for axis in (2, 3, 4):
            n = x.shape[axis]
            before, after = x.narrow(axis, 0, reach).flip(axis), x.narrow(axis, n - reach, reach).flip(axis)
            padded = torch.cat([before, x, after], axis)
            x = sum(weight * padded.narrow(axis, i, n) for i, weight in enumerate(taps))
        return x

    def _linear(self, name, x):
        return functional.linear(x, self.weights[name + ".weight"], self.weights[name + ".bias"])

    def _convolve(self, name, x):
        weight, bias = self.weights[name + ".weight"], self.weights.get(name + ".bias")
        return functional.conv3d(x, weight, bias, padding=1)

    def _normalize(self, stage, x, z):
        scale, shift = (self.weights.get("norm%d.%s" % (stage, n)) for n in ("weight", "bias"))
        x = functional.group_norm(x, self.options["norm_groups"], scale, shift)
        if self.options["style"] == "adain":
            style = self._linear("style%d" % stage, z).view(len(z), 2, -1, 1, 1, 1)
            x = x * (1 + style[:, 0]) + style[:, 1]
        return functional.leaky_relu(x, 0.2)


def main(checkpoint, out, *seeds):
    generator = Generator(checkpoint)
    with torch.no_grad():
        voxels = generator(latents([int(seed) for seed in seeds], generator.latent_size))
    numpy.save(out, voxels.numpy())
    print("%s: %s" % (out, " x ".join(str(n) for n in voxels.shape)))


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit("usage: python3 iggan_generator.py CHECKPOINT OUT.npy SEED...")
    try:
        main(*sys.argv[1:])
    except (KeyError, OSError, ValueError) as error:
        sys.exit("%s: %s" % (sys.argv[1], error))
