"""Writes paired-t.json: the paired t-test, and t with degrees of freedom that are no integers, by scipy.

    pip install scipy==1.17.1
    python paired-t.py && npx biome format --write paired-t.json

The answers come from a multiplicative congruential sequence, so that they are the same everywhere.
"""

import json
from pathlib import Path

import numpy as np
from scipy import stats

state = 1


def draw(bound: int) -> int:
    global state
    state = state * 48271 % 2147483647
    return state % bound


def paired(samples: int, right_a: int, right_b: int) -> dict:
    a = [int(draw(100) < right_a) for _ in range(samples)]
    b = [int(draw(100) < right_b) for _ in range(samples)]
    test = stats.ttest_rel(a, b)
    interval = test.confidence_interval(0.9)
    return {"a": a, "b": b, "pValue": float(test.pvalue), "interval": [float(interval.low), float(interval.high)]}


def student(degrees: float, t: float) -> dict:
    return {
        "degreesOfFreedom": degrees,
        "t": t,
        "pValue": float(2 * stats.t.sf(t, degrees)),
        "quantile": float(stats.t.ppf(0.975, degrees)),
    }


goldens = {
    "paired": [paired(12, 80, 40), paired(40, 90, 70), paired(90, 75, 74)],
    "student": [student(degrees, t) for degrees in (1, 1.5, 2.7, 9, 35.25, 400) for t in (0.1, 1, 2.2, 6)],
}
Path(__file__).with_suffix(".json").write_text(json.dumps(goldens), encoding="utf-8")
