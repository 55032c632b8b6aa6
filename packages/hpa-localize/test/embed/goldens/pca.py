"""Principal components of matrices made by a formula, by numpy: python3 pca.py > pca.json"""

import json

import numpy as np


def components(cells, dimensions):
    i = np.arange(cells)[:, None]
    j = np.arange(dimensions)[None, :]
    features = (np.sin(1 + 3 * i + 5 * j + i * j) * (j + 1)).astype(np.float32)
    centered = features.astype(np.float64) - features.astype(np.float64).mean(axis=0)
    u, s, _ = np.linalg.svd(centered, full_matrices=False)
    scores = (u * s)[:, :3]
    largest = scores[np.abs(scores).argmax(axis=0), range(3)]
    return {
        "cells": cells,
        "dimensions": dimensions,
        "scores": (scores * np.sign(largest)).round(9).tolist(),
        "variances": (s[:3] ** 2 / (cells - 1)).round(9).tolist(),
        "shares": (s[:3] ** 2 / (s**2).sum()).round(9).tolist(),
    }


print(json.dumps([components(40, 30), components(12, 5), components(6, 40)]))
