"""Recomputes the figures of report.json from predictions.csv, and asks that they agree to 1e-9.

    python3 recompute_report.py RUN

Needs numpy and scikit-learn. Prints how many figures agree; ends with exit code 1 at the first that does not.
"""

import csv
import json
import sys
from pathlib import Path

import numpy as np
from sklearn import metrics

TOLERANCE = 1e-9
FORMULA = "=+-@\t\r＝＋－＠'"
compared = 0


def agree(received, expected, name):
    global compared
    compared += 1
    if received is None or expected is None:
        same = received is None and expected is None
    else:
        same = abs(received - expected) <= TOLERANCE * max(1.0, abs(expected))
    if not same:
        sys.exit(f"{name}: the report says {received}, scikit-learn {expected}")


def restore(cell):
    """Takes away the apostrophe that marks a text which a spreadsheet would run."""
    return cell[1:] if cell.startswith("'") and cell[1:2] and cell[1] in FORMULA else cell


def read(path, split, names):
    with open(path, newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["split"] == split]
    lists = [[name for name in restore(row["label"]).split("|") if name] for row in rows]
    truth = np.array([[int(name in labels) for name in names] for labels in lists])
    scores = np.array([[float(row[f"p_{name}"]) for name in names] for row in rows])
    predicted = [[name for name in restore(row["predicted"]).split("|") if name] for row in rows]
    claimed = np.array([[int(name in labels) for name in names] for labels in predicted])
    return truth, scores, claimed


def mean(values):
    """The mean of what is defined."""
    defined = [value for value in values if value is not None]
    return float(np.mean(defined)) if defined else None


def each(truth, compute, needs_both=True):
    """A number for each class; None where it has no positive sample, or no negative one if both are needed."""
    counts = truth.sum(axis=0)
    defined = (counts > 0) & ((counts < len(truth)) | (not needs_both))
    return [float(compute(c)) if defined[c] else None for c in range(truth.shape[1])]


def several(evaluation, truth, scores, claimed, where):
    def check(field, expected):
        received = evaluation
        for part in field.split("."):
            received = received[part]
        agree(received, expected, f"{where}.{field}")

    for average in ["micro", "macro", "weighted", "samples"]:
        precision, recall, f1, _ = metrics.precision_recall_fscore_support(
            truth, claimed, average=average, zero_division=0
        )
        for name, value in [("precision", precision), ("recall", recall), ("f1", f1)]:
            check(f"averages.{average}.{name}", value)
        check(f"{average}F1", f1)
    check("exactMatch", metrics.accuracy_score(truth, claimed))
    check("hammingLoss", metrics.hamming_loss(truth, claimed))
    for average in ["macro", "micro", "samples"]:
        check(f"jaccard.{average}", metrics.jaccard_score(truth, claimed, average=average, zero_division=0))

    area = each(truth, lambda c: metrics.roc_auc_score(truth[:, c], scores[:, c]))
    precision = each(truth, lambda c: metrics.average_precision_score(truth[:, c], scores[:, c]), False)
    for name, values, micro in [
        ("rocAuc", area, metrics.roc_auc_score(truth, scores, average="micro")),
        ("averagePrecision", precision, metrics.average_precision_score(truth, scores, average="micro")),
    ]:
        check(f"{name}.macro", mean(values))
        check(f"{name}.micro", micro)
        for c, value in enumerate(values):
            agree(evaluation[name]["perClass"][c], value, f"{where}.{name}.perClass[{c}]")

    columns = metrics.precision_recall_fscore_support(truth, claimed, average=None, zero_division=0)
    for c, entry in enumerate(evaluation["perClass"]):
        at = f"{where}.perClass[{c}]"
        for name, values in zip(["precision", "recall", "f1", "support"], columns):
            agree(entry[name], values[c], f"{at}.{name}")
        agree(entry["predicted"], claimed[:, c].sum(), f"{at}.predicted")
        agree(entry["mcc"], metrics.matthews_corrcoef(truth[:, c], claimed[:, c]), f"{at}.mcc")
        agree(entry["brier"], metrics.brier_score_loss(truth[:, c], scores[:, c], pos_label=1), f"{at}.brier")
        agree(entry["logLoss"], metrics.log_loss(truth[:, c], scores[:, c], labels=[0, 1]), f"{at}.logLoss")
    check("brier", mean([entry["brier"] for entry in evaluation["perClass"]]))
    check("logLoss", mean([entry["logLoss"] for entry in evaluation["perClass"]]))

    counts = metrics.multilabel_confusion_matrix(truth, claimed)
    missed = (truth == 1) & (claimed == 0)
    wrong = (truth == 0) & (claimed == 1)
    for name, matrix in [
        ("coOccurrence", truth.T @ truth),
        ("mistakenFor", missed.astype(int).T @ wrong.astype(int)),
        ("missedBeside", missed.astype(int).T @ truth),
        ("confusion", counts),
    ]:
        agree(int(np.array(evaluation[name]).tolist() != matrix.tolist()), 0, f"{where}.{name}")


def single(evaluation, truth, scores, claimed, where):
    labels, answers = truth.argmax(axis=1), claimed.argmax(axis=1)
    occurring = sorted(set(labels) | set(answers))
    expected = {
        "accuracy": metrics.accuracy_score(labels, answers),
        "macroF1": metrics.f1_score(labels, answers, average="macro", labels=occurring, zero_division=0),
        "balancedAccuracy": metrics.balanced_accuracy_score(labels, answers),
        "mcc": metrics.matthews_corrcoef(labels, answers),
        "kappa": metrics.cohen_kappa_score(labels, answers),
        "logLoss": metrics.log_loss(labels, scores, labels=list(range(truth.shape[1]))),
        "brier": float(((scores - truth) ** 2).sum(axis=1).mean()),
    }
    for name, value in expected.items():
        agree(evaluation[name], value, f"{where}.{name}")


def main(run):
    report = json.loads((run / "report.json").read_text(encoding="utf-8"))
    names = [label["name"] for label in report["dataset"]["classes"]]
    is_several = report["dataset"]["task"] == "multi-label"
    for model in report["models"]:
        if model["status"] != "complete":
            continue
        for split in ["validation", "test"]:
            truth, scores, claimed = read(run / model["name"] / "predictions.csv", split, names)
            where = f"{model['name']}.{split}"
            agree(model[split]["n"], len(truth), f"{where}.n")
            if is_several:
                decided = (scores >= np.array(model["thresholds"]["values"])).astype(int)
                agree(int((decided != claimed).sum()), 0, f"{where}.predicted")
                several(model[split], truth, scores, claimed, where)
            else:
                single(model[split], truth, scores, claimed, where)
    print(f"{compared} figures agree to {TOLERANCE}")


main(Path(sys.argv[1]))
