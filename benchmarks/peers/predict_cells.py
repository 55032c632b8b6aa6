"""Classifies the cells of a folder by Pillow, a DataLoader and GapNet in PyTorch; see predict-10k.ts.

Takes the workload as JSON and writes a table of probabilities.
"""

import csv
import glob
import json
import os
import sys

import torch

from gapnet import GapNet
from input_pipeline import CellImages


class NamedCells(CellImages):
    """Images as the network takes them, with their ids."""

    def __getitem__(self, index):
        return self.ids[index], super().__getitem__(index).permute(2, 0, 1).contiguous()


def main() -> None:
    work = json.loads(sys.argv[1])
    torch.set_num_threads(work["threads"])
    torch.manual_seed(1)
    model = GapNet(4, work["classes"]).eval()
    names = sorted(glob.glob(os.path.join(work["folder"], "*_red.png")))
    ids = [os.path.basename(name)[: -len("_red.png")] for name in names]
    loader = torch.utils.data.DataLoader(
        NamedCells(ids, work["folder"], work["size"]),
        batch_size=work["batch"],
        num_workers=work["processes"],
    )
    with open(work["out"], "w", newline="") as file, torch.inference_mode():
        table = csv.writer(file)
        table.writerow(["id", *range(work["classes"])])
        for batch, images in loader:
            scores = torch.softmax(model(images), 1).tolist()
            table.writerows([id, *row] for id, row in zip(batch, scores))


if __name__ == "__main__":
    main()
