"""An input pipeline with Pillow and torch, and decoding by libpng alone; see input-pipeline.ts.

Takes the workload as JSON and prints images per second as JSON.
"""

import glob
import io
import json
import multiprocessing
import os
import statistics
import sys
import time

import numpy
import torch
from PIL import Image

COLORS = ("red", "green", "blue", "yellow")


class CellImages(torch.utils.data.Dataset):
    """Reads four gray PNGs as one float32 image in [0, 1], channels last."""

    def __init__(self, ids, folder, size):
        self.ids, self.folder, self.size = ids, folder, size

    def __len__(self):
        return len(self.ids)

    def __getitem__(self, index):
        channels = []
        for color in COLORS:
            path = os.path.join(self.folder, f"{self.ids[index]}_{color}.png")
            with Image.open(path) as image:
                channels.append(numpy.asarray(image.resize((self.size, self.size), Image.BILINEAR)))
        return torch.from_numpy(numpy.stack(channels, axis=-1)).float().div_(255)


def median_rate(count, epoch, workload):
    """Images per second of the median epoch, after one that starts the processes."""
    epoch()
    seconds = []
    for _ in range(workload["epochs"]):
        started = time.perf_counter()
        epoch()
        seconds.append(time.perf_counter() - started)
    return count / statistics.median(seconds)


def rate_of_loader(ids, workload):
    loader = torch.utils.data.DataLoader(
        CellImages(ids, workload["folder"], workload["size"]),
        batch_size=workload["batch"],
        num_workers=workload["processes"],
        persistent_workers=True,
    )
    return median_rate(len(ids), lambda: sum(len(batch) for batch in loader), workload)


def decode(path):
    with open(path, "rb") as file:
        data = file.read()
    with Image.open(io.BytesIO(data)) as image:
        image.load()


def rate_of_libpng(ids, workload):
    paths = [os.path.join(workload["folder"], f"{id}_{color}.png") for id in ids for color in COLORS]
    with multiprocessing.Pool(workload["processes"]) as pool:
        return median_rate(len(ids), lambda: pool.map(decode, paths, chunksize=16), workload)


def main():
    workload = json.loads(sys.argv[1])
    torch.set_num_threads(1)
    names = sorted(glob.glob(os.path.join(workload["folder"], "*_red.png")))
    found = [os.path.basename(name)[: -len("_red.png")] for name in names]
    ids = [found[index % len(found)] for index in range(workload["images"])]
    print(json.dumps({"loader": rate_of_loader(ids, workload), "libpng": rate_of_libpng(ids, workload)}))


if __name__ == "__main__":
    main()
