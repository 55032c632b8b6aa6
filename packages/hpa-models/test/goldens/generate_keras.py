"""Writes the golden of MobileNetV2, from keras.applications, as generate.py does for the others. Run:

    python3 -m venv venv && venv/bin/pip install tensorflow-cpu==2.13.1
    venv/bin/python generate_keras.py

It also prints the parameters of keras.applications for each width multiplier, which the test repeats.
"""
import numpy as np
import tensorflow as tf
from tensorflow import keras

from formula import document, formula, formula_images, write

WIDTH = 0.5


def network(height, width, dtype):
    keras.backend.clear_session()
    keras.backend.set_floatx(dtype)
    base = keras.applications.MobileNetV2(
        include_top=False, weights=None, input_shape=(height, width, 4), alpha=WIDTH)
    features = keras.layers.GlobalAveragePooling2D(name='avg_pool')(base.output)
    logits = keras.layers.Dense(4, name='dense_1')(features)
    return keras.Model(base.input, [logits, features])


def fill(net):
    weights = []
    for weight in net.weights:
        name, k, shape = weight.name.split(':')[0], len(weights), list(weight.shape)
        weight.assign(formula(name.split('/')[-1], k, shape).astype(weight.dtype.as_numpy_dtype))
        weights.append({'k': k, 'name': name, 'shape': shape})
    return weights


def run(dtype, infer, train, height, width, jitter=0.0):
    net = network(height, width, dtype)
    weights = fill(net)
    x = formula_images(train, height, width, 4).astype(dtype)
    x = x + jitter * np.random.standard_normal(x.shape).astype(dtype)
    logits, features = net(x[:infer], training=False)
    with tf.GradientTape() as tape:
        train_logits, _ = net(x, training=True)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(np.arange(train) % 4, train_logits))
    gradients = tape.gradient(loss, net.trainable_weights)
    named = [(w.name.split(':')[0], g.numpy().astype(np.float64)) for w, g in zip(net.trainable_weights, gradients)]
    return weights, logits.numpy(), features.numpy(), train_logits.numpy(), float(loss), named


def golden(infer, train, height, width):
    weights, logits, features, train_logits, loss, gradients = run('float64', infer, train, height, width)
    total = np.sqrt(sum((g ** 2).sum() for _, g in gradients))
    # Rounding flips ReLUs, the more the deeper: how far float32 runs are off, at worst, for the tolerance of the tests.
    deviation = 0.0
    for _ in range(8):
        single = run('float32', infer, train, height, width, jitter=1e-6)
        assert np.abs(logits - single[1]).max() < 3e-5 * np.abs(logits).max() + 1e-5
        for (_, g), (_, s) in zip(gradients, single[5]):
            deviation = max(deviation, np.linalg.norm(g - s) / (np.linalg.norm(g) + 1e-2 * total))
    print('float32 gradients deviate by', deviation)
    return document(
        size=(height, width), weights=weights, infer=infer, logits=logits, features=features, train=train, loss=loss,
        train_logits=train_logits, gradients=gradients, deviation=deviation)


if __name__ == '__main__':
    tf.random.set_seed(0)
    np.random.seed(0)
    write('mobilenet-v2', golden(2, 4, 64, 49))
    for alpha in (0.35, 0.5, 0.75, 1.0, 1.3, 1.4):
        keras.backend.clear_session()
        net = keras.applications.MobileNetV2(
            include_top=False, weights=None, input_shape=(96, 96, 3), alpha=alpha)
        print(alpha, net.count_params(), sum(int(np.prod(w.shape)) for w in net.trainable_weights))
