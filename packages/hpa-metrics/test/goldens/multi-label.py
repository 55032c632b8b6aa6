"""Metrics of several labels a sample by scikit-learn: prints multi-label.json.

    python3 multi-label.py > multi-label.json

Two cases: 40 samples of 6 classes with coarse scores, thresholds of their own and one class that never occurs; and one sample.
Undefined values are null. For kappa, scikit-learn gives NaN where labels and predictions are of one kind; that is written as 0,
as this package documents it.
"""
import json
import math
import warnings

import numpy as np
import sklearn
from sklearn import metrics as M

warnings.filterwarnings('ignore')


def number(value):
    value = float(value)
    return None if math.isnan(value) else value


def averages(function, truth, predicted):
    return {way: number(function(truth, predicted, average=way, zero_division=0)) for way in ('macro', 'micro', 'samples', 'weighted')}


def case(truth, scores, thresholds):
    predicted = (scores >= np.array(thresholds)).astype(int)
    classes = range(truth.shape[1])
    kappa = [M.cohen_kappa_score(truth[:, c], predicted[:, c], labels=[0, 1]) for c in classes]
    clipped = np.clip(scores, 1e-15, 1 - 1e-15)
    return {
        'labels': [np.flatnonzero(row).tolist() for row in truth],
        'scores': scores.tolist(),
        'thresholds': thresholds,
        'expected': {
            'accuracy': number(M.accuracy_score(truth, predicted)),
            'hammingLoss': number(M.hamming_loss(truth, predicted)),
            'precision': averages(M.precision_score, truth, predicted),
            'recall': averages(M.recall_score, truth, predicted),
            'f1': averages(M.f1_score, truth, predicted),
            'jaccard': averages(M.jaccard_score, truth, predicted),
            'confusion': M.multilabel_confusion_matrix(truth, predicted).tolist(),
            'perClass': {
                'mcc': [number(M.matthews_corrcoef(truth[:, c], predicted[:, c])) for c in classes],
                'kappa': [0.0 if math.isnan(value) else number(value) for value in kappa],
                'logLoss': [number(M.log_loss(truth[:, c], clipped[:, c], labels=[0, 1])) for c in classes],
                'brier': [number(np.mean((scores[:, c] - truth[:, c]) ** 2)) for c in classes],
                'rocAuc': [number(M.roc_auc_score(truth[:, c], scores[:, c])) if 0 < truth[:, c].sum() < len(truth) else None for c in classes],
                'averagePrecision': [number(M.average_precision_score(truth[:, c], scores[:, c])) if truth[:, c].any() else None for c in classes],
            },
        },
    }


generator = np.random.default_rng(7)
truth = (generator.random((40, 6)) < [0.5, 0.3, 0.2, 0.1, 0.05, 0]).astype(int)
scores = np.clip(np.round(0.4 * truth + 0.6 * generator.random((40, 6)), 1), 0, 1)
cases = [
    case(truth, scores, [0.5, 0.4, 0.3, 0.7, 1.0, 0.6]),
    case(np.array([[1, 0]]), np.array([[0.25, 0.5]]), [0.25, 0.75]),
]
print(json.dumps({'scikit-learn': sklearn.__version__, 'cases': cases}))
