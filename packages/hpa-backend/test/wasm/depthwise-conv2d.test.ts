import {
  depthwiseConv2d,
  engine,
  fused,
  grads,
  memory,
  type Tensor,
  type Tensor4D,
  tensor,
  tensor1d,
} from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StartedBackend } from '../../src/engines/engine.js';
import { startBackend } from '../../src/engines/start-backend.js';
import { filled, largestDeviation, onBackend } from '../support/on-backend.js';

// Sums of up to a few thousand single-precision products in another order.
const TOLERANCE = 1e-4;

type Shape = [number, number, number, number];
type Padding = 'same' | 'valid' | number;

interface Case {
  readonly x: readonly number[];
  /** Height, width, channels, channel multiplier. */
  readonly filter: readonly number[];
  readonly strides: number | readonly [number, number];
  readonly pad: Padding | readonly (readonly number[])[];
}

async function deviation(compute: () => readonly Tensor[]): Promise<number> {
  const expected = await onBackend('cpu', compute);
  const actual = await onBackend('wasm', compute);
  return Math.max(...expected.map((values, i) => largestDeviation(actual[i]!, values)));
}

/** Value, input gradient and filter gradient of a depthwise convolution. */
function convolution({ x, filter, strides, pad }: Case): () => Tensor[] {
  const convolve = (image: Tensor, weights: Tensor) =>
    depthwiseConv2d(image as Tensor4D, weights as Tensor4D, strides as number, pad as Padding);
  return () => {
    const inputs = [tensor(filled(x), x as Shape), tensor(filled(filter, 1), filter as Shape)] as const;
    const y = convolve(...inputs);
    return [y, ...grads(convolve)([...inputs], tensor(filled(y.shape, 2), y.shape))];
  };
}

describe.each([1, 2, 3])('depthwise convolution on %i threads agrees with the cpu backend:', (threads) => {
  let started: StartedBackend;
  beforeAll(async () => {
    started = await startBackend('wasm', { threads });
  });
  afterAll(() => started.dispose());

  it.each<[string, Case]>([
    ['3x3 same', { x: [2, 9, 9, 8], filter: [3, 3, 8, 1], strides: 1, pad: 'same' }],
    ['3x3 same, 24 channels', { x: [2, 7, 8, 24], filter: [3, 3, 24, 1], strides: 1, pad: 'same' }],
    ['3x3 same, 96 channels', { x: [1, 6, 6, 96], filter: [3, 3, 96, 1], strides: 1, pad: 'same' }],
    ['3x3 valid, 3 channels', { x: [2, 8, 7, 3], filter: [3, 3, 3, 1], strides: 1, pad: 'valid' }],
    ['3x3 stride 2 same, even size', { x: [3, 8, 8, 16], filter: [3, 3, 16, 1], strides: 2, pad: 'same' }],
    ['3x3 stride 2 same, odd size', { x: [2, 9, 7, 32], filter: [3, 3, 32, 1], strides: 2, pad: 'same' }],
    [
      '3x3 stride 2 valid, a row left over',
      { x: [2, 10, 8, 5], filter: [3, 3, 5, 1], strides: 2, pad: 'valid' },
    ],
    [
      '3x3 stride 2, padded on two sides as in Keras',
      {
        x: [2, 8, 8, 20],
        filter: [3, 3, 20, 1],
        strides: 2,
        pad: [
          [0, 0],
          [0, 1],
          [0, 1],
          [0, 0],
        ],
      },
    ],
    ['3x3, padding of 1', { x: [2, 6, 5, 17], filter: [3, 3, 17, 1], strides: 1, pad: 1 }],
    [
      'padding wider than the filter',
      {
        x: [1, 4, 4, 4],
        filter: [2, 2, 4, 1],
        strides: 1,
        pad: [
          [0, 0],
          [3, 2],
          [2, 3],
          [0, 0],
        ],
      },
    ],
    ['5x5 same on a smaller image', { x: [1, 3, 3, 4], filter: [5, 5, 4, 1], strides: 1, pad: 'same' }],
    ['1x1', { x: [2, 5, 5, 19], filter: [1, 1, 19, 1], strides: 1, pad: 'same' }],
    ['even 4x2 filter', { x: [2, 6, 7, 6], filter: [4, 2, 6, 1], strides: 1, pad: 'same' }],
    ['7x7 stride 3', { x: [1, 13, 11, 9], filter: [7, 7, 9, 1], strides: 3, pad: 'same' }],
    ['a stride larger than the filter', { x: [2, 7, 8, 5], filter: [2, 2, 5, 1], strides: 3, pad: 'same' }],
    ['a single pixel', { x: [4, 1, 1, 7], filter: [3, 3, 7, 1], strides: 1, pad: 'same' }],
    ['a multiplier of 2', { x: [2, 7, 6, 5], filter: [3, 3, 5, 2], strides: 1, pad: 'same' }],
    ['a multiplier of 3, stride 2', { x: [2, 8, 7, 16], filter: [3, 3, 16, 3], strides: 2, pad: 'same' }],
    ['one channel of many filters', { x: [1, 6, 6, 1], filter: [3, 3, 1, 20], strides: 1, pad: 'valid' }],
    // Several blocks and several groups of channels.
    ['many pixels', { x: [3, 33, 31, 70], filter: [3, 3, 70, 1], strides: 1, pad: 'same' }],
  ])('%s, with both gradients', async (_name, given) => {
    expect(await deviation(convolution(given))).toBeLessThan(TOLERANCE);
  });

  it('any shape, with both gradients', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          batch: fc.integer({ min: 1, max: 3 }),
          height: fc.integer({ min: 1, max: 9 }),
          width: fc.integer({ min: 1, max: 9 }),
          channels: fc.integer({ min: 1, max: 40 }),
          multiplier: fc.integer({ min: 1, max: 3 }),
          filterHeight: fc.integer({ min: 1, max: 4 }),
          filterWidth: fc.integer({ min: 1, max: 4 }),
          stride: fc.integer({ min: 1, max: 3 }),
          pad: fc.constantFrom<Padding>('same', 'valid', 0, 2),
        }),
        async ({ batch, height, width, channels, multiplier, filterHeight, filterWidth, stride, pad }) => {
          fc.pre((pad !== 'valid' && pad !== 0) || (height >= filterHeight && width >= filterWidth));
          const compute = convolution({
            x: [batch, height, width, channels],
            filter: [filterHeight, filterWidth, channels, multiplier],
            strides: stride,
            pad,
          });
          expect(await deviation(compute)).toBeLessThan(TOLERANCE);
        },
      ),
      { seed: 1, numRuns: 60 },
    );
  });

  it.each([
    ['a dilation of 2', 2, 'linear', true],
    ['a bias and ReLU', 1, 'relu', true],
    ['a bias and ReLU6', 1, 'relu6', true],
    ['ReLU6 without a bias', 1, 'relu6', false],
    ['a bias and ELU, which the stock kernel takes', 1, 'elu', true],
  ] as const)('fused with %s', async (_name, dilations, activation, biased) => {
    const compute = () => [
      fused.depthwiseConv2d({
        x: tensor(filled([2, 9, 8, 21]), [2, 9, 8, 21]) as Tensor4D,
        filter: tensor(filled([3, 3, 21, 1], 1), [3, 3, 21, 1]) as Tensor4D,
        ...(biased && { bias: tensor1d(filled([21], 2)) }),
        strides: 1,
        pad: 'same',
        dilations,
        activation,
      }),
    ];
    expect(await deviation(compute)).toBeLessThan(TOLERANCE);
  });

  it('keeps no tensors', async () => {
    const compute = convolution({ x: [2, 8, 8, 20], filter: [3, 3, 20, 1], strides: 2, pad: 'same' });
    await onBackend('wasm', compute);
    const before = memory();
    for (let i = 0; i < 20; i++) {
      await onBackend('wasm', compute);
    }
    expect(memory().numTensors).toBe(before.numTensors);
    expect(memory().numBytes).toBe(before.numBytes);
  });

  it('refuses a gradient with dilation', async () => {
    const dy = tensor(filled([1, 5, 5, 3]), [1, 5, 5, 3]);
    const filter = tensor(filled([3, 3, 3, 1]), [3, 3, 3, 1]);
    const attributes = { strides: 1, pad: 'same', dilations: 2, inputShape: [1, 5, 5, 3] };
    expect(() =>
      engine().runKernel('DepthwiseConv2dNativeBackpropInput', { dy, filter }, attributes),
    ).toThrow("dilations of a depthwise convolution's gradients must be 1; received 2, 2");
    dy.dispose();
    filter.dispose();
  });
});

describe('depthwise convolution on wasm', () => {
  it('gives the same bits on any number of threads', async () => {
    const cases = [
      { x: [3, 61, 37, 70], filter: [3, 3, 70, 1], strides: 1, pad: 'same' },
      { x: [3, 61, 37, 21], filter: [3, 3, 21, 2], strides: 2, pad: 'same' },
    ] as const satisfies readonly Case[];
    const results = [];
    for (const threads of [1, 2, 3]) {
      const started = await startBackend('wasm', { threads });
      results.push(await onBackend('wasm', () => cases.flatMap((given) => convolution(given)())));
      started.dispose();
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  });
});
