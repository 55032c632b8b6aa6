"""Writes the goldens of this folder: logits, features, losses and gradients of networks filled by a formula.

ResNet and DenseNet are torchvision's own; M-CNN and DeepLoc are written here after their authors' code; generate_keras.py
does the same for MobileNetV2. Everything is computed in float64 from float32 weights and images. Run:

    python3 -m venv venv && venv/bin/pip install torch==2.6.0 torchvision==0.21.0 numpy
    venv/bin/python generate.py

The formula is that of packages/hpa-models/test/support/formula-weights.ts: tensor k of a network, counted in the order of
`weights`, is a function of a hash of (k, flat index in the layout of TensorFlow.js).
"""
import sys

import numpy as np
import torch
import torch.nn.functional as F
import torchvision
from torch import nn

from formula import document, formula, formula_images, write

def images(count, height, width, channels):
    return torch.from_numpy(formula_images(count, height, width, channels)).permute(0, 3, 1, 2)


def flat(x):
    """In the order height, width, channel."""
    return x.permute(0, 2, 3, 1).flatten(1)


class ResNet(nn.Module):
    def __init__(self, make):
        super().__init__()
        self.net = make(num_classes=4)
        self.net.conv1 = nn.Conv2d(4, 64, 7, stride=2, padding=3, bias=False)

    def forward(self, x):
        n = self.net
        x = n.maxpool(n.relu(n.bn1(n.conv1(x))))
        self.features = n.layer4(n.layer3(n.layer2(n.layer1(x)))).mean((2, 3))
        return n.fc(self.features)

    def names(self):
        n = self.net
        yield 'conv1_conv', n.conv1
        yield 'conv1_bn', n.bn1
        for i, layer in enumerate([n.layer1, n.layer2, n.layer3, n.layer4]):
            for j, block in enumerate(layer):
                here = f'conv{i + 2}_block{j + 1}'
                if block.downsample is not None:
                    yield f'{here}_0_conv', block.downsample[0]
                    yield f'{here}_0_bn', block.downsample[1]
                for part in ('1', '2', '3'):
                    if hasattr(block, 'conv' + part):
                        yield f'{here}_{part}_conv', getattr(block, 'conv' + part)
                        yield f'{here}_{part}_bn', getattr(block, 'bn' + part)
        yield 'dense_1', n.fc


class DenseNet(nn.Module):
    """With the head of Kaggle 2018's first place; dropout left out."""

    def __init__(self):
        super().__init__()
        self.net = torchvision.models.densenet121().features
        self.net.conv0 = nn.Conv2d(4, 64, 7, stride=2, padding=3, bias=False)
        self.bn1, self.fc1 = nn.BatchNorm1d(2048, eps=1e-3), nn.Linear(2048, 1024)
        self.bn2, self.fc2 = nn.BatchNorm1d(1024, eps=1e-3), nn.Linear(1024, 4)

    def forward(self, x):
        maps = F.relu(self.net(x))
        self.features = torch.cat([maps.mean((2, 3)), maps.amax((2, 3))], 1)
        return self.fc2(self.bn2(F.relu(self.fc1(self.bn1(self.features)))))

    def names(self):
        n = self.net
        yield 'conv1_conv', n.conv0
        yield 'conv1_bn', n.norm0
        for i in range(1, 5):
            for j, (_, layer) in enumerate(getattr(n, f'denseblock{i}').named_children()):
                here = f'conv{i + 1}_block{j + 1}'
                yield f'{here}_0_bn', layer.norm1
                yield f'{here}_1_conv', layer.conv1
                yield f'{here}_1_bn', layer.norm2
                yield f'{here}_2_conv', layer.conv2
            if i < 4:
                transition = getattr(n, f'transition{i}')
                yield f'pool{i + 1}_bn', transition.norm
                yield f'pool{i + 1}_conv', transition.conv
        yield 'bn', n.norm5
        yield from [('head_bn_1', self.bn1), ('dense_1', self.fc1), ('head_bn_2', self.bn2), ('dense_2', self.fc2)]


class MCnn(nn.Module):
    """ml-jku/gapnet-pl, pytorch_models/models.py."""

    def __init__(self, height, width, channels=4, classes=4):
        super().__init__()
        self.scales = nn.ModuleList()
        for n, c in enumerate([16, 16, 16, 32, 32, 32, 64]):
            self.scales.append(nn.ModuleList([
                nn.Conv2d(channels, c, 5, padding=2), nn.Conv2d(c, c, 5, padding=2), nn.Conv2d(c, c, 5, padding=2)]))
        self.combine = nn.Conv2d(208, 1024, 1)
        self.fc1 = nn.Linear((height // 128) * (width // 128) * 1024, 512)
        self.fc2 = nn.Linear(512, classes)

    def forward(self, x):
        found = []
        for n, convs in enumerate(self.scales):
            y = F.max_pool2d(x, 2 ** n)
            for conv in convs:
                y = F.relu(conv(y))
            found.append(F.max_pool2d(y, 2 ** (6 - n)))
        x = F.max_pool2d(F.relu(self.combine(torch.cat(found, 1))), 2)
        self.features = x.mean((2, 3))
        return self.fc2(F.relu(self.fc1(flat(x))))

    def names(self):
        for n, convs in enumerate(self.scales):
            for i, conv in enumerate(convs):
                yield f'scale{n}_conv{i + 1}', conv
        yield from [('combine', self.combine), ('dense1', self.fc1), ('dense2', self.fc2)]


class DeepLoc(nn.Module):
    """okraus/DeepLoc, DeepLoc_train.py and nn_layers.py."""

    def __init__(self, height, width, channels=4, classes=4):
        super().__init__()
        widths = [channels, 64, 64, 128, 128, 256, 256, 256, 256]
        self.convs = nn.ModuleList(nn.Conv2d(a, b, 3, padding=1) for a, b in zip(widths, widths[1:]))
        self.conv_bns = nn.ModuleList(nn.BatchNorm2d(b, eps=1e-3) for b in widths[1:])
        h, w = (-(-height // 8), -(-width // 8))
        units = [h * w * 256, 512, 512, classes]
        self.denses = nn.ModuleList(nn.Linear(a, b) for a, b in zip(units, units[1:]))
        self.dense_bns = nn.ModuleList(nn.BatchNorm1d(b, eps=1e-3) for b in units[1:])

    def forward(self, x):
        for i, (conv, bn) in enumerate(zip(self.convs, self.conv_bns)):
            x = F.relu(bn(conv(x)))
            if i in (1, 3, 7):
                x = F.max_pool2d(x, 2, ceil_mode=True)
        self.features = x.mean((2, 3))
        x = flat(x)
        for i, (dense, bn) in enumerate(zip(self.denses, self.dense_bns)):
            x = bn(dense(x))
            x = F.relu(x) if i < 2 else x
        return x

    def names(self):
        for kind, layers, norms in (('conv', self.convs, self.conv_bns), ('dense', self.denses, self.dense_bns)):
            for i, (layer, bn) in enumerate(zip(layers, norms)):
                yield f'{kind}{i + 1}', layer
                yield f'{kind}{i + 1}_bn', bn


KINDS = {'weight': 'kernel', 'bias': 'bias'}
NORM_KINDS = {'weight': 'gamma', 'bias': 'beta', 'running_mean': 'moving_mean', 'running_var': 'moving_variance'}


def tensors(net):
    """(our name, torch tensor, permutation from ours to torch's), in listing order."""
    for name, module in net.names():
        norm = isinstance(module, (nn.BatchNorm2d, nn.BatchNorm1d))
        for attribute, kind in (NORM_KINDS if norm else KINDS).items():
            tensor = getattr(module, attribute)
            if tensor is not None:
                yield f'{name}/{kind}', tensor, {4: (3, 2, 0, 1), 2: (1, 0)}.get(tensor.dim(), (0,))


def ours(tensor, to_torch):
    """In the layout of TensorFlow.js."""
    return tensor.permute(*np.argsort(to_torch))


def fill(net):
    weights = []
    with torch.no_grad():
        for k, (name, tensor, to_torch) in enumerate(tensors(net)):
            shape = list(ours(tensor, to_torch).shape)
            value = torch.from_numpy(formula(name.split('/')[1], k, shape)).permute(*to_torch)
            tensor.copy_(value)
            weights.append({'k': k, 'name': name, 'shape': shape})
    return weights


def run(make, dtype, infer, train, height, width, jitter=0.0):
    net = make(height, width).to(dtype)
    for module in net.modules():
        if isinstance(module, (nn.BatchNorm2d, nn.BatchNorm1d)):
            module.momentum = 0.0  # the second pass of inference must see the formula's statistics
    weights = fill(net)
    x = images(train, height, width, 4).to(dtype)
    x = x + jitter * torch.randn_like(x)
    net.eval()
    with torch.no_grad():
        logits = net(x[:infer])
        features = net.features
    net.train()
    train_logits = net(x)
    loss = F.cross_entropy(train_logits, torch.arange(train) % 4)
    trained = [(name, t, p) for name, t, p in tensors(net) if t.requires_grad]
    gradients = torch.autograd.grad(loss, [t for _, t, _ in trained])
    named = [(name, ours(g, p).double()) for (name, _, p), g in zip(trained, gradients)]
    return weights, logits.double(), features.double(), train_logits.detach().double(), float(loss), named


def golden(make, infer, train, height, width):
    weights, logits, features, train_logits, loss, gradients = run(make, torch.float64, infer, train, height, width)
    total = float(torch.sqrt(sum((g ** 2).sum() for _, g in gradients)))
    # Rounding flips ReLUs, the more the deeper: how far float32 runs are off, at worst, for the tolerance of the tests.
    deviation = 0.0
    for _ in range(8):
        single = run(make, torch.float32, infer, train, height, width, jitter=1e-6)
        assert float((logits - single[1]).abs().max()) < 1e-5 * float(logits.abs().max()) + 1e-5
        for (_, g), (_, s) in zip(gradients, single[5]):
            deviation = max(deviation, float((g - s).norm() / (g.norm() + 1e-2 * total)))
    print('float32 gradients deviate by', deviation)
    return document(
        size=(height, width), weights=weights, infer=infer, logits=logits.numpy(), features=features.numpy(), train=train,
        loss=loss, train_logits=train_logits.numpy(), gradients=[(name, g.numpy()) for name, g in gradients],
        deviation=deviation)


CASES = {
    'resnet-18': (lambda h, w: ResNet(torchvision.models.resnet18), 2, 4, 64, 49),
    'resnet-50': (lambda h, w: ResNet(torchvision.models.resnet50), 2, 4, 64, 49),
    'densenet-121-avg-max': (lambda h, w: DenseNet(), 2, 4, 64, 49),
    'm-cnn': (MCnn, 1, 2, 128, 256),
    'deeploc': (DeepLoc, 2, 4, 20, 13),
}

if __name__ == '__main__':
    torch.manual_seed(0)
    torch.set_num_threads(2)
    for chosen in sys.argv[1:] or CASES:
        write(chosen, golden(*CASES[chosen]))
    published = MCnn(1024, 1024, classes=13)
    print('M-CNN at 1024 x 1024 x 4, 13 classes:', sum(p.numel() for p in published.parameters()))
    published = DeepLoc(60, 60, channels=2, classes=19)
    print('DeepLoc at 60 x 60 x 2, 19 classes:', sum(p.numel() for p in published.parameters()), 'trained and',
          sum(b.numel() for n, b in published.named_buffers() if 'running' in n))
