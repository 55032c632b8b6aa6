"""Recomputes the figures of report.json from predictions.csv, and asks that they agree to 1e-9.

    python3 recompute_report.py RUN

Needs numpy, scipy and scikit-learn. Prints how many figures agree; ends with exit code 1 at the first that does not.
"""

import csv
import json
import sys
from pathlib import Path

import numpy as np
from scipy import stats
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


def folder_of(model, training):
    parts = [f"{kind}-{training[kind]}" for kind in ["repeat", "fold"] if kind in training]
    return Path(model["name"], *parts)


def read(path, split, names):
    with open(path, newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["split"] == split]
    # Trainings list the samples of a split in one order, whatever that of their rows.
    rows.sort(key=lambda row: row["id"])
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


def numbers(task, truth, scores, claimed):
    """The scores of one training that are recomputed, by name."""
    if task == "multi-label":
        _, _, macro, _ = metrics.precision_recall_fscore_support(truth, claimed, average="macro", zero_division=0)
        _, _, micro, _ = metrics.precision_recall_fscore_support(truth, claimed, average="micro", zero_division=0)
        return {"macroF1": macro, "microF1": micro, "exactMatch": metrics.accuracy_score(truth, claimed)}
    labels, answers = truth.argmax(axis=1), claimed.argmax(axis=1)
    occurring = sorted(set(labels) | set(answers))
    return {
        "macroF1": metrics.f1_score(labels, answers, average="macro", labels=occurring, zero_division=0),
        "accuracy": metrics.accuracy_score(labels, answers),
        "kappa": metrics.cohen_kappa_score(labels, answers),
        "logLoss": metrics.log_loss(labels, scores, labels=list(range(truth.shape[1]))),
    }


def average(parts):
    """Averages the repeats of each fold, and puts the folds after each other."""
    folds = sorted({fold for fold, _, _ in parts})
    truths, means = [], []
    for fold in folds:
        repeats = [(truth, scores) for each, truth, scores in parts if each == fold]
        truths.append(repeats[0][0])
        means.append(np.mean([scores for _, scores in repeats], axis=0))
    return np.concatenate(truths), np.concatenate(means)


def decide(task, scores, thresholds):
    """What probabilities claim: the most probable class, or every class that reaches its threshold."""
    if task == "multi-label":
        return (scores >= np.array(thresholds)).astype(int)
    return np.eye(scores.shape[1], dtype=int)[scores.argmax(axis=1)]


def spread(model, tests):
    """Mean, extremes and standard deviation over the trainings."""
    for name in tests[0]:
        values = [test[name] for test in tests]
        received, where = model["scores"][name], f"{model['name']}.scores.{name}"
        agree(received["mean"], float(np.mean(values)), f"{where}.mean")
        agree(received["minimum"], min(values), f"{where}.minimum")
        agree(received["maximum"], max(values), f"{where}.maximum")
        deviation = float(np.std(values, ddof=1)) if len(values) > 1 else None
        agree(received["deviation"], deviation, f"{where}.deviation")


def corrected_t(differences, share):
    """Nadeau and Bengio's interval and p-value of the mean of differences over folds."""
    count = len(differences)
    error = np.sqrt((1 / count + share) * np.var(differences, ddof=1))
    half = stats.t.ppf(0.975, count - 1) * error
    mean = np.mean(differences)
    return [mean - half, mean + half], 2 * stats.t.sf(abs(mean / error), count - 1)


def names_of(path, by):
    """What each test cell has in common with others: its group, or the field that its id begins with."""
    with open(path, newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["split"] == "test"]
    rows.sort(key=lambda row: row["id"])
    return [row["group"] if by == "group" else restore(row["id"]).rpartition("_")[0] for row in rows]


def recompute_aggregates(report, run, ensembles):
    """What the cells of a field or group answer together."""
    task = report["dataset"]["task"]
    score = "exactMatch" if task == "multi-label" else "accuracy"
    models = {model["name"]: model for model in report["models"]}
    for aggregate in report.get("aggregates", []):
        model = models[aggregate["model"]]
        truth, scores, thresholds = ensembles[model["name"]]
        folds = {training.get("fold", 0): training for training in model["trainings"]}
        paths = [run / folder_of(model, folds[fold]) / "predictions.csv" for fold in sorted(folds)]
        names = np.array([name for path in paths for name in names_of(path, aggregate["by"])])
        where = f"{model['name']}.aggregates.{aggregate['by']}"
        members = [np.flatnonzero(names == name) for name in sorted(set(names))]
        pure = [rows for rows in members if (truth[rows] == truth[rows[0]]).all()]
        agree(aggregate["count"], len(pure), f"{where}.count")
        agree(aggregate["mixed"], len(members) - len(pure), f"{where}.mixed")
        cells = np.concatenate(pure)
        agree(aggregate["cells"]["count"], len(cells), f"{where}.cells.count")
        means = np.array([scores[rows].mean(axis=0) for rows in pure])
        answers, own = decide(task, means, thresholds), decide(task, scores, thresholds)
        for name, right, probabilities, claimed in [
            ("cells", truth[cells], scores[cells], own[cells]),
            ("together", np.array([truth[rows[0]] for rows in pure]), means, answers),
        ]:
            expected = numbers(task, right, probabilities, claimed)
            agree(aggregate[name]["accuracy"], expected[score], f"{where}.{name}.accuracy")
            agree(aggregate[name]["macroF1"], expected["macroF1"], f"{where}.{name}.macroF1")
        agreement = [
            np.mean([metrics.jaccard_score(answer, each, zero_division=1) for each in own[rows]])
            for rows, answer in zip(pure, answers)
        ]
        if task == "single-label":
            agreement = [(own[rows] == answer).all(axis=1).mean() for rows, answer in zip(pure, answers)]
        agree(aggregate["agreement"], float(np.mean(agreement)), f"{where}.agreement")


def recompute_comparisons(report, tests):
    """Differences of means and, of folds, their intervals and p-values."""
    folds = report["dataset"].get("folds")
    cells = report["dataset"]["counts"]["test"]
    tested = report["models"][0]["trainings"][0]["test"]["n"] if report["models"] else 0
    share = tested / (cells - tested) if folds else None
    for comparison in report["comparisons"]:
        metric = comparison["metric"]
        if report["dataset"]["task"] == "multi-label" and metric == "accuracy":
            metric = "exactMatch"
        a, b = ([test[metric] for test in tests[comparison[side]]] for side in "ab")
        where = f"{comparison['a']} - {comparison['b']}, {metric}"
        agree(comparison["difference"], float(np.mean(a) - np.mean(b)), where)
        if folds and comparison["interval"] is not None:
            differences = np.array(a) - np.array(b)
            if np.ptp(differences) == 0:
                continue
            interval, p_value = corrected_t(differences, share)
            agree(comparison["interval"][0], interval[0], f"{where}, interval")
            agree(comparison["interval"][1], interval[1], f"{where}, interval")
            agree(comparison["pValue"], p_value, f"{where}, p")


def main(run):
    report = json.loads((run / "report.json").read_text(encoding="utf-8"))
    names = [label["name"] for label in report["dataset"]["classes"]]
    task = report["dataset"]["task"]
    measure = several if task == "multi-label" else single
    tests, ensembles = {}, {}
    for model in report["models"]:
        if model["status"] != "complete":
            continue
        tests[model["name"]] = []
        thresholds = model.get("thresholds", {}).get("values")
        for split in ["validation", "test"]:
            parts = []
            for training in model["trainings"]:
                path = run / folder_of(model, training) / "predictions.csv"
                truth, scores, claimed = read(path, split, names)
                where = f"{path.parent.relative_to(run)}.{split}"
                agree(training[split]["n"], len(truth), f"{where}.n")
                decided = decide(task, scores, training.get("thresholds"))
                agree(int((decided != claimed).sum()), 0, f"{where}.predicted")
                expected = numbers(task, truth, scores, claimed)
                for name, value in expected.items():
                    agree(training[split][name], value, f"{where}.{name}")
                if split == "test":
                    tests[model["name"]].append(expected)
                parts.append((training.get("fold", 0), truth, scores))
            truth, scores = average(parts)
            where = f"{model['name']}.{split}"
            agree(model[split]["n"], len(truth), f"{where}.n")
            measure(model[split], truth, scores, decide(task, scores, thresholds), where)
        spread(model, tests[model["name"]])
        ensembles[model["name"]] = (truth, scores, thresholds)
    recompute_comparisons(report, tests)
    recompute_aggregates(report, run, ensembles)
    if "ensemble" in report:
        members = [ensembles[name] for name in report["ensemble"]["models"]]
        scores = np.mean([scores for _, scores, _ in members], axis=0)
        thresholds = np.mean([each for _, _, each in members], axis=0) if members[0][2] else None
        truth = members[0][0]
        measure(report["ensemble"]["test"], truth, scores, decide(task, scores, thresholds), "ensemble")
    print(f"{compared} figures agree to {TOLERANCE}")


main(Path(sys.argv[1]))
