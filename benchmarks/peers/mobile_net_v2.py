"""MobileNetV2 as packages/hpa-models/src/architectures/mobile-net-v2.ts builds it."""

import torch
from torch import nn
from torch.nn import functional as F

# Table 2 of arXiv:1801.04381: expansion, channels, blocks and the stride of the first block.
STAGES = [
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
]


class Conv(nn.Module):
    """Convolution without bias, batch normalization, and ReLU6 unless linear; padded as 'same' in TensorFlow."""

    def __init__(self, inputs: int, outputs: int, size=1, stride=1, groups=1, linear=False) -> None:
        super().__init__()
        self.size, self.stride, self.linear = size, stride, linear
        padding = size // 2 if stride == 1 else 0
        self.convolution = nn.Conv2d(inputs, outputs, size, stride, padding, groups=groups, bias=False)
        # PyTorch's momentum is the weight of the new statistics.
        self.norm = nn.BatchNorm2d(outputs, eps=1e-3, momentum=0.001)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if self.stride == 2:
            height, width = x.shape[2:]
            x = F.pad(x, (width % 2, 1, height % 2, 1))
        x = self.norm(self.convolution(x))
        return x if self.linear else F.relu6(x)


class Block(nn.Module):
    """1 x 1 to more channels, 3 x 3 on each channel, 1 x 1 to fewer channels."""

    def __init__(self, inputs: int, outputs: int, expansion: int, stride: int) -> None:
        super().__init__()
        hidden = expansion * inputs
        self.adds = stride == 1 and inputs == outputs
        self.layers = nn.Sequential(
            *([Conv(inputs, hidden)] if expansion > 1 else []),
            Conv(hidden, hidden, 3, stride, groups=hidden),
            Conv(hidden, outputs, linear=True),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.layers(x)
        return x + y if self.adds else y


class MobileNetV2(nn.Module):
    """Images float32 [N, channels, H, W] to logits [N, classes]; H and W at least 32."""

    def __init__(self, channels: int, classes: int) -> None:
        super().__init__()
        layers = [Conv(channels, 32, 3, stride=2)]
        inputs = 32
        for expansion, outputs, count, stride in STAGES:
            for index in range(count):
                layers.append(Block(inputs, outputs, expansion, stride if index == 0 else 1))
                inputs = outputs
        self.base = nn.Sequential(*layers, Conv(inputs, 1280))
        self.dense = nn.Linear(1280, classes)

    def features(self, x: torch.Tensor) -> torch.Tensor:
        """The pooled embedding below the head, [N, 1280]."""
        return self.base(x).mean((2, 3))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.dense(self.features(x))
