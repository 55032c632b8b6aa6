import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { join } from 'node:path';
import { setBackend, sigmoid, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { countParameters, gapNetPl, PUBLISHED_WEIGHTS } from '../../src/index.js';
import { loadWeights } from '../../src/node/index.js';
import { itKeepsTheLaws } from '../support/classifier-laws.js';
import { expectClose } from '../support/expect-close.js';
import { fourClasses } from '../support/four-classes.js';
import { lacksShared, readGolden, sharedPath } from '../support/shared-data.js';

beforeAll(() => setBackend('cpu'));

const build = (options: Partial<Parameters<typeof gapNetPl>[0]> = {}) =>
  gapNetPl({ input: { height: 32, width: 32 }, classes: fourClasses, seed: 1, ...options });

const thirteenClasses = Array.from({ length: 13 }, (_, id) => ({ id, name: `class ${id}` }));

describe('gapNetPl', () => {
  itKeepsTheLaws({
    build,
    features: 224,
    freezeUpTo: 'pool2',
    below: 'conv5/kernel',
    above: 'conv6/kernel',
  });

  it('has the parameters of the published network', () => {
    const classifier = build({ classes: thirteenClasses, initialWeights: 'zeros' });
    expect(countParameters(classifier)).toEqual({ total: 626_221, trainable: 626_221 });
    expect(classifier.card.parameters).toBe(626_221);
    classifier.dispose();
  });

  it('has the shapes of its table', () => {
    const classifier = build({ input: { height: 128, width: 128 }, initialWeights: 'zeros' });
    const shape = (name: string) => classifier.network.getLayer(name).outputShape;
    expect(shape('conv1')).toEqual([null, 64, 64, 32]);
    expect(shape('pool1')).toEqual([null, 32, 32, 32]);
    expect(shape('conv2')).toEqual([null, 16, 16, 64]);
    expect(shape('conv5')).toEqual([null, 16, 16, 64]);
    expect(shape('pool2')).toEqual([null, 8, 8, 64]);
    expect(shape('conv8')).toEqual([null, 8, 8, 128]);
    expect(shape('features')).toEqual([null, 224]);
    expect(shape('dense2')).toEqual([null, 256]);
    expect(shape('dense3')).toEqual([null, 4]);
    classifier.dispose();
  });

  it('halves a width w to floor((w - 1) / 2) + 1, and keeps the last row of an odd size when it pools', () => {
    const classifier = build({ input: { height: 1, width: 13 }, initialWeights: 'zeros' });
    expect(classifier.network.getLayer('conv1').outputShape).toEqual([null, 1, 7, 32]);
    expect(classifier.network.getLayer('pool1').outputShape).toEqual([null, 1, 4, 32]);
    classifier.dispose();
  });

  it('takes any number of channels', () => {
    const channels = ['nucleus', 'protein'];
    const { network, card } = build({ input: { height: 8, width: 8, channels }, initialWeights: 'none' });
    expect(network.inputs[0]!.shape).toEqual([null, 8, 8, 2]);
    expect(card.input).toEqual({ height: 8, width: 8, channels, normalization: 'per-image' });
  });
});

const GOLDEN = 'goldens/gapnet-pl/golden.json';
const CHECKPOINT = 'data/gapnet-pl/gapnet-pl.ckpt';
const IMAGES = 'data/kaggle-2018/train';

interface CheckpointGolden {
  readonly classes: readonly string[];
  readonly cases: readonly {
    readonly id: string;
    readonly inputShape: readonly number[];
    readonly inputFirst2Pixels: readonly (readonly number[])[];
    readonly probabilities: readonly number[];
    readonly top1: number;
    readonly featuresFirst8: readonly number[];
    readonly featuresMean: number;
  }[];
}

describe.skipIf(lacksShared(GOLDEN, `${CHECKPOINT}.index`, IMAGES))(
  'gapNetPl with the published weights',
  () => {
    it.each(['cpu', 'wasm'])('agrees with the reference on real cells, on %s', async (backend) => {
      await setBackend(backend);
      const golden = readGolden<CheckpointGolden>(GOLDEN);
      expect(PUBLISHED_WEIGHTS['gapnet-pl'].authors.classes).toEqual(golden.classes);
      const classifier = build({
        input: { height: 512, width: 512 },
        classes: PUBLISHED_WEIGHTS['gapnet-pl'].authors.classes.map((name, id) => ({ id, name })),
        initialWeights: 'zeros',
      });
      const report = loadWeights(classifier, sharedPath(CHECKPOINT));
      expect(report.assigned.length).toBe(22);
      expect(report).toMatchObject({ missing: [], unexpected: [], misshapen: [] });
      expect(classifier.card.provenance).toBe('gapnet-pl.ckpt.index');
      // The PNG sets; JPEG decoders differ, which makes the other cases a test of the decoder.
      const cases = golden.cases.filter(({ inputShape }) => inputShape[1] === 512);
      expect(cases.length).toBe(2);

      for (const expected of cases) {
        const image = await standardizedImage(expected.id);
        const pixels = image.slice([0, 0, 0, 0], [1, 1, 2, 4]);
        const logits = classifier.logits(image, { training: false });
        const features = classifier.features(image);
        const probabilities = tidy(() => [...sigmoid(logits).dataSync()]);
        const embedding = [...features.dataSync()];

        // The golden's own float32 run comes within 1e-6; 1e-4 is what its README grants the PNG cases.
        expectClose(pixels.dataSync(), expected.inputFirst2Pixels.flat(), { absolute: 1e-5 });
        expectClose(embedding.slice(0, 8), expected.featuresFirst8, { absolute: 1e-4 });
        const mean = embedding.reduce((sum, value) => sum + value, 0) / embedding.length;
        expectClose([mean], [expected.featuresMean], { absolute: 1e-4 });
        expectClose(probabilities, expected.probabilities, { absolute: 1e-4 });
        expect(probabilities.indexOf(Math.max(...probabilities))).toBe(expected.top1);
        for (const tensor of [image, pixels, logits, features]) {
          tensor.dispose();
        }
      }
      classifier.dispose();
    });
  },
);

/** Four gray PNGs in the order blue, green, red, yellow, each in [0, 1] and then standardized. */
async function standardizedImage(id: string): Promise<Tensor4D> {
  const planes = await Promise.all(
    ['blue', 'green', 'red', 'yellow'].map(async (color) => {
      const file = join(sharedPath(IMAGES), `${id}_${color}.png`);
      const gray = await sharp(file).extractChannel(0).raw().toBuffer();
      const values = Float64Array.from(gray, (level) => level / 255);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      return values.map((value) => (value - mean) / (Math.sqrt(variance) + 1e-7));
    }),
  );
  const pixels = Float32Array.from({ length: 512 * 512 * 4 }, (_, i) => planes[i % 4]![Math.floor(i / 4)]!);
  return tensor4d(pixels, [1, 512, 512, 4]);
}
