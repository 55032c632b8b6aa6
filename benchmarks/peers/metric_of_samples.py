"""Does the work of benchmarks/metric-of-samples.ts in scikit-learn and prints its times as one line of JSON.

Takes one argument, JSON: metric, samples, classes, repeats, warmUpSeconds. Runs on one core.
"""

import json
import os
import sys
from time import perf_counter

os.environ["OMP_NUM_THREADS"] = "1"
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np  # noqa: E402
import sklearn  # noqa: E402
from sklearn import metrics  # noqa: E402


def main() -> None:
    work = json.loads(sys.argv[1])
    truth, scores = draw_samples(work["samples"], work["classes"])
    step = {
        "confusionMatrix": lambda: metrics.multilabel_confusion_matrix(truth, scores >= 0.5),
        "macroF1": lambda: metrics.f1_score(truth, scores >= 0.5, average="macro", zero_division=0),
        "rocAuc": lambda: per_class_and_micro(metrics.roc_auc_score, truth, scores),
        "averagePrecision": lambda: per_class_and_micro(metrics.average_precision_score, truth, scores),
    }[work["metric"]]

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
                "device": "scikit-learn on one core",
                "threads": 1,
                "version": sklearn.__version__,
                "parameters": {"total": 0, "trainable": 0},
                "seconds": seconds,
            }
        )
    )


def per_class_and_micro(metric, truth: np.ndarray, scores: np.ndarray) -> tuple[np.ndarray, float]:
    return metric(truth, scores, average=None), metric(truth, scores, average="micro")


def draw_samples(samples: int, classes: int) -> tuple[np.ndarray, np.ndarray]:
    place = np.arange(samples * classes, dtype=np.uint32).reshape(samples, classes)
    truth = random(2 * place) < 0.4 * 0.8 ** np.arange(classes)
    truth[0] = True
    truth[1] = False
    return truth, 0.35 * truth + 0.65 * random(2 * place + 1)


def random(seed: np.ndarray) -> np.ndarray:
    bits = seed.astype(np.uint32) * np.uint32(0x9E3779B1)
    bits = (bits ^ (bits >> np.uint32(15))) * np.uint32(0x85EBCA77)
    bits = (bits ^ (bits >> np.uint32(13))) * np.uint32(0xC2B2AE3D)
    return (bits ^ (bits >> np.uint32(16))) / 2**32


main()
