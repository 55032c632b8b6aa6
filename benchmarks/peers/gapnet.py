"""GapNet as packages/hpa-models/src/architectures/gap-net.ts builds it."""

import torch
from torch import nn
from torch.nn import functional as F


class GapNet(nn.Module):
    """Images float32 [N, channels, H, W] to logits [N, classes]; H and W at least 76."""

    def __init__(self, channels: int, classes: int) -> None:
        super().__init__()
        widths = [channels, 32, 64, 64, 64, 128, 128, 128]
        self.convolutions = nn.ModuleList(
            nn.Conv2d(inputs, outputs, 3, stride=2 if index == 1 else 1)
            for index, (inputs, outputs) in enumerate(zip(widths, widths[1:]))
        )
        # One before each convolution and one before each pooling.
        self.norms = nn.ModuleList(_norm(nn.BatchNorm2d, width) for width in widths[:-1])
        self.pool_norms = nn.ModuleList([_norm(nn.BatchNorm2d, 32), _norm(nn.BatchNorm2d, 64)])
        self.feature_norm = _norm(nn.BatchNorm1d, 32 + 64 + 128)
        self.dense_norm = _norm(nn.BatchNorm1d, 256)
        self.dense1 = nn.Linear(32 + 64 + 128, 256)
        self.dense2 = nn.Linear(256, 256)
        self.dense3 = nn.Linear(256, classes)

    def features(self, x: torch.Tensor) -> torch.Tensor:
        """The pooled embedding below the head, [N, 224]."""
        block1 = self._block(x, range(0, 1), self.pool_norms[0])
        block2 = self._block(block1, range(1, 4), self.pool_norms[1])
        block3 = self._block(block2, range(4, 7), None)
        return torch.cat([block.mean((2, 3)) for block in (block1, block2, block3)], 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = F.relu(self.dense1(self.feature_norm(self.features(x))))
        x = self.dense_norm(F.dropout(x, 0.5, self.training))
        x = F.dropout(F.relu(self.dense2(x)), 0.1, self.training)
        return self.dense3(x)

    def _block(self, x, layers, pool_norm):
        for index in layers:
            x = F.relu(self.convolutions[index](self.norms[index](x)))
        if pool_norm is not None:
            x = F.max_pool2d(pool_norm(x), 2)
        return F.dropout(x, 0.5, self.training)


def _norm(kind, width: int) -> nn.Module:
    # PyTorch's momentum is the weight of the new statistics.
    return kind(width, eps=1e-3, momentum=0.01)
