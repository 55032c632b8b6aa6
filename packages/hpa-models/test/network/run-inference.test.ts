import {
  grad,
  memory,
  type Rank,
  randomUniform,
  sum,
  type Tensor,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';
import { type LayersModel, layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { createClassifier, listModels } from '../../src/index.js';
import { BatchNormalization } from '../../src/layers/batch-normalization.js';
import { connect } from '../../src/layers/connect.js';
import { initializeWeights } from '../../src/network/initialize-weights.js';
import { planInference } from '../../src/network/plan-inference.js';
import { runInference } from '../../src/network/run-inference.js';
import { expectClose } from '../support/expect-close.js';
import { fourClasses } from '../support/four-classes.js';
import { useWasm } from '../support/use-wasm.js';

beforeAll(useWasm);

/** Names of the layers at the ends of steps. */
const stepsTo = (network: LayersModel, ...names: string[]) =>
  planInference(names.map((name) => network.getLayer(name))).steps.map(({ output }) => output);

const conv = (name: string, padding: 'same' | 'valid' = 'valid', activation: 'linear' | 'relu' = 'linear') =>
  layers.conv2d({ name, filters: 3, kernelSize: 3, padding, activation });
const relu = (name: string) => layers.activation({ name, activation: 'relu' });

function chain(...parts: layers.Layer[]): LayersModel {
  const image = layers.input({ name: 'image', shape: [8, 8, 3] });
  const end = parts.reduce<SymbolicTensor>((x, layer) => connect(layer, x), image);
  return model({ inputs: image, outputs: end });
}

describe('planInference', () => {
  it('takes normalizations and a ReLU into the convolution between them, and leaves dropout out', () => {
    const norm = (name: string) => new BatchNormalization({ name });
    const network = chain(
      norm('before'),
      conv('conv'),
      norm('after'),
      relu('relu'),
      layers.dropout({ rate: 0.5, name: 'drop' }),
      conv('last', 'valid', 'relu'),
    );
    expect(stepsTo(network, 'last')).toEqual(['image', 'relu', 'last']);
  });

  it('leaves a normalization before zeros, and one after a ReLU, by themselves', () => {
    const network = chain(
      new BatchNormalization({ name: 'before' }),
      conv('conv', 'same', 'relu'),
      new BatchNormalization({ name: 'after' }),
    );
    expect(stepsTo(network, 'after')).toEqual(['image', 'before', 'conv', 'after']);
  });

  it('keeps what something else reads, or was asked for', () => {
    const image = layers.input({ name: 'image', shape: [8, 8, 3] });
    const maps = connect(conv('conv', 'same'), image);
    const normalized = connect(new BatchNormalization({ name: 'norm' }), maps);
    const both = connect(layers.add({ name: 'sum' }), [maps, connect(relu('relu'), normalized)]);
    const network = model({ inputs: image, outputs: both });
    expect(stepsTo(network, 'sum')).toEqual(['image', 'conv', 'norm', 'relu', 'sum']);

    const line = chain(conv('conv'), new BatchNormalization({ name: 'norm' }), relu('relu'));
    expect(stepsTo(line, 'relu', 'norm')).toEqual(['image', 'norm', 'relu']);
    expect(stepsTo(line, 'relu', 'conv')).toEqual(['image', 'conv', 'norm', 'relu']);
  });
});

describe('runInference', () => {
  it.each(listModels({ input: { height: 128, width: 128 } }))(
    '$architecture $options: folded normalizations give what the layers give',
    async ({ architecture, options, minimumSize }) => {
      const size = Math.max(64, minimumSize);
      const classifier = createClassifier(architecture as 'gapnet', {
        ...options,
        input: { height: size, width: size },
        classes: fourClasses,
        seed: 1,
      });
      const images = randomUniform<Rank.R4>([2, size, size, 4], 0, 1, 'float32', 1);
      // Averages that are not 0 and 1.
      classifier.logits(images, { training: true }).dispose();
      const held = memory().numTensors;
      const actual = [classifier.features(images), classifier.logits(images, { training: false })];
      const expected = tidy(() =>
        [classifier.backbone, classifier.network].map(
          (part) => part.apply(images, { training: false }) as Tensor,
        ),
      );
      for (const [index, values] of actual.entries()) {
        const wanted = await expected[index]!.data<'float32'>();
        const scale = wanted.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
        expectClose(await values.data(), wanted, { absolute: 1e-5 * scale });
      }
      for (const tensor of [...actual, ...expected]) {
        tensor.dispose();
      }
      expect(memory().numTensors).toBe(held);
      images.dispose();
      classifier.dispose();
    },
  );

  it('has gradients, and sees a change of weights', async () => {
    const network = chain(conv('conv'), new BatchNormalization({ name: 'norm' }), relu('relu'));
    initializeWeights(network, { seed: 1, kernelInitializer: 'heNormal' });
    const images = randomUniform<Rank.R4>([1, 8, 8, 3], 0, 1, 'float32', 1);
    const run = (x: Tensor) => sum(runInference(network, x as Tensor4D, [network.getLayer('relu')])[0]!);
    const slope = await sum(grad(run)(images)).data();
    expect(Math.abs(slope[0]!)).toBeGreaterThan(0);

    const [before] = await run(images).data();
    const [gamma, beta] = network.getLayer('norm').weights;
    tidy(() => {
      gamma!.write(gamma!.read().mul(2));
      beta!.write(beta!.read().mul(2));
    });
    const [after] = await run(images).data();
    expectClose([after!], [2 * before!], { absolute: 1e-5, relative: 1e-5 });
  });
});
