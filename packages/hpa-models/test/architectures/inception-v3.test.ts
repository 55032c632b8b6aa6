import '@tensorflow/tfjs';
import { setBackend, type Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { countParameters, freeze, inceptionV3, layerOutputs, unfreeze } from '../../src/index.js';
import { itKeepsTheLaws } from '../support/classifier-laws.js';
import { expectClose } from '../support/expect-close.js';
import { type FormulaWeight, fillByFormula, formulaImages } from '../support/formula-weights.js';
import { fourClasses } from '../support/four-classes.js';
import { RGB } from '../support/rgb.js';
import { lacksShared, readGolden } from '../support/shared-data.js';
import { useWasm } from '../support/use-wasm.js';

const build = (options: Partial<Parameters<typeof inceptionV3>[0]> = {}) =>
  inceptionV3({
    input: { height: 75, width: 75 },
    classes: fourClasses,
    seed: 1,
    pooling: 'avg',
    ...options,
  });

const notebook = {
  input: { height: 299, width: 299, channels: RGB },
  initialWeights: 'zeros',
} as const;

describe('inceptionV3', () => {
  beforeAll(useWasm);

  itKeepsTheLaws({
    build,
    features: 2048,
    freezeUpTo: 'mixed8',
    below: 'batch_normalization_76/beta',
    above: 'batch_normalization_77/beta',
  });

  it('takes 75 pixels, not 74', () => {
    const classifier = build({ initialWeights: 'zeros' });
    expect(classifier.network.getLayer('mixed10').outputShape).toEqual([null, 1, 1, 2048]);
    classifier.dispose();
    expect(() => build({ input: { height: 74, width: 75 } })).toThrow(
      'inception-v3: images must be at least 75 x 75 pixels; received 74 x 75',
    );
  });

  it('refuses an unknown pooling and a momentum above 1', () => {
    expect(() => build({ pooling: 'mean' as 'avg' })).toThrow(
      'pooling must be one of avg, max, avg-max, flatten; received mean',
    );
    expect(() => build({ batchNormMomentum: 1.1 })).toThrow(
      'batchNormMomentum must be in [0, 1]; received 1.1',
    );
  });
});

describe('inceptionV3 at 299 x 299', () => {
  // Zeros on the cpu backend cost no memory until they are touched.
  beforeAll(() => setBackend('cpu'));

  it('has the parameters of the notebook with the flatten head', () => {
    const classifier = build({ ...notebook, pooling: 'flatten' });
    expect(countParameters(classifier)).toEqual({ total: 156_025_636, trainable: 155_991_204 });
    classifier.dispose();
  });

  it('has the parameters of the notebook with the average head, all layers below 249 frozen', () => {
    const classifier = build(notebook);
    expect(classifier.card.parameters).toBe(22_853_924);
    freeze(classifier, { layers: 249 });
    expect(countParameters(classifier)).toEqual({ total: 22_853_924, trainable: 12_166_020 });
    unfreeze(classifier);
    freeze(classifier, { upTo: 'mixed8' });
    expect(countParameters(classifier).trainable).toBe(12_166_020);
    classifier.dispose();
  });

  it('has the shapes of table 1 of the paper', () => {
    const classifier = build({ ...notebook, pooling: 'flatten' });
    const shape = (name: string) => classifier.network.getLayer(name).outputShape;
    expect(shape('activation_1')).toEqual([null, 149, 149, 32]);
    expect(shape('activation_2')).toEqual([null, 147, 147, 32]);
    expect(shape('activation_3')).toEqual([null, 147, 147, 64]);
    expect(shape('max_pooling2d_1')).toEqual([null, 73, 73, 64]);
    expect(shape('activation_4')).toEqual([null, 73, 73, 80]);
    expect(shape('activation_5')).toEqual([null, 71, 71, 192]);
    expect(shape('max_pooling2d_2')).toEqual([null, 35, 35, 192]);
    expect(shape('mixed0')).toEqual([null, 35, 35, 256]);
    for (const name of ['mixed1', 'mixed2']) {
      expect(shape(name)).toEqual([null, 35, 35, 288]);
    }
    for (const n of [3, 4, 5, 6, 7]) {
      expect(shape(`mixed${n}`)).toEqual([null, 17, 17, 768]);
    }
    expect(shape('mixed8')).toEqual([null, 8, 8, 1280]);
    for (const name of ['mixed9', 'mixed10']) {
      expect(shape(name)).toEqual([null, 8, 8, 2048]);
    }
    expect(shape('flatten')).toEqual([null, 131_072]);
    expect(shape('dense_1')).toEqual([null, 1024]);
    classifier.dispose();
  });
});

const GOLDEN = 'goldens/inception-v3/golden-139.json';

interface InceptionGolden {
  readonly weights: readonly FormulaWeight[];
  readonly layers: readonly {
    readonly name: string;
    readonly shape: readonly number[];
    readonly mean: number;
    readonly std: number;
    readonly min: number;
    readonly max: number;
    readonly first8: readonly number[];
    readonly last4: readonly number[];
  }[];
  readonly features: readonly (readonly number[])[];
}

/** The golden's names of the stem, and ours, which are those of Keras. */
const STEM: Readonly<Record<string, string>> = {
  stem_conv1: 'activation_1',
  stem_conv2: 'activation_2',
  stem_conv3: 'activation_3',
  stem_pool1: 'max_pooling2d_1',
  stem_conv4: 'activation_4',
  stem_conv5: 'activation_5',
  stem_pool2: 'max_pooling2d_2',
};

describe.skipIf(lacksShared(GOLDEN))('inceptionV3 against PyTorch', () => {
  beforeAll(useWasm);

  it('agrees in every block and every feature', () => {
    const golden = readGolden<InceptionGolden>(GOLDEN);
    const classifier = build({
      input: { height: 139, width: 139, channels: RGB },
      initialWeights: 'zeros',
    });
    fillByFormula(classifier, {
      weights: golden.weights,
      layerName: (layer, kind) =>
        kind === 'kernel' ? layer : layer.replace('conv2d', 'batch_normalization'),
    });
    const images = formulaImages(2, [139, 139, 3]);
    const names = golden.layers.map(({ name }) => STEM[name] ?? name);
    const outputs = layerOutputs(classifier, images, { layers: [...names, 'avg_pool'] });

    // shared/goldens/inception-v3/README.md: a float32 run comes within 8e-6 of every activation.
    const tolerance = { absolute: 1e-4, relative: 1e-4 };
    for (const [i, expected] of golden.layers.entries()) {
      const output = outputs[i] as Tensor;
      expect(output.shape, expected.name).toEqual(expected.shape);
      const values = output.dataSync();
      expectClose(values.slice(0, 8), expected.first8, tolerance);
      expectClose(values.slice(-4), expected.last4, tolerance);
      const { mean, std, min, max } = expected;
      expectClose(summary(values), [mean, std, min, max], tolerance);
    }
    expectClose(outputs.at(-1)!.dataSync(), golden.features.flat(), tolerance);
    for (const tensor of [images, ...outputs]) {
      tensor.dispose();
    }
    classifier.dispose();
  });
});

function summary(values: ArrayLike<number>): [mean: number, std: number, min: number, max: number] {
  let [sum, min, max] = [0, Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    sum += value;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    squares += (values[i]! - mean) ** 2;
  }
  return [mean, Math.sqrt(squares / values.length), min, max];
}
