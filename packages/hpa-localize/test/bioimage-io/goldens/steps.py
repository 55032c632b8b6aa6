"""Computes by NumPy what steps of bioimage.io make of an image [2, 3, 2] (channel, y, x): python3 steps.py > steps.json"""

import json

import numpy as np

image = np.array([3, 250, 17, 99, 4, 4, 0, 61, 255, 128, 7, 30], dtype=np.float64).reshape(2, 3, 2)


def standardized(axes, eps):
    return (image - image.mean(axes, keepdims=True)) / (image.std(axes, keepdims=True) + eps)


def ranged(axes, low, high, eps):
    lower = np.quantile(image, low / 100, axis=axes, keepdims=True)
    upper = np.quantile(image, high / 100, axis=axes, keepdims=True)
    return (image - lower) / (upper - lower + eps)


def softmax(values, axis):
    exponentials = np.exp(values - values.max(axis, keepdims=True))
    return exponentials / exponentials.sum(axis, keepdims=True)


along = np.array([0.5, 2.0]).reshape(2, 1, 1)
cases = [
    ({"id": "scale_linear", "kwargs": {"gain": 0.25, "offset": -1.5}}, image * 0.25 - 1.5),
    ({"id": "scale_linear", "kwargs": {"gain": [0.5, 2.0], "offset": 1.0, "axis": "channel"}}, image * along + 1),
    ({"id": "fixed_zero_mean_unit_variance", "kwargs": {"mean": 60.0, "std": 8.0}}, (image - 60) / 8),
    (
        {"id": "fixed_zero_mean_unit_variance", "kwargs": {"mean": [1.0, 2.0, 3.0], "std": [4.0, 5.0, 6.0], "axis": "y"}},
        (image - np.array([1, 2, 3]).reshape(1, 3, 1)) / np.array([4, 5, 6]).reshape(1, 3, 1),
    ),
    ({"id": "zero_mean_unit_variance", "kwargs": {"axes": ["y", "x"]}}, standardized((1, 2), 1e-6)),
    ({"id": "zero_mean_unit_variance", "kwargs": {"axes": ["channel", "x"], "eps": 0.01}}, standardized((0, 2), 0.01)),
    ({"id": "scale_range", "kwargs": {"axes": ["y", "x"]}}, ranged((1, 2), 0, 100, 1e-6)),
    (
        {"id": "scale_range", "kwargs": {"axes": ["channel", "y", "x"], "min_percentile": 5, "max_percentile": 99.8}},
        ranged((0, 1, 2), 5, 99.8, 1e-6),
    ),
    ({"id": "clip", "kwargs": {"min": 10, "max": 100.5}}, image.clip(10, 100.5)),
    ({"id": "sigmoid"}, 1 / (1 + np.exp(-image))),
    ({"id": "softmax", "kwargs": {"axis": "x"}}, softmax(image, 2)),
]
print(
    json.dumps(
        {
            "axes": ["channel", "y", "x"],
            "shape": image.shape,
            "image": image.ravel().tolist(),
            "cases": [{"step": step, "expected": expected.ravel().tolist()} for step, expected in cases],
        },
        indent=1,
    )
)
