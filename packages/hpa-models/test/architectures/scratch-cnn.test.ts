import type { Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { countParameters, layerOutputs, scratchCnn } from '../../src/index.js';
import { itKeepsTheLaws } from '../support/classifier-laws.js';
import { fourClasses } from '../support/four-classes.js';
import { RGB } from '../support/rgb.js';
import { lacksShared, readGolden } from '../support/shared-data.js';
import type { SmallNetworkGolden } from '../support/small-network-golden.js';
import { expectGoldenGradients, expectGoldenInference } from '../support/small-network-tests.js';
import { useWasm } from '../support/use-wasm.js';

beforeAll(useWasm);

const build = (options: Partial<Parameters<typeof scratchCnn>[0]> = {}) =>
  scratchCnn({ input: { height: 16, width: 16 }, classes: fourClasses, seed: 1, stages: 2, ...options });

describe('scratchCnn', () => {
  itKeepsTheLaws({
    build: () => build({ denseUnits: 32 }),
    features: 64,
    freezeUpTo: 'pool1',
    below: 'conv1/kernel',
    above: 'conv2/kernel',
  });

  it('has the parameters of the notebook at 299 x 299 x 3', () => {
    // Zero weights are allocated by the operating system when touched, so even 1.4 GB of them are free to count.
    const notebook = {
      input: { height: 299, width: 299, channels: RGB },
      initialWeights: 'zeros',
    } as const;
    for (const [stages, parameters] of [
      [2, 358_948_996],
      [3, 89_858_244],
    ] as const) {
      const classifier = build({ ...notebook, stages });
      expect(countParameters(classifier)).toEqual({ total: parameters, trainable: parameters });
      expect(classifier.card.parameters).toBe(parameters);
      classifier.dispose();
    }
  });

  it('has the shapes of its table', () => {
    const classifier = build({
      input: { height: 299, width: 299, channels: RGB },
      initialWeights: 'zeros',
      stages: 3,
    });
    const shape = (name: string) => classifier.network.getLayer(name).outputShape;
    expect(shape('conv1')).toEqual([null, 299, 299, 64]);
    expect(shape('pool1')).toEqual([null, 149, 149, 64]);
    expect(shape('pool2')).toEqual([null, 74, 74, 64]);
    expect(shape('pool3')).toEqual([null, 37, 37, 64]);
    expect(shape('flatten')).toEqual([null, 87_616]);
    expect(shape('dense1')).toEqual([null, 1024]);
    expect(shape('dense2')).toEqual([null, 4]);
    classifier.dispose();
  });

  it('refuses another number of stages and images too small for them', () => {
    expect(() => build({ stages: 4 as 2 })).toThrow('scratch-cnn: stages must be 2 or 3; received 4');
    expect(() => build({ stages: 3, input: { height: 8, width: 7 } })).toThrow(
      'scratch-cnn: images must be at least 8 x 8 pixels; received 8 x 7',
    );
  });
});

const QUICK = 'goldens/small-networks/scratch-cnn-16x16x3-quick.json';
const LARGE = 'goldens/small-networks/scratch-cnn-32x32x3.json';

describe.skipIf(lacksShared(QUICK, LARGE))('scratchCnn against PyTorch', () => {
  it.each([QUICK, LARGE])('agrees in inference: %s', (file) => {
    const { golden, classifier } = fromGolden(file);
    expectGoldenInference(
      classifier,
      golden,
      (images) => layerOutputs(classifier, images, { layers: ['flatten'] })[0] as Tensor2D,
    );
    classifier.dispose();
  });

  it('agrees in loss and gradients', () => {
    const { golden, classifier } = fromGolden(QUICK);
    expectGoldenGradients(classifier, golden);
    classifier.dispose();
  });

  function fromGolden(file: string) {
    const golden = readGolden<SmallNetworkGolden>(file);
    const { height, width } = golden.input;
    const classifier = build({
      input: { height, width, channels: RGB },
      denseUnits: 32,
      dropout: 0,
    });
    return { golden, classifier };
  }
});
