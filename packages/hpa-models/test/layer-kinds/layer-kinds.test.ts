import '@tensorflow/tfjs';
import { setBackend } from '@tensorflow/tfjs-core';
import { type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Classifier, exportOnnx, freeze, gapNetPl, networkCost, splitFrozen } from '../../src/index.js';
import { initializeWeights } from '../../src/network/initialize-weights.js';
import { fourClasses } from '../support/four-classes.js';

beforeAll(() => setBackend('cpu'));

/** A network whose only layer with weights is of a kind that this library does not use. */
function strange(): LayersModel {
  const image = layers.input({ name: 'image', shape: [8, 8, 4] });
  const filtered = layers
    .separableConv2d({ name: 'odd', filters: 2, kernelSize: 3 })
    .apply(image) as SymbolicTensor;
  return model({ inputs: image, outputs: filtered });
}

describe('a layer of an unknown kind', () => {
  const message = 'layer "odd" is of an unknown kind, SeparableConv2D; known are Activation, Add,';

  it('is not counted as costing nothing', () => {
    expect(() => networkCost(strange(), { batchSize: 1 })).toThrow(message);
  });

  it('is not left at zeros', () => {
    expect(() => initializeWeights(strange(), { seed: 1, kernelInitializer: 'heNormal' })).toThrow(message);
  });

  it('is not assumed to do the same at every step', () => {
    const network = strange();
    const classifier = gapNetPl({ input: { height: 8, width: 8 }, classes: fourClasses, seed: 1 });
    const changed: Classifier = { ...classifier, network };
    freeze(changed, { upTo: 'image' });
    expect(() => splitFrozen(changed)).toThrow(message);
    classifier.dispose();
  });

  it('is not exported', async () => {
    const network = strange();
    const classifier = gapNetPl({ input: { height: 8, width: 8 }, classes: fourClasses, seed: 1 });
    await expect(exportOnnx({ ...classifier, network })).rejects.toThrow(message);
    classifier.dispose();
  });
});

it('a weight that its kind of layer does not have is refused', () => {
  const image = layers.input({ name: 'image', shape: [4] });
  const dense = layers.dense({ name: 'dense', units: 2 });
  const network = model({ inputs: image, outputs: dense.apply(image) as SymbolicTensor });
  Object.defineProperty(dense.weights[1], 'originalName', { value: 'dense/scale' });
  expect(() => initializeWeights(network, { seed: 1, kernelInitializer: 'heNormal' })).toThrow(
    'layer "dense", a Dense, has an unknown weight, scale',
  );
});
