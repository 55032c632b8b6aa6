"""Writes cohen-kappa.json: Cohen's kappa by scikit-learn for confusion matrices of several sizes.

    pip install scikit-learn==1.9.1
    python cohen-kappa.py && npx biome format --write cohen-kappa.json

The counts come from a multiplicative congruential sequence, so that they are the same everywhere.
"""

import json
from pathlib import Path

import numpy as np
from sklearn.metrics import cohen_kappa_score

state = 1


def draw(bound: int) -> int:
    global state
    state = state * 48271 % 2147483647
    return state % bound


def kappa(confusion: list[list[int]]) -> float:
    counts = np.array(confusion)
    labels, predictions = np.indices(counts.shape)
    return float(
        cohen_kappa_score(np.repeat(labels.ravel(), counts.ravel()), np.repeat(predictions.ravel(), counts.ravel()))
    )


def matrix(classes: int, diagonal: int) -> list[list[int]]:
    return [[draw(20) + (diagonal if row == column else 0) for column in range(classes)] for row in range(classes)]


confusions = [
    [[20, 5], [10, 15]],
    [[0, 5], [7, 0]],
    [[5, 0], [7, 0]],
    [[40, 0, 0], [0, 3, 0], [0, 0, 1]],
    [[6, 0, 2], [0, 0, 0], [1, 0, 9]],
    matrix(2, 0),
    matrix(3, 60),
    matrix(5, 15),
    matrix(8, 200),
    matrix(28, 100),
]
cases = [{"confusion": confusion, "kappa": kappa(confusion)} for confusion in confusions]
lines = ",\n".join(json.dumps(case) for case in cases)
Path(__file__).with_suffix(".json").write_text(f"[\n{lines}\n]\n")
