import '@tensorflow/tfjs';
import { layers, model, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { defaultMaps } from '../../src/explain/default-maps.js';
import { receptiveField } from '../../src/explain/receptive-field.js';
import {
  type Classifier,
  deepLoc,
  denseNet121,
  gapNet,
  gapNetPl,
  inceptionV3,
  mCnn,
  mobileNetV2,
  resNet18,
  resNet50,
  scratchCnn,
} from '../../src/index.js';
import { centerOfSight } from '../support/center-of-sight.js';
import { fourClasses } from '../support/four-classes.js';
import { seeEvenly } from '../support/see-evenly.js';
import { useWasm } from '../support/use-wasm.js';

beforeAll(useWasm);

const common = { classes: fourClasses, seed: 1, initialWeights: 'none' } as const;
const square = (size: number) => ({ ...common, input: { height: size, width: size } });

/** A network of 32 x 21 pixels that ends in the layers. */
function small(build: (image: SymbolicTensor) => SymbolicTensor) {
  const image = layers.input({ name: 'image', shape: [32, 21, 1] });
  return model({ inputs: image, outputs: build(image) });
}
const conv = (x: SymbolicTensor, options: Omit<Parameters<typeof layers.conv2d>[0], 'filters'>) =>
  layers.conv2d({ filters: 1, ...options }).apply(x) as SymbolicTensor;

describe('receptiveField', () => {
  it('follows GapNet by hand: the 7 x 7 maps of 128 x 128 pixels lie at 37.5 + 8j', () => {
    // 3 x 3: +1 pixel, 3 x 3 of stride 2 on cells 2 apart: +2, two 3 x 3 on cells 4 apart: +4 each, three on cells 8 apart: +8
    // each; poolings of 2 x 2 on cells 1 and 4 apart: +0.5 and +2. 1 + 0.5 + 2 + 8 + 2 + 24 = 37.5.
    const { network } = gapNet(square(128));
    const layer = defaultMaps(network);
    expect(network.getLayer(layer).outputShape).toEqual([null, 7, 7, 128]);
    const axis = { first: 37.5, step: 8, size: 76 };
    expect(receptiveField(network, { layer })).toEqual({ rows: axis, columns: axis });
  });

  it.each<[string, () => Classifier, { layer?: string; first: number; step: number; size: number }]>([
    // Sizes as published for these networks in Araujo, Norris and Sim, "Computing Receptive Fields of Convolutional Neural Networks",
    // Distill 2019, appendix; that of torchvision's ResNet-50 is smaller than of the paper's, as it halves the image later.
    ['InceptionV3', () => inceptionV3(square(299)), { first: 37, step: 32, size: 1311 }],
    ['MobileNetV2', () => mobileNetV2(square(224)), { first: 31, step: 32, size: 491 }],
    ['DenseNet-121', () => denseNet121(square(224)), { first: 14, step: 32, size: 2071 }],
    ['ResNet-18', () => resNet18(square(224)), { first: 0, step: 32, size: 435 }],
    ['ResNet-50', () => resNet50(square(224)), { first: 0, step: 32, size: 427 }],
    // By hand: scale 6 shrinks 64 pixels to one, at 31.5, and sees 12 of its neighbors by three 5 x 5: 13 * 64.
    ['M-CNN', () => mCnn(square(128)), { layer: 'combine', first: 31.5, step: 64, size: 832 }],
    // By hand: windows of 4 with one zero before and two after lie half a cell right of the middle, poolings of 2 too.
    [
      'the CNN of two stages',
      () => scratchCnn({ ...square(16), stages: 2 }),
      { first: 3, step: 4, size: 13 },
    ],
    // By hand: poolings of 2 on cells 1, 2 and 4 apart.
    ['DeepLoc', () => deepLoc(square(16)), { first: 3.5, step: 8, size: 52 }],
    // By hand: two halving convolutions with zeros before keep cell 0 at pixel 0; poolings add 1 and 4.
    ['GapNet-PL', () => gapNetPl(square(128)), { first: 5, step: 16, size: 165 }],
  ])('knows where the cells of %s lie', (_, build, { layer, ...axis }) => {
    const { network } = build();
    const found = layer ?? defaultMaps(network);
    expect(receptiveField(network, { layer: found })).toEqual({ rows: axis, columns: axis });
  });

  it('follows dilation, odd and even sizes, and zeros of any side', () => {
    const dilated = small((image) => conv(image, { name: 'dilated', kernelSize: 3, dilationRate: 4 }));
    expect(receptiveField(dilated, { layer: 'dilated' }).rows).toEqual({ first: 4, step: 1, size: 9 });
    // 'same' of stride 2: 32 rows get one zero, after them; 21 columns get one on each side.
    const halved = small((image) =>
      conv(image, { name: 'halved', kernelSize: 3, strides: 2, padding: 'same' }),
    );
    expect(receptiveField(halved, { layer: 'halved' })).toEqual({
      rows: { first: 1, step: 2, size: 3 },
      columns: { first: 0, step: 2, size: 3 },
    });
    const padded = small((image) => {
      const zeros = layers.zeroPadding2d({
        padding: [
          [5, 0],
          [0, 7],
        ],
      });
      return conv(zeros.apply(image) as SymbolicTensor, { name: 'padded', kernelSize: [1, 4] });
    });
    expect(receptiveField(padded, { layer: 'padded' })).toEqual({
      rows: { first: -5, step: 1, size: 1 },
      columns: { first: 1.5, step: 1, size: 4 },
    });
  });

  it('takes the middle of what branches see, and refuses branches of different steps by name', () => {
    const join = (branches: SymbolicTensor[]) =>
      layers.concatenate({ name: 'joined' }).apply(branches) as SymbolicTensor;
    // Pixels 0 to 0 and 0 to 2 about cell 0: together 0 to 2.
    const uneven = small((image) => {
      const left = conv(image, { kernelSize: 1, strides: 2 });
      return join([left, conv(image, { kernelSize: 3, strides: 2, padding: 'same' })]);
    });
    expect(receptiveField(uneven, { layer: 'joined' }).rows).toEqual({ first: 1, step: 2, size: 3 });
    const scales = small((image) => {
      const halved = conv(image, { kernelSize: 1, strides: 2 }); // 16 x 11
      return join([halved, conv(image, { kernelSize: [17, 11] })]); // 16 x 11
    });
    expect(() => receptiveField(scales, { layer: 'joined' })).toThrow(
      'layer "joined" joins maps whose cells are 2 and 1 pixels apart; nothing says where in the image its cells lie. Choose a layer below it',
    );
  });

  // The slow tests do the same for every network.
  it.each<[string, () => Classifier, string]>([
    [
      'GapNet',
      () => gapNet({ ...common, input: { height: 84, width: 80 }, initialWeights: 'zeros' }),
      'dropout3',
    ],
    [
      'GapNet-PL',
      () => gapNetPl({ ...common, input: { height: 100, width: 90 }, initialWeights: 'zeros' }),
      'pool2',
    ],
    [
      'the CNN of three stages',
      () =>
        scratchCnn({
          ...common,
          input: { height: 40, width: 45 },
          stages: 3,
          denseUnits: 4,
          initialWeights: 'zeros',
        }),
      'pool3',
    ],
  ])('lies where the gradient of a cell of %s lies', (_, build, layer) => {
    const classifier = seeEvenly(build(), { falloff: 0.1 });
    const [, rows, columns] = classifier.network.getLayer(layer).outputShape as number[];
    const [row, column] = [Math.floor(rows! / 2), Math.floor(columns! / 2)];
    const field = receptiveField(classifier.network, { layer });
    const seen = centerOfSight(classifier, { layer, row, column });
    // Exact but for float32, and for what little a cell sees beyond the border.
    expect(Math.abs(seen.row - (field.rows.first + row * field.rows.step))).toBeLessThan(0.01);
    expect(Math.abs(seen.column - (field.columns.first + column * field.columns.step))).toBeLessThan(0.01);
    classifier.dispose();
  });
});

describe('defaultMaps', () => {
  it.each<[string, () => Classifier, string]>([
    ['the last maps', () => gapNetPl(square(32)), 'conv8'],
    ['those below a last pooling to 1 x 1', () => mCnn(square(128)), 'combine'],
    ['those that all branches above see, not one branch', () => inceptionV3(square(75)), 'mixed7'],
    ['maps without zeros about them', () => mobileNetV2(square(32)), 'block_13_expand_relu'],
    ['the last maps of 1 x 1 where there are no others', () => gapNetPl(square(1)), 'conv8'],
  ])('are %s', (_, build, layer) => {
    expect(defaultMaps(build().network)).toBe(layer);
  });
});
