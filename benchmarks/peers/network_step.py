"""Does the work of benchmarks/network-step.ts in PyTorch and prints its times as one line of JSON.

Takes one argument, JSON: network, work, task, height, width, channels, classes, batch, threads,
repeats, warmUpSeconds.
"""

import json
import sys
from time import perf_counter

import torch
from torch.nn import functional as F

from dense_net_121 import DenseNet121
from gapnet import GapNet
from inception_v3 import InceptionV3
from mobile_net_v2 import MobileNetV2
from res_net_18 import ResNet18

NETWORKS = {
    "densenet-121": DenseNet121,
    "gapnet": GapNet,
    "inception-v3": InceptionV3,
    "mobilenet-v2": MobileNetV2,
    "resnet-18": ResNet18,
}


def main() -> None:
    work = json.loads(sys.argv[1])
    torch.set_num_threads(work["threads"])
    torch.manual_seed(1)
    model = NETWORKS[work["network"]](work["channels"], work["classes"])
    images = torch.rand(work["batch"], work["channels"], work["height"], work["width"])
    if work["work"] == "training":
        step = training_step(model, images, work["task"], work["classes"])
    else:
        step = inference_step(model, images, model if work["work"] == "logits" else model.features)

    warm = perf_counter() + work["warmUpSeconds"]
    while perf_counter() < warm:
        step()
    seconds = []
    for _ in range(work["repeats"]):
        started = perf_counter()
        step()
        seconds.append(perf_counter() - started)
    print(
        json.dumps(
            {
                "device": f"PyTorch on CPU, oneDNN {'on' if torch.backends.mkldnn.is_available() else 'off'}",
                "threads": torch.get_num_threads(),
                "version": torch.__version__,
                "parameters": count_parameters(model),
                "seconds": seconds,
            }
        )
    )


def training_step(model, images, task, classes):
    model.train()
    labels = torch.arange(len(images)) % classes
    loss_of = F.cross_entropy
    if task == "multi-label":
        labels = F.one_hot(labels, classes).float()
        loss_of = F.binary_cross_entropy_with_logits
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4, eps=1e-7)

    def step() -> None:
        optimizer.zero_grad()
        loss = loss_of(model(images), labels)
        loss.backward()
        optimizer.step()
        require_finite(loss)

    return step


def inference_step(model, images, forward):
    model.eval()

    def step() -> None:
        with torch.no_grad():
            require_finite(forward(images))

    return step


def require_finite(values) -> None:
    if not torch.isfinite(values).all():
        raise ValueError(f"the result must be finite; received {values}")


def count_parameters(model) -> dict:
    """Counts like @hpa/models: the total includes moving statistics, but not PyTorch's batch counters."""
    trainable = sum(weight.numel() for weight in model.parameters())
    statistics = sum(buffer.numel() for buffer in model.buffers() if buffer.is_floating_point())
    return {"total": trainable + statistics, "trainable": trainable}


if __name__ == "__main__":
    main()
