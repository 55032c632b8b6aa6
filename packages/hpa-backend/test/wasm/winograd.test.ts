import { conv2d, fused, grads, type Tensor, type Tensor4D, tensor, tensor1d } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StartedBackend } from '../../src/engines/engine.js';
import { startBackend } from '../../src/engines/start-backend.js';
import {
  filterGradientForm,
  forwardForm,
  imageGradientForm,
  type WinogradForm,
} from '../../src/wasm/calls/winograd-forms.js';
import { hasFusedMultiplyAdd } from '../../src/wasm/fused-multiply-add.js';
import { type ConvolutionShape, convolutionInDouble } from '../support/convolution-in-double.js';
import { filled, onBackend } from '../support/on-backend.js';

/** What the forms of Winograd's convolutions are called: tiles, then filters. */
const F_2X2_3X3 = 0;
const F_4X4_3X3 = 1;
const F_2X2_5X5 = 2;
const F_1X4_1X3 = 3;
const F_4X1_3X1 = 4;
const F_1X4_1X7 = 5;
const F_4X1_7X1 = 6;

/** A convolution, and the form of each pass; undefined is the usual form. */
interface Case extends ConvolutionShape {
  readonly forms: readonly [
    forward: number | undefined,
    imageGradient: number | undefined,
    filterGradient: number | undefined,
  ];
}

function shape(
  x: ConvolutionShape['x'],
  outChannels: number,
  filter: ConvolutionShape['filter'],
  padding: { readonly before: readonly [number, number]; readonly after: readonly [number, number] } | 'same',
  forms: Case['forms'],
): Case {
  const same = filter.map((size) => (size - 1) / 2) as [number, number];
  const { before, after } = padding === 'same' ? { before: same, after: same } : padding;
  return { x, outChannels, filter, before, after, forms };
}

const VALID = { before: [0, 0], after: [0, 0] } as const;
const UNEVEN = { before: [2, 1], after: [0, 2] } as const;
const SMALL = [F_2X2_3X3, F_2X2_3X3, F_2X2_3X3] as const;
const LARGE = [F_4X4_3X3, F_4X4_3X3, F_4X4_3X3] as const;

const CASES: Readonly<Record<string, Case>> = {
  '2x2 tiles, even sizes': shape([4, 8, 8, 8], 16, [3, 3], 'same', [F_2X2_3X3, F_4X4_3X3, F_4X4_3X3]),
  '2x2 tiles, odd sizes': shape([6, 5, 5, 16], 8, [3, 3], 'same', SMALL),
  '2x2 tiles, valid': shape([7, 7, 8, 8], 24, [3, 3], VALID, [F_2X2_3X3, F_4X4_3X3, F_2X2_3X3]),
  '2x2 tiles, one row of them': shape([3, 2, 31, 8], 8, [3, 3], 'same', SMALL),
  '2x2 tiles, fewer of them than channels': shape([2, 6, 6, 8], 136, [3, 3], 'same', [
    F_2X2_3X3,
    F_2X2_3X3,
    undefined,
  ]),
  '4x4 tiles, even sizes': shape([2, 16, 12, 8], 16, [3, 3], 'same', LARGE),
  '4x4 tiles, odd sizes': shape([1, 23, 15, 16], 8, [3, 3], 'same', LARGE),
  '4x4 tiles, valid': shape([3, 17, 13, 24], 8, [3, 3], VALID, LARGE),
  '4x4 tiles, more zeros before than after': shape([2, 15, 16, 8], 8, [3, 3], UNEVEN, LARGE),
  '4x4 tiles, more channels than a group': shape([2, 12, 12, 72], 136, [3, 3], 'same', LARGE),
  '4x4 tiles, several chunks of a gradient': shape([2, 61, 57, 8], 8, [3, 3], 'same', LARGE),
  '4x4 tiles, small images': shape([16, 4, 4, 16], 8, [3, 3], 'same', [F_2X2_3X3, F_4X4_3X3, F_4X4_3X3]),
  '5x5': shape([2, 13, 11, 8], 24, [5, 5], 'same', [F_2X2_5X5, F_2X2_5X5, undefined]),
  '5x5, valid, few tiles': shape([3, 12, 13, 16], 72, [5, 5], VALID, [F_2X2_5X5, F_2X2_5X5, undefined]),
  '1x3': shape([2, 9, 11, 8], 16, [1, 3], 'same', [F_1X4_1X3, F_1X4_1X3, F_1X4_1X3]),
  '3x1': shape([3, 9, 10, 16], 72, [3, 1], VALID, [F_4X1_3X1, F_4X1_3X1, F_4X1_3X1]),
  '1x7': shape([2, 9, 17, 8], 16, [1, 7], 'same', [F_1X4_1X7, F_1X4_1X7, undefined]),
  '1x7, valid': shape([3, 11, 18, 16], 8, [1, 7], VALID, [F_1X4_1X7, F_1X4_1X7, undefined]),
  '7x1': shape([2, 17, 9, 24], 8, [7, 1], 'same', [F_4X1_7X1, F_4X1_7X1, undefined]),
  '7x1, few tiles': shape([3, 6, 6, 8], 72, [7, 1], 'same', [F_4X1_7X1, F_4X1_7X1, undefined]),
};

function inputsOf({ x, outChannels, filter, before, after }: ConvolutionShape) {
  const [images, height, width, channels] = x;
  const filterShape: [number, number, number, number] = [...filter, channels, outChannels];
  const outHeight = height + before[0] + after[0] - filter[0] + 1;
  const outWidth = width + before[1] + after[1] - filter[1] + 1;
  const outShape = [images, outHeight, outWidth, outChannels];
  return {
    x: filled(x),
    filter: filled(filterShape, 1),
    dy: filled(outShape, 2),
    filterShape,
    outShape,
    pad: [
      [0, 0],
      [before[0], after[0]],
      [before[1], after[1]],
      [0, 0],
    ] as [number, number][],
  };
}

/** The convolution and its gradients by x and by the filter. */
function convolve(of: ConvolutionShape): Tensor[] {
  const { x, filter, dy, filterShape, outShape, pad } = inputsOf(of);
  const run = (image: Tensor, weights: Tensor) =>
    conv2d(image as Tensor4D, weights as Tensor4D, 1, pad as never);
  const [a, b] = [tensor(x, [...of.x]), tensor(filter, filterShape)];
  return [run(a, b), ...grads(run)([a, b], tensor(dy, outShape))];
}

/** The largest difference, in units of the root of the mean square of what is right. */
function largestError(actual: Float32Array, exact: Float64Array): number {
  const scale = Math.sqrt(exact.reduce((sum, value) => sum + value ** 2, 0) / exact.length);
  return actual.reduce((largest, value, i) => Math.max(largest, Math.abs(value - exact[i]!)), 0) / scale;
}

/** Single precision has 6e-8; sums of 72 to 1,224 products in the usual form stay under 1e-5. */
function boundOf(form: number | undefined): number {
  return form === F_2X2_3X3 ? 5e-6 : form === undefined ? 1e-5 : 2e-5;
}

const BUILDS = [false, ...(hasFusedMultiplyAdd() ? [true] : [])].flatMap((fusedMultiplyAdd) =>
  [1, 3].map((threads) => ({ fusedMultiplyAdd, threads })),
);

describe.each(BUILDS)(
  'a convolution in a form of Winograd (fused: $fusedMultiplyAdd, threads: $threads)',
  (options) => {
    let started: StartedBackend;
    beforeAll(async () => {
      started = await startBackend('wasm', options);
    });
    afterAll(() => started.dispose());

    it.each(Object.keys(CASES))('is near double precision, forward and both gradients: %s', async (name) => {
      const of = CASES[name]!;
      const [y, dx, dw] = await onBackend('wasm', () => convolve(of));
      const exact = convolutionInDouble(of, inputsOf(of));
      expect(largestError(y!, exact.y)).toBeLessThan(boundOf(of.forms[0]));
      expect(largestError(dx!, exact.dx)).toBeLessThan(boundOf(of.forms[1]));
      expect(largestError(dw!, exact.dw)).toBeLessThan(boundOf(of.forms[2]));
    });

    it.each(['2x2 tiles, odd sizes', '4x4 tiles, odd sizes', '5x5', '3x1', '1x7'])(
      'adds a bias and clamps: %s',
      async (name) => {
        const of = CASES[name]!;
        const { x, filter, filterShape, pad } = inputsOf(of);
        const bias = filled([of.outChannels], 3);
        const [y] = await onBackend('wasm', () => [
          fused.conv2d({
            x: tensor(x, [...of.x]) as Tensor4D,
            filter: tensor(filter, filterShape) as Tensor4D,
            strides: 1,
            pad: pad as never,
            bias: tensor1d(bias),
            activation: 'relu',
          }),
        ]);
        const exact = convolutionInDouble(of, inputsOf(of)).y.map((value, i) =>
          Math.max(0, value + bias[i % bias.length]!),
        );
        expect(largestError(y!, exact)).toBeLessThan(boundOf(of.forms[0]));
      },
    );
  },
);

describe('convolutions on wasm', () => {
  it.each([
    [[3, 3], 16, 8],
    [[3, 3], 8, 40],
    [[5, 5], 8, 40],
    [[1, 3], 8, 40],
    [[7, 1], 8, 40],
  ] as const)(
    'compute the same bits of an image, whatever images are beside it: %j, %i to %i',
    async ([height, width], channels, outChannels) => {
      const started = await startBackend('wasm', { threads: 2 });
      for (const size of [2, 4, 7, 8, 9, 13]) {
        const [all, first, last] = await onBackend('wasm', () => {
          const x = tensor(filled([5, size, size, channels]), [5, size, size, channels]) as Tensor4D;
          const shape = [height, width, channels, outChannels] as [number, number, number, number];
          const filter = tensor(filled(shape, 1), shape);
          const run = (images: Tensor4D) => conv2d(images, filter as Tensor4D, 1, 'same');
          return [run(x), run(x.slice(0, 1)), run(x.slice(4, 1))];
        });
        expect(first).toEqual(all!.slice(0, first!.length));
        expect(last).toEqual(all!.slice(-last!.length));
      }
      started.dispose();
    },
  );
});

describe('the form of a convolution', () => {
  const steps = { strideHeight: 1, strideWidth: 1, dilationHeight: 1, dilationWidth: 1 };
  const filter = { filterHeight: 3, filterWidth: 3, ...steps };
  const size = { channels: 8, outChannels: 8, batch: 1, image: [12, 12] } as const;
  const numberOf = (form: WinogradForm | undefined) => form?.form;

  it.each(Object.entries(CASES))('is the one that is tested here: %s', (_name, of) => {
    const [batch, height, width, channels] = of.x;
    const { outChannels } = of;
    const [, outHeight, outWidth] = inputsOf(of).outShape as [number, number, number];
    const geometry = { filterHeight: of.filter[0], filterWidth: of.filter[1], ...steps };
    const after = { channels, outChannels, batch, image: [outHeight, outWidth] } as const;
    const before = { channels: outChannels, outChannels: channels, batch, image: [height, width] } as const;
    expect([
      numberOf(forwardForm(geometry, after)),
      numberOf(imageGradientForm(geometry, before)),
      numberOf(filterGradientForm(geometry, after)),
    ]).toEqual(of.forms);
  });

  it('is the usual one for other filters, steps and channels, and for few tiles', () => {
    expect(numberOf(forwardForm(filter, size))).toBe(F_4X4_3X3);
    for (const [name, value] of Object.entries(filter)) {
      expect(forwardForm({ ...filter, [name]: value + 1 }, size)).toBeUndefined();
    }
    expect(forwardForm(filter, { ...size, channels: 12 })).toBeUndefined();
    expect(forwardForm(filter, { ...size, outChannels: 4 })).toBeUndefined();
    expect(forwardForm(filter, { ...size, image: [3, 2] })).toBeUndefined();
    expect(imageGradientForm(filter, { ...size, image: [3, 2], batch: 3 })).toBeUndefined();
    expect(filterGradientForm(filter, { ...size, image: [6, 6], batch: 3 })).toBeUndefined();
  });

  it('follows from the image alone, and from the batch while gradients are recorded', async () => {
    const started = await startBackend('wasm', { threads: 1 });
    const many = { ...size, image: [8, 8], batch: 4 } as const;
    expect(numberOf(forwardForm(filter, many))).toBe(F_2X2_3X3);
    let recorded: WinogradForm | undefined;
    grads((x: Tensor) => {
      recorded = forwardForm(filter, many);
      return x.square();
    })([tensor([1])]);
    expect(numberOf(recorded)).toBe(F_4X4_3X3);
    expect(numberOf(forwardForm(filter, many))).toBe(F_2X2_3X3);
    started.dispose();
  });
});
