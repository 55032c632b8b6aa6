"""What Optuna's TPE finds in spaces of the tests of @hpa/train, by 20 seeds each.

    pip install optuna==5.0.0
    python optuna-search.py > optuna-search.json && npx biome format --write optuna-search.json

The sampler is that of Optuna with its defaults. For each space: the number of trials, and the best value after them by seed; all are
minimized. `training` is the table that training-sweep.ts writes.
"""

import json
import math
import pathlib

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
SEEDS = range(200, 220)
TABLE = json.loads((pathlib.Path(__file__).parent / "training-sweep.json").read_text())


def branin(trial):
    """Dixon and Szegoe 1978; the minimum is 0.397887."""
    x = trial.suggest_float("x", -5, 10)
    y = trial.suggest_float("y", 0, 15)
    valley = y - 5.1 / (4 * math.pi**2) * x**2 + 5 / math.pi * x - 6
    return valley**2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10


ALPHA = [1.0, 1.2, 3.0, 3.2]
A = [
    [10, 3, 17, 3.5, 1.7, 8],
    [0.05, 10, 17, 0.1, 8, 14],
    [3, 3.5, 1.7, 10, 17, 8],
    [17, 8, 0.05, 10, 0.1, 14],
]
P = [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
]


def hartmann6(trial):
    """Hartmann 1973; the minimum is -3.32237."""
    x = [trial.suggest_float(f"x{index}", 0, 1) for index in range(6)]
    exponents = [sum(a * (b - p) ** 2 for a, b, p in zip(rows, x, points)) for rows, points in zip(A, P)]
    return -sum(alpha * math.exp(-exponent) for alpha, exponent in zip(ALPHA, exponents))


def rosenbrock(trial):
    """Rosenbrock 1960, of three variables; the minimum is 0."""
    x = [trial.suggest_float(f"x{index}", -2, 2) for index in range(3)]
    return sum(100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2 for i in range(2))


def conditional(trial):
    """Shaped like a training: the best rate depends on the optimizer and on the momentum that only one of them has; the minimum is 0."""
    rate = math.log10(trial.suggest_float("rate", 1e-5, 1, log=True))
    layers = trial.suggest_int("layers", 1, 8)
    loss = (layers - 5) ** 2 / 20
    if trial.suggest_categorical("optimizer", ["adam", "sgd"]) == "adam":
        return loss + 0.2 + (rate + 3) ** 2
    momentum = trial.suggest_float("momentum", 0, 0.99)
    return loss + (rate + 1 + 1.5 * momentum) ** 2 + 4 * (momentum - 0.8) ** 2


def training(trial):
    rate = trial.suggest_int("rate", 0, 9)
    optimizer = trial.suggest_categorical("optimizer", ["adam", "sgd"])
    momentum = [] if optimizer == "adam" else [trial.suggest_categorical("momentum", [0, 0.6, 0.9])]
    width = trial.suggest_categorical("width", [4, 12, 36])
    batch_size = trial.suggest_categorical("batchSize", [8, 24, 80])
    l2 = trial.suggest_categorical("l2", [0, 0.003])
    return TABLE[" ".join(str(value) for value in [rate, optimizer, *momentum, width, batch_size, l2])]


SPACES = {branin: 60, hartmann6: 100, rosenbrock: 80, conditional: 60, training: 50}


def best_of(objective, trials, seed):
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
    study.optimize(objective, n_trials=trials)
    return study.best_value


print(
    json.dumps(
        {
            "optuna": optuna.__version__,
            "firstSeed": SEEDS[0],
            "spaces": {
                objective.__name__: {
                    "trials": trials,
                    "best": [round(best_of(objective, trials, seed), 6) for seed in SEEDS],
                }
                for objective, trials in SPACES.items()
            },
        },
        indent=1,
    )
)
