"""Losses, their gradients, penalties and plateaus in PyTorch, for the tests of @hpa/train.

    pip install torch
    python losses.py > losses.json

Everything is in double precision. What PyTorch has is taken from it; focal loss is written from Lin et al. 2017
(arXiv:1708.02002, equation 5) and the Lovasz hinge from Berman et al. 2018 (arXiv:1705.08790, section 3.2 and algorithm 1);
autograd differentiates them.
"""

import json

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
random = torch.Generator().manual_seed(14)

SAMPLES, CLASSES = 7, 4


def focal(logits, labels, gamma, alpha):
    # log p by log-sigmoid and 1 - p as the sigmoid of -x: p itself rounds to 1 at a logit of 40.
    present = torch.sigmoid(-logits) ** gamma * -F.logsigmoid(logits)
    absent = torch.sigmoid(logits) ** gamma * -F.logsigmoid(-logits)
    if alpha is not None:
        present, absent = alpha * present, (1 - alpha) * absent
    return labels * present + (1 - labels) * absent


def jaccard_distance(present):
    """Of the samples of one class, sorted by error, when the first k are wrong: 1 - |correct and present| / |union|."""
    distances = []
    for k in range(len(present) + 1):
        wrong = torch.arange(len(present)) < k
        predicted = torch.where(wrong, 1 - present, present)
        union = ((present + predicted) > 0).sum().item()
        both = (present * predicted).sum().item()
        distances.append(0.0 if union == 0 else 1 - both / union)
    return distances


def lovasz_hinge(logits, labels):
    """N times the terms of the Lovasz extension of the Jaccard distance, at the places of the samples: [N, classes]."""
    columns = []
    for c in range(logits.shape[1]):
        x, y = logits[:, c], labels[:, c]
        margins = 1 - x * (2 * y - 1)
        order = torch.argsort(margins, descending=True)
        distances = jaccard_distance(y[order])
        terms = torch.zeros_like(x)
        for rank, n in enumerate(order.tolist()):
            step = distances[rank + 1] - distances[rank]
            terms = terms + F.one_hot(torch.tensor(n), len(x)) * F.relu(margins[n]) * step
        columns.append(terms * len(x))
    return torch.stack(columns, dim=1)


def of_classes(terms, class_weights):
    weights = torch.tensor(class_weights) if class_weights else torch.ones(terms.shape[1])
    return (terms * weights).mean(dim=1)


def softmax_cross_entropy(logits, labels, class_weights, labelSmoothing=0.0):
    weights = torch.tensor(class_weights) if class_weights else None
    return F.cross_entropy(
        logits, labels, weight=weights, label_smoothing=labelSmoothing, reduction="none"
    )


def binary_cross_entropy(logits, labels, class_weights, positiveWeights=None):
    positive = None if positiveWeights is None else torch.tensor(positiveWeights)
    terms = F.binary_cross_entropy_with_logits(logits, labels, pos_weight=positive, reduction="none")
    return of_classes(terms, class_weights)


def focal_loss(logits, labels, class_weights, gamma=2.0, alpha=0.25):
    return of_classes(focal(logits, labels, gamma, alpha), class_weights)


def lovasz_loss(logits, labels, class_weights):
    return of_classes(lovasz_hinge(logits, labels), class_weights)


LOSSES = {
    "softmaxCrossEntropy": softmax_cross_entropy,
    "binaryCrossEntropy": binary_cross_entropy,
    "focalLoss": focal_loss,
    "lovaszLoss": lovasz_loss,
}

# float32 numbers, so that the tests start from the same.
moderate = torch.randn(SAMPLES, CLASSES, generator=random).mul(3).float().double()
extreme = moderate.clone()
extreme[0] = torch.tensor([100.0, -100.0, 100.0, -100.0])
extreme[1] = torch.tensor([-99.0, 99.0, 98.0, -98.0])
extreme[2] = torch.tensor([0.0, 97.0, -97.0, 1e-3])
one_hot = F.one_hot(torch.arange(SAMPLES) % CLASSES, CLASSES).double()
shares = (0.25 * one_hot + 0.75 * one_hot.roll(1, 0)).double()
multi_hot = (torch.rand(SAMPLES, CLASSES, generator=random) > 0.6).double()
multi_hot[0] = torch.tensor([1.0, 1.0, 0.0, 0.0])
multi_hot[1] = torch.tensor([1.0, 0.0, 0.0, 0.0])
multi_hot[2] = 0.0
multi_hot[:, 2] = 0.0  # a class that no sample has
multi_hot[:, 3] = 1.0  # a class that all have
soft = torch.rand(SAMPLES, CLASSES, generator=random).float().double()
CLASS_WEIGHTS = [0.5, 2.0, 1.0, 3.0]
SAMPLE_WEIGHTS = [1.0, 0.5, 2.0, 0.0, 1.5, 1.0, 0.25]


def cases():
    single, several = [one_hot, shares], [multi_hot, soft]
    variants = [
        ("softmaxCrossEntropy", {}, single),
        ("softmaxCrossEntropy", {"labelSmoothing": 0.125}, single),
        ("binaryCrossEntropy", {}, several),
        ("binaryCrossEntropy", {"positiveWeights": [1.0, 4.0, 0.5, 2.5]}, several),
        ("focalLoss", {}, several),
        ("focalLoss", {"gamma": 0.5, "alpha": None}, several),
        ("focalLoss", {"gamma": 0.0, "alpha": 0.75}, several),
        ("lovaszLoss", {}, [multi_hot]),
    ]
    for name, options, labelings in variants:
        for labels in labelings:
            for logits in [moderate, extreme]:
                for class_weights in [None, CLASS_WEIGHTS]:
                    yield loss_case(name, options, logits, labels, class_weights)


def loss_case(name, options, logits, labels, class_weights):
    x = logits.clone().requires_grad_()
    losses = LOSSES[name](x, labels, class_weights, **options)
    (losses * torch.tensor(SAMPLE_WEIGHTS)).sum().backward()
    return {
        "loss": name,
        "options": options,
        "classWeights": class_weights,
        "logits": logits.tolist(),
        "labels": labels.tolist(),
        "losses": losses.tolist(),
        "gradient": x.grad.tolist(),
    }


def penalized_descent(l1, l2, clip_norm):
    """Six steps of SGD with momentum on a linear model; the penalty counts in the loss and before clipping, biases are spared."""
    inputs = torch.randn(SAMPLES, 3, generator=torch.Generator().manual_seed(3)).float().double()
    kernel = torch.randn(3, CLASSES, generator=torch.Generator().manual_seed(4)).float().double()
    kernel[0, 0] = 0.0
    kernel.requires_grad_()
    bias = torch.zeros(CLASSES, requires_grad=True)
    start = kernel.tolist()
    optimizer = torch.optim.SGD([kernel, bias], lr=0.5, momentum=0.9)
    losses = []
    for _ in range(6):
        optimizer.zero_grad()
        data = F.binary_cross_entropy_with_logits(inputs @ kernel + bias, multi_hot)
        loss = data + l1 * kernel.abs().sum() + l2 * (kernel**2).sum()
        loss.backward()
        norm = torch.sqrt((kernel.grad**2).sum() + (bias.grad**2).sum())
        if norm > clip_norm:
            for variable in [kernel, bias]:
                variable.grad *= clip_norm / norm
        optimizer.step()
        losses.append(loss.item())
    final = F.binary_cross_entropy_with_logits(inputs @ kernel + bias, multi_hot)
    return {
        "l1": l1,
        "l2": l2,
        "clipNorm": clip_norm,
        "learningRate": 0.5,
        "momentum": 0.9,
        "inputs": inputs.tolist(),
        "labels": multi_hot.tolist(),
        "start": start,
        "losses": losses,
        "kernel": kernel.tolist(),
        "bias": bias.tolist(),
        "finalLossWithoutPenalty": final.item(),
    }


def plateau_case(seed, mode, patience, factor, threshold, minimum):
    generator = torch.Generator().manual_seed(seed)
    values = (torch.rand(40, generator=generator) + 0.2).tolist()
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.01)
    # PyTorch waits for one epoch more than its patience.
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(
        optimizer, mode=mode, patience=patience - 1, factor=factor, threshold=threshold, min_lr=minimum, eps=0
    )
    rates = [0.01]
    for value in values:
        scheduler.step(value)
        rates.append(optimizer.param_groups[0]["lr"])
    return {
        "options": {
            "learningRate": 0.01,
            "patience": patience,
            "factor": factor,
            "mode": mode,
            "threshold": threshold,
            "minimum": minimum,
        },
        "values": values,
        "rates": rates,
    }


def rounded(value):
    """Ten digits are enough for float32."""
    if isinstance(value, float):
        return float(f"{value:.10g}")
    if isinstance(value, list):
        return [rounded(item) for item in value]
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    return value


print(
    json.dumps(
        rounded({
            "torch": torch.__version__,
            "sampleWeights": SAMPLE_WEIGHTS,
            "cases": list(cases()),
            "descents": [
                penalized_descent(l1=1e-2, l2=0.0, clip_norm=100.0),
                penalized_descent(l1=0.0, l2=2e-2, clip_norm=100.0),
                penalized_descent(l1=3e-3, l2=1e-2, clip_norm=0.15),
            ],
            "plateaus": [
                plateau_case(1, "max", 3, 0.5, 0.01, 0.0),
                plateau_case(2, "min", 2, 0.1, 0.0, 1e-4),
                plateau_case(3, "min", 5, 0.75, 0.1, 0.0),
                plateau_case(4, "max", 1, 0.9, 0.0, 2e-3),
            ],
        })
    )
)
