import '@tensorflow/tfjs';
import { concat, memory, randomUniform, type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Classifier,
  channelAblation,
  classActivationMap,
  denseNet121,
  gapNet,
  gradCam,
  inceptionV3,
  mCnn,
  occlusionMap,
  resNet18,
} from '../../src/index.js';
import { expectClose } from '../support/expect-close.js';
import { namedVariables } from '../support/formula-weights.js';
import { fourClasses } from '../support/four-classes.js';
import { imageShape } from '../support/image-shape.js';
import { useWasm } from '../support/use-wasm.js';

const common = { classes: fourClasses, seed: 1 } as const;
let resNet: Classifier;
beforeAll(async () => {
  await useWasm();
  resNet = resNet18({ ...common, input: { height: 32, width: 32 }, dropout: 0.5 });
});
afterAll(() => resNet.dispose());

const imagesFor = ({ card }: Classifier, count: number): Tensor4D =>
  randomUniform([count, ...imageShape(card)], 0, 1, 'float32', 3);

describe('classActivationMap', () => {
  it('has the logit minus its bias as its mean', () => {
    const images = imagesFor(resNet, 2);
    const logits = resNet.logits(images, { training: false });
    // At 32 x 32 pixels the last feature maps are a single cell, whose center is pixel 0. The bias is still 0.
    expect([...namedVariables(resNet).get('dense_1/bias')!.dataSync()]).toEqual([0, 0, 0, 0]);
    const map = classActivationMap(resNet, images, { classIndices: [1, 3] });
    expect(map.shape).toEqual([2, 32, 32]);
    const values = map.dataSync();
    const [first, second] = [logits.dataSync()[1]!, logits.dataSync()[4 + 3]!];
    expectClose([values[0]!, values[1024]!], [first, second], { absolute: 1e-4, relative: 1e-4 });
    for (const tensor of [images, logits, map]) {
      tensor.dispose();
    }
  });

  it('refuses heads other than one dense layer on averages', () => {
    const classifier = gapNet({ ...common, input: { height: 76, width: 76 }, initialWeights: 'zeros' });
    const images = imagesFor(classifier, 1);
    expect(() => classActivationMap(classifier, images, { classIndices: [0] })).toThrow(
      'class activation maps need global average pooling and one dense layer at the end; gapnet (gapnet) ends in dense2, dense3. Use gradCam(), which explains every network',
    );
    images.dispose();
    classifier.dispose();
  });
});

describe('gradCam', () => {
  it.each<[string, () => Classifier]>([
    [
      'InceptionV3 that flattens',
      () => inceptionV3({ ...common, input: { height: 75, width: 75 }, pooling: 'flatten', hiddenUnits: 16 }),
    ],
    [
      'DenseNet-121 with averages and maxima',
      () => denseNet121({ ...common, input: { height: 32, width: 32 }, pooling: 'avg-max' }),
    ],
    ['GapNet', () => gapNet({ ...common, input: { height: 76, width: 80 } })],
    ['M-CNN', () => mCnn({ ...common, input: { height: 128, width: 128 } })],
  ])('explains %s, changes nothing and leaks nothing', (_, build) => {
    const classifier = build();
    const images = imagesFor(classifier, 2);
    const state = classifier.state.at(-1)!.dataSync().slice();
    const held = memory().numTensors;
    const map = gradCam(classifier, images, { classIndices: [0, 3] });
    const [height, width] = imageShape(classifier.card);
    expect(map.shape).toEqual([2, height, width]);
    expect(map.dataSync().every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
    expect(memory().numTensors).toBe(held + 1);
    expect(classifier.state.at(-1)!.dataSync()).toEqual(state);
    map.dispose();
    images.dispose();
    classifier.dispose();
  });

  it('agrees with the class activation map, as the paper proves', () => {
    // Appendix A of arXiv:1610.02391: with global average pooling and one dense layer, Grad-CAM is the positive part of the class
    // activation map divided by the number of positions, which is 1 at 32 x 32 pixels.
    const images = imagesFor(resNet, 3);
    const classIndices = [0, 1, 2];
    const [cam, grad] = [
      classActivationMap(resNet, images, { classIndices }),
      gradCam(resNet, images, { classIndices, layer: 'conv5_block2_out' }),
    ];
    const positive = cam.dataSync().map((value) => Math.max(0, value));
    expect(positive.some((value) => value > 0)).toBe(true);
    expectClose(grad.dataSync(), positive, { absolute: 1e-4, relative: 1e-4 });
    for (const tensor of [images, cam, grad]) {
      tensor.dispose();
    }
  });

  it('refuses a layer without feature maps, an unknown class, and more classes than images', () => {
    const images = imagesFor(resNet, 1);
    expect(() => gradCam(resNet, images, { classIndices: [0], layer: 'avg_pool' })).toThrow(
      'layer must return feature maps [N, h, w, C]; avg_pool returns [,512]',
    );
    expect(() => gradCam(resNet, images, { classIndices: [0], layer: 'conv9' })).toThrow(/conv9/);
    expect(() => gradCam(resNet, images, { classIndices: [4] })).toThrow(
      'classIndices must be integers in [0, 4); received 4',
    );
    expect(() => gradCam(resNet, images, { classIndices: [0, 1] })).toThrow(
      'classIndices must have one class for each of 1 images; received 2',
    );
    images.dispose();
  });
});

describe('a network for a single class', () => {
  it('is explained like any other', () => {
    const classes = [fourClasses[0]!];
    const classifier = resNet18({ input: { height: 32, width: 32 }, classes, seed: 1 });
    const images = imagesFor(classifier, 1);
    const options = { classIndices: [0] };
    expect(gradCam(classifier, images, options).shape).toEqual([1, 32, 32]);
    expect(occlusionMap(classifier, images, { ...options, patchSize: 32 }).shape).toEqual([1, 32, 32]);
    expect(channelAblation(classifier, images, options).shape).toEqual([1, 4]);
    classifier.dispose();
  });
});

describe('occlusionMap and channelAblation', () => {
  it('agree with covering by hand', () => {
    const pixels = [0, 0.25, 0.5, 0.75].flatMap((value) => new Array<number>(32 * 8 * 4).fill(value));
    const images = tensor4d(pixels, [1, 32, 32, 4]);
    const covered = tensor4d(
      pixels.map((value, i) => {
        const [row, column] = [Math.floor(i / (32 * 4)), Math.floor(i / 4) % 32];
        return row < 16 && column < 16 ? 0.5 : value;
      }),
      [1, 32, 32, 4],
    );
    const without = tensor4d(
      pixels.map((value, i) => (i % 4 === 2 ? 0.5 : value)),
      [1, 32, 32, 4],
    );
    const both = concat([images, covered, without]) as Tensor4D;
    const logits = resNet.logits(both, { training: false });
    const [whole, , , , half, , , , three] = logits.dataSync();
    expect(whole).not.toBe(half);

    // Four adjacent squares; the first is the one covered by hand.
    const map = occlusionMap(resNet, images, {
      classIndices: [0],
      patchSize: 16,
      stride: 16,
      replacement: 0.5,
    });
    const falls = channelAblation(resNet, images, { classIndices: [0], replacement: 0.5 });
    expectClose([falls.dataSync()[2]!], [whole! - three!], { absolute: 1e-4, relative: 1e-4 });
    const values = map.dataSync();
    const fall = whole! - half!;
    expectClose([values[0]!, values[15 * 32 + 15]!], [fall, fall], { absolute: 1e-4, relative: 1e-4 });
    expect(Math.abs(values[16]! - fall)).toBeGreaterThan(1e-3);
    for (const tensor of [images, covered, without, both, logits, map, falls]) {
      tensor.dispose();
    }
  });

  it('refuse squares, strides and replacements out of range', () => {
    const images = imagesFor(resNet, 1);
    const occlude = (wrong: object) => () =>
      occlusionMap(resNet, images, { classIndices: [0], patchSize: 8, ...wrong });
    expect(occlude({ patchSize: 33 })).toThrow('patchSize must be an integer in [1, 32]; received 33');
    expect(occlude({ stride: 9 })).toThrow('stride must be an integer in [1, 8]; received 9');
    expect(occlude({ replacement: Number.NaN })).toThrow("replacement must be 'mean' or a finite number");
    expect(occlude({ classIndices: [] })).toThrow('one class for each of 1 images; received 0');
    images.dispose();
  });
});
