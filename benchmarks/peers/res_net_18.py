"""ResNet-18 as packages/hpa-models/src/architectures/res-net.ts builds it."""

import torch
from torch import nn
from torch.nn import functional as F


def convolution(inputs: int, outputs: int, size: int, stride: int) -> nn.Module:
    """Convolution without bias, padded by half the kernel, and batch normalization."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False),
        nn.BatchNorm2d(outputs),
    )


class Block(nn.Module):
    """3 x 3, 3 x 3, and around them the identity, or a projection where the shape changes."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.first = convolution(inputs, outputs, 3, stride)
        self.second = convolution(outputs, outputs, 3, 1)
        changes = stride > 1 or inputs != outputs
        self.shortcut = convolution(inputs, outputs, 1, stride) if changes else nn.Identity()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.relu(self.shortcut(x) + self.second(F.relu(self.first(x))))


class ResNet18(nn.Module):
    """Images float32 [N, channels, H, W] to logits [N, classes]; H and W at least 32."""

    def __init__(self, channels: int, classes: int) -> None:
        super().__init__()
        self.stem = nn.Sequential(convolution(channels, 64, 7, 2), nn.ReLU(), nn.MaxPool2d(3, 2, 1))
        self.stages = nn.Sequential(
            *(
                nn.Sequential(Block(inputs, outputs, stride), Block(outputs, outputs, 1))
                for inputs, outputs, stride in [(64, 64, 1), (64, 128, 2), (128, 256, 2), (256, 512, 2)]
            )
        )
        self.dense = nn.Linear(512, classes)

    def features(self, x: torch.Tensor) -> torch.Tensor:
        """The pooled embedding below the head, [N, 512]."""
        return self.stages(self.stem(x)).mean((2, 3))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.dense(self.features(x))
