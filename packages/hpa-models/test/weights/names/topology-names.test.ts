import '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { assignWeights, gapNetPl, resNet18 } from '../../../src/index.js';
import { storedWeights } from '../../../src/weights/bytes/stored-weights.js';
import { readCheckpoint } from '../../../src/weights/formats/read-checkpoint.js';
import { readKerasH5 } from '../../../src/weights/formats/read-keras-h5.js';
import { readKerasZip } from '../../../src/weights/formats/read-keras-zip.js';
import { isNameless, type OrderedLayer, topologyNames } from '../../../src/weights/names/topology-names.js';
import { orderedLayers } from '../../../src/weights/ordered-layers.js';
import { fourClasses } from '../../support/four-classes.js';
import { fixture } from '../../support/weight-fixtures.js';

/** Layers one below the other. */
function chain(...layers: readonly (readonly [string, string, OrderedLayer['weights']])[]): OrderedLayer[] {
  return layers.map(([name, layerClass, weights], i) => ({
    name,
    layerClass,
    weights,
    below: new Set(layers.slice(0, i).map(([before]) => before)),
    isHead: false,
  }));
}

const conv = (inputs: number, outputs: number) => [
  { kind: 'kernel', shape: [3, 3, inputs, outputs] },
  { kind: 'bias', shape: [outputs] },
];
const norm = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map((kind) => ({ kind, shape: [4] }));
const dense = [
  { kind: 'kernel', shape: [5, 2] },
  { kind: 'bias', shape: [2] },
];
// The network of scripts/fixtures/write_keras_2_13.py.
const small = chain(
  ['conv_a', 'conv2d', conv(3, 4)],
  ['bn_a', 'batch_normalization', norm],
  ['conv_b', 'conv2d', conv(4, 5)],
  ['head', 'dense', dense],
);

describe('topologyNames', () => {
  it.each(['keras-2.13.weights.h5', 'keras-2.15.weights.h5'])('finds every layer of %s', (name) => {
    const { tensors } = readKerasH5(fixture(name));
    expect(isNameless([...tensors.keys()])).toBe(true);
    const names = topologyNames([...tensors.values()], { layers: small, isBuiltAsInKeras: false });
    const found = new Map([...names].map(([stored, target]) => [target, tensors.get(stored)!]));
    // The same network with names, by the same formula.
    const named = namedValues('keras-2.13.keras');
    expect([...found.keys()].sort()).toEqual([...named.keys()].sort());
    for (const [target, values] of named) {
      expect([...found.get(target)!.read()], target!).toEqual(values);
    }
  });

  it('finds the layers of a checkpoint of TensorFlow 2, and leaves its counter out', () => {
    const { tensors } = readCheckpoint({
      index: fixture('tensorflow-2.ckpt.index'),
      shards: [fixture('tensorflow-2.ckpt.data-00000-of-00001')],
    });
    const layers = chain(
      ['conv2d_1', 'conv2d', [{ kind: 'kernel', shape: [3, 3, 3, 4] }]],
      ['batch_normalization_1', 'batch_normalization', norm.slice(1)],
      ['dense_1', 'dense', [{ kind: 'kernel', shape: [4, 2] }, dense[1]!]],
    );
    const stored = [...tensors.values(), { name: 'save_counter/.ATTRIBUTES/VARIABLE_VALUE', shape: [] }];
    const names = topologyNames(stored, { layers, isBuiltAsInKeras: false });
    const prefix = 'model/layer_with_weights-';
    expect(names.get(`${prefix}0/kernel/.ATTRIBUTES/VARIABLE_VALUE`)).toBe('conv2d_1/kernel');
    expect(names.get(`${prefix}1/moving_variance/.ATTRIBUTES/VARIABLE_VALUE`)).toBe(
      'batch_normalization_1/moving_variance',
    );
    expect(names.get(`${prefix}2/bias/.ATTRIBUTES/VARIABLE_VALUE`)).toBe('dense_1/bias');
    expect(names.get('save_counter/.ATTRIBUTES/VARIABLE_VALUE')).toBe(null);
    expect(names.size).toBe(7);
  });

  it('takes the tenth layer after the ninth, however deep the model is', () => {
    const layers = chain(...Array.from({ length: 12 }, (_, i) => [`c${i}`, 'conv2d', conv(4, 4)] as const));
    const stored = Array.from({ length: 12 }, (_, i) => 11 - i).flatMap((i) =>
      conv(4, 4).map(({ kind, shape }) => ({
        name: `layers/functional/layers/conv2d${i > 0 ? `_${i}` : ''}/${kind}`,
        shape,
      })),
    );
    const names = topologyNames(stored, { layers, isBuiltAsInKeras: false });
    expect(names.get('layers/functional/layers/conv2d_10/bias')).toBe('c10/bias');
    expect(names.get('layers/functional/layers/conv2d/kernel')).toBe('c0/kernel');
  });

  it('refuses, in one message, what the order does not tell', () => {
    const start = 'the file does not name its layers, and their order does not tell which is which: ';
    const stored = [...readKerasH5(fixture('keras-2.15.weights.h5')).tensors.values()];
    const refuses = (layers: readonly OrderedLayer[], reason: string) =>
      expect(() => topologyNames(stored, { layers, isBuiltAsInKeras: false })).toThrow(start + reason);
    refuses(
      [...small, ...chain(['conv_c', 'conv2d', conv(4, 5)])],
      'of layers like "conv_b" (conv2d bias [5] kernel [3,3,4,5]) the network has 2, the file 1',
    );
    const twins = [
      ...small,
      ...small.map((layer) => ({ ...layer, name: `${layer.name}_2`, below: new Set('') })),
    ];
    const twice = stored.flatMap((tensor) => [
      tensor,
      { ...tensor, name: tensor.name.replace(/(conv2d|batch_normalization|dense)(_1)?/, '$1$2_9') },
    ]);
    const renamed = twice.map(({ name, shape }) => ({ name: name.replace('_1_9', '_10'), shape }));
    expect(() => topologyNames(renamed, { layers: twins, isBuiltAsInKeras: false })).toThrow(
      `${start}"conv_a" and "conv_a_2" stand side by side and have equal shapes; save the model as .keras or .h5 instead`,
    );
    const inTwoModels = renamed.map(({ name, shape }) => ({
      name: /_9|_10/.test(name) ? `layers/functional/${name}` : name,
      shape,
    }));
    expect(() => topologyNames(inTwoModels, { layers: twins, isBuiltAsInKeras: true })).toThrow(
      'are in several models within the file',
    );
  });

  it('leads weights without names into a network, or refuses it whole', () => {
    const model = gapNetPl({ input: { height: 8, width: 8 }, classes: fourClasses, seed: 1 });
    const ranks = new Map<string, number>();
    const stored = orderedLayers(model).flatMap(({ layerClass, weights }) => {
      const rank = ranks.get(layerClass) ?? 0;
      ranks.set(layerClass, rank + 1);
      return weights.map(({ kind, shape }) => ({
        name: `layers/${layerClass}${rank > 0 ? `_${rank}` : ''}/${kind}`,
        shape,
        dtype: 'float32' as const,
        read: () => new Float32Array(shape.reduce((size, edge) => size * edge, 1)).fill(rank),
      }));
    });
    const report = assignWeights(model, storedWeights('a.weights.h5', stored));
    expect(report.assigned.length).toBe(22);
    // conv1 to conv8 and dense1 to dense3, a kernel and a bias each, hold their rank.
    const ranksFound = model.state.map((variable) => variable.dataSync()[0]);
    expect(ranksFound).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2].flatMap((rank) => [rank, rank]));
    model.dispose();

    const other = resNet18({ input: { height: 32, width: 32 }, classes: fourClasses, seed: 1 });
    expect(() => assignWeights(other, storedWeights('a.weights.h5', stored), { strict: false })).toThrow(
      'a.weights.h5: the file does not name its layers',
    );
    other.dispose();
  });
});

/** The values of a .keras file by the names of its variables. */
function namedValues(name: string): Map<string, number[]> {
  const { tensors } = readKerasZip(fixture(name));
  return new Map([...tensors].map(([key, tensor]) => [key, [...tensor.read()] as number[]]));
}
