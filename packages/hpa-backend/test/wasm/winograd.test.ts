import { conv2d, fused, grads, type Tensor, type Tensor4D, tensor, tensor1d } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StartedBackend } from '../../src/engines/engine.js';
import { startBackend } from '../../src/engines/start-backend.js';
import { gradientSuitsWinograd, suitsWinograd } from '../../src/wasm/calls/winograd.js';
import { hasFusedMultiplyAdd } from '../../src/wasm/fused-multiply-add.js';
import { type ConvolutionShape, convolutionInDouble } from '../support/convolution-in-double.js';
import { filled, onBackend } from '../support/on-backend.js';

const SAME = { before: [1, 1], after: [1, 1] } as const;
const VALID = { before: [0, 0], after: [0, 0] } as const;

/** At least 16 tiles of 2x2 pixels an image, and eights of channels: Winograd's form. */
const LARGE_IMAGES: Readonly<Record<string, ConvolutionShape>> = {
  'even sizes, same': { x: [2, 12, 10, 8], outChannels: 16, ...SAME },
  'odd sizes, same': { x: [1, 13, 11, 16], outChannels: 8, ...SAME },
  'even sizes, valid': { x: [2, 14, 10, 24], outChannels: 8, ...VALID },
  'odd sizes, valid': { x: [3, 13, 9, 8], outChannels: 24, ...VALID },
  'more zeros before than after': { x: [2, 11, 12, 8], outChannels: 8, before: [2, 1], after: [0, 2] },
  'one row of tiles': { x: [2, 2, 31, 8], outChannels: 8, ...SAME },
  'more channels than a group': { x: [2, 12, 14, 72], outChannels: 136, ...SAME },
  'several chunks of a gradient': { x: [2, 41, 37, 8], outChannels: 8, ...SAME },
};

/** Fewer tiles an image, and at least 32 in the batch: gradients in Winograd's form. */
const SMALL_IMAGES: Readonly<Record<string, ConvolutionShape>> = {
  'small images': { x: [9, 4, 4, 16], outChannels: 8, ...SAME },
  'small images, odd and valid': { x: [8, 5, 7, 8], outChannels: 16, ...VALID },
};
const SHAPES = { ...LARGE_IMAGES, ...SMALL_IMAGES };

function inputsOf({ x, outChannels, before, after }: ConvolutionShape) {
  const [images, height, width, channels] = x;
  const filterShape: [number, number, number, number] = [3, 3, channels, outChannels];
  const outShape = [images, height + before[0] + after[0] - 2, width + before[1] + after[1] - 2, outChannels];
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
function convolve(shape: ConvolutionShape): Tensor[] {
  const { x, filter, dy, filterShape, outShape, pad } = inputsOf(shape);
  const run = (image: Tensor, weights: Tensor) =>
    conv2d(image as Tensor4D, weights as Tensor4D, 1, pad as never);
  const [a, b] = [tensor(x, [...shape.x]), tensor(filter, filterShape)];
  return [run(a, b), ...grads(run)([a, b], tensor(dy, outShape))];
}

/** The largest difference, in units of the root of the mean square of what is right. */
function largestError(actual: Float32Array, exact: Float64Array): number {
  const scale = Math.sqrt(exact.reduce((sum, value) => sum + value ** 2, 0) / exact.length);
  return actual.reduce((largest, value, i) => Math.max(largest, Math.abs(value - exact[i]!)), 0) / scale;
}

const BUILDS = [false, ...(hasFusedMultiplyAdd() ? [true] : [])].flatMap((fusedMultiplyAdd) =>
  [1, 3].map((threads) => ({ fusedMultiplyAdd, threads })),
);

describe.each(BUILDS)(
  'a 3x3 convolution in Winograd form (fused: $fusedMultiplyAdd, threads: $threads)',
  (options) => {
    let started: StartedBackend;
    beforeAll(async () => {
      started = await startBackend('wasm', options);
    });
    afterAll(() => started.dispose());

    it.each(Object.keys(SHAPES))('is near double precision, forward and both gradients: %s', async (name) => {
      const shape = SHAPES[name]!;
      const [y, dx, dw] = await onBackend('wasm', () => convolve(shape));
      const exact = convolutionInDouble(shape, inputsOf(shape));
      // Single precision has 6e-8; sums of 72 to 1,224 products in the usual form stay under 1e-5 too.
      expect(largestError(y!, exact.y)).toBeLessThan(5e-6);
      expect(largestError(dx!, exact.dx)).toBeLessThan(5e-6);
      expect(largestError(dw!, exact.dw)).toBeLessThan(5e-6);
    });

    it('adds a bias and clamps', async () => {
      const shape = SHAPES['odd sizes, same']!;
      const { x, filter, filterShape } = inputsOf(shape);
      const bias = filled([shape.outChannels], 3);
      const [y] = await onBackend('wasm', () => [
        fused.conv2d({
          x: tensor(x, [...shape.x]) as Tensor4D,
          filter: tensor(filter, filterShape) as Tensor4D,
          strides: 1,
          pad: 'same',
          bias: tensor1d(bias),
          activation: 'relu',
        }),
      ]);
      const exact = convolutionInDouble(shape, inputsOf(shape)).y.map((value, i) =>
        Math.max(0, value + bias[i % bias.length]!),
      );
      expect(largestError(y!, exact)).toBeLessThan(5e-6);
    });
  },
);

describe('convolutions on wasm', () => {
  it('compute the same bits of an image, whatever images are beside it', async () => {
    const started = await startBackend('wasm', { threads: 2 });
    for (const size of [2, 4, 7, 8, 9]) {
      const [all, first, last] = await onBackend('wasm', () => {
        const x = tensor(filled([5, size, size, 16]), [5, size, size, 16]) as Tensor4D;
        const filter = tensor(filled([3, 3, 16, 8], 1), [3, 3, 16, 8]) as Tensor4D;
        const run = (images: Tensor4D) => conv2d(images, filter, 1, 'same');
        return [run(x), run(x.slice(0, 1)), run(x.slice(4, 1))];
      });
      expect(first).toEqual(all!.slice(0, first!.length));
      expect(last).toEqual(all!.slice(-last!.length));
    }
    started.dispose();
  });
});

describe('suitsWinograd', () => {
  const filter = {
    filterHeight: 3,
    filterWidth: 3,
    strideHeight: 1,
    strideWidth: 1,
    dilationHeight: 1,
    dilationWidth: 1,
  };
  const size = { channels: 8, outChannels: 8, image: [8, 7] } as const;

  it.each(Object.entries(SHAPES))('takes what is tested here: %s', (name, shape) => {
    const [batch, height, width, channels] = shape.x;
    const { outChannels } = shape;
    const [, outHeight, outWidth] = inputsOf(shape).outShape;
    const forward = { channels, outChannels, image: [outHeight!, outWidth!] } as const;
    const backward = { channels: outChannels, outChannels: channels, image: [height, width] } as const;
    expect(suitsWinograd(filter, forward)).toBe(name in LARGE_IMAGES);
    expect(gradientSuitsWinograd(filter, { ...forward, batch })).toBe(true);
    expect(gradientSuitsWinograd(filter, { ...backward, batch })).toBe(true);
  });

  it('leaves others to the usual form', () => {
    expect(suitsWinograd(filter, { ...size, channels: 12 })).toBe(false);
    expect(suitsWinograd(filter, { ...size, outChannels: 4 })).toBe(false);
    expect(suitsWinograd(filter, { ...size, image: [8, 6] })).toBe(false);
    for (const [name, value] of Object.entries(filter)) {
      expect(suitsWinograd({ ...filter, [name]: value + 1 }, size)).toBe(false);
    }
    expect(gradientSuitsWinograd(filter, { ...size, batch: 2 })).toBe(true);
    expect(gradientSuitsWinograd(filter, { ...size, batch: 1 })).toBe(false);
    expect(gradientSuitsWinograd(filter, { ...size, batch: 8, channels: 12 })).toBe(false);
  });
});
