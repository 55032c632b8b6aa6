"""InceptionV3 with average pooling, as packages/hpa-models/src/architectures/inception-v3.ts builds it."""

import torch
from torch import nn
from torch.nn import functional as F


class BatchNormWithoutScale(nn.Module):
    """Batch normalization over [N, C, H, W] with a learned offset per channel and no scale."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(width))
        self.register_buffer("mean", torch.zeros(width))
        self.register_buffer("variance", torch.ones(width))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        # PyTorch's momentum is the weight of the new statistics.
        return F.batch_norm(
            x, self.mean, self.variance, None, self.bias, self.training, momentum=0.01, eps=1e-3
        )


class Conv(nn.Module):
    """Convolution without bias, batch normalization, ReLU; 'same' padding unless valid."""

    def __init__(self, inputs: int, outputs: int, height: int, width: int, stride=1, valid=False) -> None:
        super().__init__()
        padding = (0, 0) if valid else (height // 2, width // 2)
        self.convolution = nn.Conv2d(inputs, outputs, (height, width), stride, padding, bias=False)
        self.norm = BatchNormWithoutScale(outputs)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.relu(self.norm(self.convolution(x)))


class AveragePool(nn.Module):
    """3 x 3, stride 1, 'same'; padding does not count."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.avg_pool2d(x, 3, 1, 1, count_include_pad=False)


class Branches(nn.Module):
    """Runs every branch on the same input and concatenates their channels."""

    def __init__(self, *branches: nn.Module) -> None:
        super().__init__()
        self.branches = nn.ModuleList(branches)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.cat([branch(x) for branch in self.branches], 1)


def block_a(inputs: int, pool_filters: int) -> nn.Module:
    return Branches(
        Conv(inputs, 64, 1, 1),
        nn.Sequential(Conv(inputs, 48, 1, 1), Conv(48, 64, 5, 5)),
        nn.Sequential(Conv(inputs, 64, 1, 1), Conv(64, 96, 3, 3), Conv(96, 96, 3, 3)),
        nn.Sequential(AveragePool(), Conv(inputs, pool_filters, 1, 1)),
    )


def block_b(inputs: int, n: int) -> nn.Module:
    return Branches(
        Conv(inputs, 192, 1, 1),
        nn.Sequential(Conv(inputs, n, 1, 1), Conv(n, n, 1, 7), Conv(n, 192, 7, 1)),
        nn.Sequential(
            Conv(inputs, n, 1, 1), Conv(n, n, 7, 1), Conv(n, n, 1, 7), Conv(n, n, 7, 1), Conv(n, 192, 1, 7)
        ),
        nn.Sequential(AveragePool(), Conv(inputs, 192, 1, 1)),
    )


def block_c(inputs: int) -> nn.Module:
    def split() -> nn.Module:
        return Branches(Conv(384, 384, 1, 3), Conv(384, 384, 3, 1))

    return Branches(
        Conv(inputs, 320, 1, 1),
        nn.Sequential(Conv(inputs, 384, 1, 1), split()),
        nn.Sequential(Conv(inputs, 448, 1, 1), Conv(448, 384, 3, 3), split()),
        nn.Sequential(AveragePool(), Conv(inputs, 192, 1, 1)),
    )


def reduction_a(inputs: int) -> nn.Module:
    return Branches(
        Conv(inputs, 384, 3, 3, stride=2, valid=True),
        nn.Sequential(
            Conv(inputs, 64, 1, 1), Conv(64, 96, 3, 3), Conv(96, 96, 3, 3, stride=2, valid=True)
        ),
        nn.MaxPool2d(3, 2),
    )


def reduction_b(inputs: int) -> nn.Module:
    return Branches(
        nn.Sequential(Conv(inputs, 192, 1, 1), Conv(192, 320, 3, 3, stride=2, valid=True)),
        nn.Sequential(
            Conv(inputs, 192, 1, 1),
            Conv(192, 192, 1, 7),
            Conv(192, 192, 7, 1),
            Conv(192, 192, 3, 3, stride=2, valid=True),
        ),
        nn.MaxPool2d(3, 2),
    )


class InceptionV3(nn.Module):
    """Images float32 [N, channels, H, W] to logits [N, classes]; H and W at least 75."""

    def __init__(self, channels: int, classes: int) -> None:
        super().__init__()
        self.base = nn.Sequential(
            Conv(channels, 32, 3, 3, stride=2, valid=True),
            Conv(32, 32, 3, 3, valid=True),
            Conv(32, 64, 3, 3),
            nn.MaxPool2d(3, 2),
            Conv(64, 80, 1, 1, valid=True),
            Conv(80, 192, 3, 3, valid=True),
            nn.MaxPool2d(3, 2),
            block_a(192, 32),
            block_a(256, 64),
            block_a(288, 64),
            reduction_a(288),
            block_b(768, 128),
            block_b(768, 160),
            block_b(768, 160),
            block_b(768, 192),
            reduction_b(768),
            block_c(1280),
            block_c(2048),
        )
        self.dense1 = nn.Linear(2048, 512)
        self.dense2 = nn.Linear(512, classes)

    def features(self, x: torch.Tensor) -> torch.Tensor:
        """The pooled embedding below the head, [N, 2048]."""
        return self.base(x).mean((2, 3))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.relu(self.dense1(self.features(x)))
        return self.dense2(F.dropout(x, 0.5, self.training))
