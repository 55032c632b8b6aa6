"""The formula that fills the networks and images of the goldens, and the documents that hold their results.

The formula is that of packages/hpa-models/test/support/formula-weights.ts.
"""
import json
import os

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
FIRST_IMAGE = 1000003


def uniform(k, shape):
    """float64 in [-0.5, 0.5), C order."""
    def imul(a, b):
        return (a.astype(np.uint64) * np.uint64(b) & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    i = np.arange(1, int(np.prod(shape)) + 1, dtype=np.uint64).astype(np.uint32)
    h = imul(i, 2654435761) ^ np.uint32(((k + 1) * 2246822519) & 0xFFFFFFFF)
    h = imul(h ^ (h >> np.uint32(15)), 2246822519)
    h = imul(h ^ (h >> np.uint32(13)), 3266489917)
    h = h ^ (h >> np.uint32(16))
    return (h.astype(np.float64) / 4294967296.0 - 0.5).reshape(shape)


def formula(kind, k, shape):
    u = uniform(k, shape)
    if kind == 'kernel':
        u = u * (np.sqrt(12.0) * np.sqrt(2.0 / np.prod(shape[:-1])))
    elif kind == 'depthwise_kernel':
        u = u * (np.sqrt(12.0) * np.sqrt(2.0 / np.prod(shape[:2])))
    elif kind == 'gamma':
        u = 1.0 + 0.2 * u
    elif kind == 'moving_variance':
        u = 1.0 + 0.5 * u
    else:
        u = 0.1 * u
    return u.astype(np.float32)


def formula_images(count, height, width, channels):
    stack = [(uniform(FIRST_IMAGE + s, (height, width, channels)) + 0.5).astype(np.float32) for s in range(count)]
    return np.stack(stack)


def nine(v):
    return float('%.9g' % float(v))


def document(size, weights, infer, logits, features, train, loss, train_logits, gradients, deviation):
    rows = lambda a: [[nine(v) for v in r] for r in a]
    total = np.sqrt(sum((g ** 2).sum() for _, g in gradients))
    return {
        'input': {'height': size[0], 'width': size[1], 'channels': 4},
        'parameters': int(sum(np.prod(w['shape']) for w in weights)),
        'inference': {
            'samples': infer, 'logits': rows(logits), 'featuresFirst8': rows(features[:, :8]),
            'featuresMean': [nine(v) for v in features.mean(1)], 'featuresLength': features.shape[1]},
        'training': {
            'samples': train, 'loss': nine(loss), 'logits': rows(train_logits), 'gradientL2AllTensors': nine(total),
            'float32GradientDeviation': float('%.2g' % deviation),
            'gradients': [{'name': name, 'l2': nine(np.linalg.norm(g)), 'first4': [nine(v) for v in g.flatten()[:4]]}
                          for name, g in gradients]},
        'weights': weights,
    }


def write(name, value):
    """One line an entry of a list of objects."""
    text = json.dumps(value, separators=(',', ':'))
    text = text.replace('{"name"', '\n{"name"').replace('{"k"', '\n{"k"').replace('"inference"', '\n"inference"')
    text = text.replace('"training"', '\n"training"').replace('"weights"', '\n"weights"')
    with open(os.path.join(HERE, name + '.json'), 'w') as file:
        file.write(text + '\n')
    print('wrote', name, value['parameters'])
