"""Divides rows with several labels 70/15/15 by the PyPI package iterative-stratification; see iterative-stratification.ts.

Takes the workload as JSON and prints, by method, the rows of each split and the seconds that the division took as JSON.
"""

import csv
import json
import sys
import time

import numpy
from iterstrat.ml_stratifiers import MultilabelStratifiedKFold, MultilabelStratifiedShuffleSplit

FOLDS = 20
ENDS = (14, 17, 20)


def read_labels(path, classes):
    with open(path, newline="") as file:
        targets = [row["Target"].split() for row in csv.DictReader(file)]
    labels = numpy.zeros((len(targets), classes), dtype=int)
    for row, target in enumerate(targets):
        labels[row, [int(label) for label in target]] = 1
    return labels


def by_shuffle(labels, seed):
    """Divides 70/30, then the rest in halves."""
    split = lambda test_size: MultilabelStratifiedShuffleSplit(n_splits=1, test_size=test_size, random_state=seed)
    train, rest = next(split(0.3).split(labels, labels))
    first, second = next(split(0.5).split(labels[rest], labels[rest]))
    return [train, rest[first], rest[second]]


def by_folds(labels, seed):
    """Joins 14, 3 and 3 of 20 folds."""
    folding = MultilabelStratifiedKFold(n_splits=FOLDS, shuffle=True, random_state=seed)
    folds = [fold for _, fold in folding.split(labels, labels)]
    return [numpy.concatenate(folds[start:end]) for start, end in zip((0, *ENDS), ENDS)]


def main():
    workload = json.loads(sys.argv[1])
    labels = read_labels(workload["labels"], workload["classes"])
    methods = {"MultilabelStratifiedShuffleSplit, twice": by_shuffle, "MultilabelStratifiedKFold, 20 folds": by_folds}
    found = {}
    for name, divide in methods.items():
        found[name] = []
        for seed in workload["seeds"]:
            started = time.process_time()
            splits = divide(labels, seed)
            seconds = time.process_time() - started
            found[name].append({"seconds": seconds, "splits": [split.tolist() for split in splits]})
    print(json.dumps(found))


if __name__ == "__main__":
    main()
