"""DenseNet-121 with average pooling, as packages/hpa-models/src/architectures/dense-net-121.ts builds it."""

import torch
from torch import nn
from torch.nn import functional as F

# Table 1 of arXiv:1608.06993: channels that a layer adds, and layers of each block.
GROWTH = 32
LAYERS = [6, 12, 24, 16]


class NormReluConv(nn.Sequential):
    """Batch normalization, ReLU and a convolution without bias, padded by half the kernel."""

    def __init__(self, inputs: int, outputs: int, size: int) -> None:
        super().__init__(
            nn.BatchNorm2d(inputs),
            nn.ReLU(),
            nn.Conv2d(inputs, outputs, size, padding=size // 2, bias=False),
        )


class DenseLayer(nn.Module):
    """Squeezes all maps before it to 4 k by a 1 x 1 and adds k by a 3 x 3."""

    def __init__(self, inputs: int) -> None:
        super().__init__()
        self.squeeze = NormReluConv(inputs, 4 * GROWTH, 1)
        self.grow = NormReluConv(4 * GROWTH, GROWTH, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.cat([x, self.grow(self.squeeze(x))], 1)


class DenseNet121(nn.Module):
    """Images float32 [N, channels, H, W] to logits [N, classes]; H and W at least 32."""

    def __init__(self, channels: int, classes: int) -> None:
        super().__init__()
        layers = [
            nn.Conv2d(channels, 64, 7, 2, 3, bias=False),
            nn.BatchNorm2d(64),
            nn.ReLU(),
            nn.MaxPool2d(3, 2, 1),
        ]
        width = 64
        for block, count in enumerate(LAYERS):
            if block > 0:
                layers += [NormReluConv(width, width // 2, 1), nn.AvgPool2d(2)]
                width //= 2
            for _ in range(count):
                layers.append(DenseLayer(width))
                width += GROWTH
        self.base = nn.Sequential(*layers, nn.BatchNorm2d(width), nn.ReLU())
        self.dense = nn.Linear(width, classes)

    def features(self, x: torch.Tensor) -> torch.Tensor:
        """The pooled embedding below the head, [N, 1024]."""
        return self.base(x).mean((2, 3))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.dense(self.features(x))
