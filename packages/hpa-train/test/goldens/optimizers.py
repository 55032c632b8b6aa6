"""Optimizers, schedules and clipped descents in PyTorch, for the tests of @hpa/train.

    pip install torch
    python optimizers.py > optimizers.json

Everything is in double precision; the numbers that the tests start from are float32. All of it is torch.optim, its lr_scheduler and
torch.nn.utils; nothing is written out here.
"""

import json

import torch
import torch.nn.functional as F
from torch.optim import lr_scheduler as rates

torch.set_default_dtype(torch.float64)

STEPS = 10
SHAPES = {"kernel": [2, 3], "bias": [3]}


def drawn(shape, seed):
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed)).float().double()


# Of very unlike sizes, one of them zero in the first steps, as behind a rectifier.
GRADIENTS = [
    {name: drawn(shape, 100 * t + len(shape)) * 10.0 ** (t % 4 - 2) for name, shape in SHAPES.items()} for t in range(STEPS)
]
for t in range(3):
    GRADIENTS[t]["kernel"][0, 0] = 0.0
GRADIENTS = [{name: g.float().double() for name, g in step.items()} for step in GRADIENTS]


def variables():
    return {name: drawn(shape, len(shape)).requires_grad_() for name, shape in SHAPES.items()}


def descent(ours, options, make, coupled=0.0, groups=None, schedule=None):
    """Ten steps along given gradients. `options` are those of @hpa/train, `make` builds the optimizer of PyTorch."""
    weights = variables()
    optimizer = make(groups(weights) if groups else list(weights.values()))
    scheduler = schedule and schedule(optimizer)
    starts = {name: weight.tolist() for name, weight in weights.items()}
    ends, used = [], []
    for gradients in GRADIENTS:
        for name, weight in weights.items():
            weight.grad = gradients[name].clone()
        used.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if scheduler:
            scheduler.step()
        ends.append({name: weight.tolist() for name, weight in weights.items()})
    return {
        "optimizer": ours,
        "options": options,
        # PyTorch adds it times the weight to the gradient; in @hpa/train that is the penalty l2 of half the size.
        "coupledDecay": coupled,
        "learningRates": used,
        "starts": starts,
        "ends": ends,
    }


def sgd(coupled=0.0, schedule=None, learningRate=0.05, momentum=0.0, nesterov=False, **ours):
    make = lambda parameters: torch.optim.SGD(
        parameters, lr=learningRate, momentum=momentum, nesterov=nesterov, weight_decay=coupled
    )
    options = {"learningRate": learningRate, "momentum": momentum, "nesterov": nesterov, **ours}
    return descent("sgd", options, make, coupled, schedule=schedule)


def rmsprop(coupled=0.0, rho=0.9, momentum=0.0, epsilon=1e-7):
    make = lambda parameters: torch.optim.RMSprop(
        parameters, lr=0.01, alpha=rho, momentum=momentum, eps=epsilon, weight_decay=coupled
    )
    options = {"learningRate": 0.01, "rho": rho, "momentum": momentum, "epsilon": epsilon}
    return descent("rmsprop", options, make, coupled)


def adam(coupled=0.0, beta1=0.9, beta2=0.999, epsilon=1e-7, schedule=None):
    make = lambda parameters: torch.optim.Adam(
        parameters, lr=0.02, betas=(beta1, beta2), eps=epsilon, weight_decay=coupled
    )
    options = {"learningRate": 0.02, "beta1": beta1, "beta2": beta2, "epsilon": epsilon}
    return descent("adam", options, make, coupled, schedule=schedule)


def adamw(weightDecay, beta1=0.9, beta2=0.999, epsilon=1e-7, schedule=None):
    make = lambda parameters: torch.optim.AdamW(
        parameters, lr=0.02, betas=(beta1, beta2), eps=epsilon, weight_decay=weightDecay
    )
    options = {"learningRate": 0.02, "beta1": beta1, "beta2": beta2, "epsilon": epsilon, "weightDecay": weightDecay}
    return descent("adamw", options, make, schedule=schedule)


def grouped_adamw():
    """Biases without decay and at a tenth of the rate, as groups of parameters have it."""
    make = lambda groups: torch.optim.AdamW(groups, lr=0.02, eps=1e-7, weight_decay=0.5)
    groups = lambda weights: [
        {"params": [weights["kernel"]]},
        {"params": [weights["bias"]], "lr": 0.002, "weight_decay": 0.0},
    ]
    case = descent("adamw", {"learningRate": 0.02, "weightDecay": 0.5}, make, groups=groups)
    return {**case, "scales": {"bias": 0.1}, "decays": {"bias": 0.0}}


def halved_every_three(optimizer):
    return rates.StepLR(optimizer, step_size=3, gamma=0.5)


def schedule_case(name, options, make, learningRate, length=25):
    """The rates of so many steps, before each."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=learningRate)
    scheduler = make(optimizer)
    values = [optimizer.param_groups[0]["lr"]]
    while len(values) < length:
        optimizer.step()
        scheduler.step()
        values.append(optimizer.param_groups[0]["lr"])
    return {"schedule": name, "options": options, "rates": values}


def step_case(every, factor):
    options = {"learningRate": 0.1, "every": every, "factor": factor}
    return schedule_case("step", options, lambda o: rates.StepLR(o, step_size=every, gamma=factor), 0.1)


def constant_case():
    return schedule_case("constant", {"learningRate": 0.1}, lambda o: rates.ConstantLR(o, factor=1, total_iters=5), 0.1)


def warmed(descent, steps, warm_up):
    """A warm-up from 1 / (warm_up + 1) of the rate, then the descent."""
    if warm_up == 0:
        return descent
    return lambda o: rates.SequentialLR(
        o,
        [rates.LinearLR(o, start_factor=1 / (warm_up + 1), end_factor=1, total_iters=warm_up), descent(o)],
        milestones=[warm_up],
    )


def cosine_case(steps, warm_up=0, minimum=0.0):
    options = {"learningRate": 0.1, "steps": steps, "warmUp": warm_up, "minimum": minimum}
    fall = lambda o: rates.CosineAnnealingLR(o, T_max=steps - warm_up, eta_min=minimum)
    # One more than its steps: there the minimum is reached.
    return schedule_case("cosine", options, warmed(fall, steps, warm_up), 0.1, steps + 1)


def linear_case(steps, warm_up=0, minimum=0.0):
    options = {"learningRate": 0.1, "steps": steps, "warmUp": warm_up, "minimum": minimum}
    fall = lambda o: rates.LinearLR(o, start_factor=1, end_factor=minimum / 0.1, total_iters=steps - warm_up)
    return schedule_case("linear", options, warmed(fall, steps, warm_up), 0.1, steps + 5)


def one_cycle_case(steps, share=0.3, annealing="cosine", divisor=25.0, final_divisor=1e4):
    options = {
        "maximum": 0.5,
        "steps": steps,
        "warmUpShare": share,
        "annealing": annealing,
        "divisor": divisor,
        "finalDivisor": final_divisor,
    }
    make = lambda o: rates.OneCycleLR(
        o,
        max_lr=0.5,
        total_steps=steps,
        pct_start=share,
        anneal_strategy={"cosine": "cos", "linear": "linear"}[annealing],
        cycle_momentum=False,
        div_factor=divisor,
        final_div_factor=final_divisor,
    )
    return schedule_case("oneCycle", options, make, 0.5, steps)


def clipped_descent(clip_value=None, clip_norm=None, make=None, schedule=None, ours=None):
    """Ten steps on a linear model of three inputs and four classes, gradients clipped by torch.nn.utils: by value, then by norm."""
    inputs = drawn([7, 3], 3) * 4
    labels = (drawn([7, 4], 5) > 0).double()
    kernel = drawn([3, 4], 4).requires_grad_()
    bias = torch.zeros(4, requires_grad=True)
    start = kernel.tolist()
    optimizer = make([kernel, bias]) if make else torch.optim.SGD([kernel, bias], lr=0.5, momentum=0.9)
    scheduler = schedule and schedule(optimizer)
    losses, norms = [], []
    for _ in range(STEPS):
        optimizer.zero_grad()
        loss = F.binary_cross_entropy_with_logits(inputs @ kernel + bias, labels)
        loss.backward()
        if clip_value is not None:
            torch.nn.utils.clip_grad_value_([kernel, bias], clip_value)
        norms.append(torch.nn.utils.get_total_norm([kernel.grad, bias.grad]).item())
        if clip_norm is not None:
            torch.nn.utils.clip_grad_norm_([kernel, bias], clip_norm)
        optimizer.step()
        if scheduler:
            scheduler.step()
        losses.append(loss.item())
    return {
        "optimizer": ours or {"name": "sgd", "options": {"learningRate": 0.5, "momentum": 0.9}, "schedule": None},
        "clipValue": clip_value,
        "clipNorm": clip_norm,
        "inputs": inputs.tolist(),
        "labels": labels.tolist(),
        "start": start,
        "losses": losses,
        # Before clipping by norm: they tell in how many steps it does something.
        "norms": norms,
        "kernel": kernel.tolist(),
        "bias": bias.tolist(),
    }


def recipe_descent():
    """What a recipe of today states: AdamW, a cosine after a warm-up, gradients clipped by norm."""
    return clipped_descent(
        clip_norm=0.25,
        make=lambda parameters: torch.optim.AdamW(parameters, lr=0.1, eps=1e-7, weight_decay=0.2),
        schedule=warmed(lambda o: rates.CosineAnnealingLR(o, T_max=STEPS - 3, eta_min=0.01), STEPS, 3),
        ours={
            "name": "adamw",
            "options": {"weightDecay": 0.2},
            "schedule": {"learningRate": 0.1, "steps": STEPS, "warmUp": 3, "minimum": 0.01},
        },
    )


def rounded(value):
    """Twelve digits: schedules are compared in double precision."""
    if isinstance(value, float):
        return float(f"{value:.12g}")
    if isinstance(value, list):
        return [rounded(item) for item in value]
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    return value


print(
    json.dumps(
        rounded({
            "torch": torch.__version__,
            "gradients": [{name: g.tolist() for name, g in step.items()} for step in GRADIENTS],
            "descents": [
                sgd(),
                sgd(coupled=0.1),
                sgd(momentum=0.9),
                sgd(momentum=0.9, coupled=0.1),
                sgd(momentum=0.9, nesterov=True),
                sgd(momentum=0.5, nesterov=True, coupled=0.1),
                sgd(momentum=0.9, schedule=halved_every_three),
                sgd(momentum=0.9, nesterov=True, schedule=halved_every_three),
                sgd(decay=0.1, schedule=lambda o: rates.LambdaLR(o, lambda step: 1 / (1 + 0.1 * step))),
                rmsprop(),
                rmsprop(rho=0.5, epsilon=1e-2),
                rmsprop(momentum=0.9),
                rmsprop(momentum=0.5, coupled=0.1),
                adam(),
                adam(beta1=0.5, beta2=0.9, epsilon=1e-2),
                adam(coupled=0.1),
                adam(schedule=halved_every_three),
                adamw(0.01),
                adamw(0.5),
                adamw(0.5, beta1=0.5, beta2=0.9, epsilon=1e-2),
                adamw(0.5, schedule=halved_every_three),
                grouped_adamw(),
            ],
            "schedules": [
                constant_case(),
                step_case(10, 0.1),
                step_case(1, 0.9),
                cosine_case(20),
                cosine_case(20, minimum=0.01),
                cosine_case(20, warm_up=5),
                cosine_case(20, warm_up=1, minimum=0.01),
                linear_case(20),
                linear_case(20, minimum=0.01),
                linear_case(20, warm_up=5),
                linear_case(20, warm_up=1, minimum=0.01),
                one_cycle_case(30),
                one_cycle_case(17, share=0.45, divisor=10.0, final_divisor=100.0),
                one_cycle_case(30, annealing="linear"),
                one_cycle_case(17, share=0.6, annealing="linear", divisor=10.0, final_divisor=100.0),
            ],
            "clipped": [
                clipped_descent(clip_norm=0.25),
                clipped_descent(clip_value=0.05),
                clipped_descent(clip_value=0.2, clip_norm=0.25),
                recipe_descent(),
            ],
        })
    )
)
