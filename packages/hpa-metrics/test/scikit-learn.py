"""Measures cases, a JSON list on stdin, by scikit-learn; writes a JSON list of the values to stdout, null where undefined.

    pip install scikit-learn

scikit-learn.test.ts draws the cases and compares. What scikit-learn has no function for, calibration error, Brier score summed
over classes and top-k with ties, is written in numpy. Log loss is clipped here, because scikit-learn clips nearer to 0.
"""

import json
import sys
import warnings

import numpy as np
from scipy.optimize import minimize_scalar
from sklearn import metrics as sk

warnings.filterwarnings("ignore")


def plain(value):
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(entry) for entry in value]
    return None if value is None or np.isnan(value) else float(value)


def core(truth, predicted, average, **options):
    precision, recall, f1, _ = sk.precision_recall_fscore_support(
        truth, predicted, average=average, zero_division=0, **options
    )
    return {"precision": precision, "recall": recall, "f1": f1}


def mean_defined(values):
    defined = [value for value in values if value is not None]
    return float(np.mean(defined)) if defined else None


def roc_auc(truth, scores):
    return sk.roc_auc_score(truth, scores) if 0 < truth.sum() < len(truth) else None


def average_precision(truth, scores):
    return sk.average_precision_score(truth, scores) if truth.sum() > 0 else None


def curves(truth, scores, micro):
    result = {}
    for name, metric in (("rocAuc", roc_auc), ("averagePrecision", average_precision)):
        values = [metric(truth[:, index], scores[:, index]) for index in range(truth.shape[1])]
        result[name] = {"macro": mean_defined(values), "perClass": values}
        if micro:
            result[name]["micro"] = metric(truth.ravel(), scores.ravel())
    return result


def kappa(truth, predicted):
    value = sk.cohen_kappa_score(truth, predicted)
    return 0 if np.isnan(value) else value


def calibration_error(hits, confidences):
    bins = np.digitize(confidences, np.arange(1, 15) / 15, right=True)
    gaps = [abs((hits - confidences)[bins == index].sum()) for index in range(15)]
    return sum(gaps) / len(hits)


def clipped(scores):
    return np.clip(scores, 1e-15, 1 - 1e-15)


def top_k(truth, scores, k):
    first = np.argsort(-scores, axis=1, kind="stable")[:, :k]
    return float(np.mean(np.take_along_axis(truth, first, axis=1).any(axis=1)))


def best_f1(truth, scores):
    """The largest F1 of any threshold above 0."""
    if truth.sum() == 0:
        return None
    precision, recall, thresholds = sk.precision_recall_curve(truth, scores)
    precision, recall = precision[:-1][thresholds > 0], recall[:-1][thresholds > 0]
    total = precision + recall
    return float(np.max(2 * precision * recall / np.where(total == 0, 1, total), initial=0))


def least_loss(truth, scores):
    """The least log loss of any temperature in [0.1, 10], where no score is near 0 or 1."""
    if not 0 < truth.sum() < len(truth) or scores.min() < 0.01 or scores.max() > 0.99:
        return None
    logits = np.where(truth == 1, 1, -1) * np.log(scores / (1 - scores))
    loss = lambda inverse: np.logaddexp(0, -inverse * logits).mean()
    found = minimize_scalar(loss, bounds=(0.1, 10), method="bounded", options={"xatol": 1e-12})
    return float(min(found.fun, loss(0.1), loss(10), loss(1)))


def multi_label(case):
    truth = np.array(case["indicators"], dtype=int)
    scores = np.array(case["scores"], dtype=float)
    predicted = (scores >= np.array(case["thresholds"])).astype(int)
    classes = range(truth.shape[1])
    columns = [(truth[:, index], predicted[:, index], scores[:, index]) for index in classes]
    precision, recall, f1, support = sk.precision_recall_fscore_support(truth, predicted, zero_division=0)
    per_class = {
        "precision": precision,
        "recall": recall,
        "f1": f1,
        "support": support,
        "predicted": predicted.sum(axis=0),
        "mcc": [sk.matthews_corrcoef(t, p) for t, p, _ in columns],
        "kappa": [kappa(t, p) for t, p, _ in columns],
        "logLoss": [sk.log_loss(t, clipped(s), labels=[0, 1]) for t, _, s in columns],
        "brier": [sk.brier_score_loss(t, s, pos_label=1) for t, _, s in columns],
        "ece": [calibration_error(t, s) for t, _, s in columns],
    }
    return {
        **{average: core(truth, predicted, average) for average in ("micro", "macro", "weighted", "samples")},
        "accuracy": sk.accuracy_score(truth, predicted),
        "hammingLoss": sk.hamming_loss(truth, predicted),
        "jaccard": {
            average: sk.jaccard_score(truth, predicted, average=average, zero_division=0)
            for average in ("macro", "micro", "samples")
        },
        "confusion": sk.multilabel_confusion_matrix(truth, predicted),
        "perClass": per_class,
        "mean": {name: np.mean(per_class[name]) for name in ("mcc", "kappa", "logLoss", "brier", "ece")},
        "topK": [top_k(truth, scores, index + 1) for index in classes],
        "bestF1": [best_f1(t, s) for t, _, s in columns],
        "leastLoss": [least_loss(t, s) for t, _, s in columns],
        **curves(truth, scores, micro=True),
    }


def single_label(case):
    labels = np.array(case["labels"])
    scores = np.array(case["scores"], dtype=float)
    predicted = scores.argmax(axis=1)
    classes = list(range(scores.shape[1]))
    truth = (labels[:, None] == np.array(classes)).astype(int)
    precision, recall, f1, support = sk.precision_recall_fscore_support(
        labels, predicted, labels=classes, zero_division=0
    )
    return {
        **{average: core(labels, predicted, average) for average in ("micro", "macro", "weighted")},
        "accuracy": sk.accuracy_score(labels, predicted),
        "balancedAccuracy": sk.balanced_accuracy_score(labels, predicted),
        "hammingLoss": sk.hamming_loss(labels, predicted),
        "jaccard": {
            average: sk.jaccard_score(labels, predicted, average=average, zero_division=0)
            for average in ("macro", "micro")
        },
        "confusion": sk.confusion_matrix(labels, predicted, labels=classes),
        "perClass": {"precision": precision, "recall": recall, "f1": f1, "support": support},
        "mean": {
            "mcc": sk.matthews_corrcoef(labels, predicted),
            "kappa": kappa(labels, predicted),
            "logLoss": sk.log_loss(labels, clipped(scores), labels=classes),
            "brier": ((scores - truth) ** 2).sum(axis=1).mean(),
            "ece": calibration_error((labels == predicted).astype(int), scores.max(axis=1)),
        },
        "topK": [top_k(truth, scores, k + 1) for k in classes],
        **curves(truth, scores, micro=False),
    }


cases = json.load(sys.stdin)
values = [multi_label(case) if case["task"] == "multi-label" else single_label(case) for case in cases]
json.dump([plain(value) for value in values], sys.stdout)
