import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  backend,
  conv2d,
  engine,
  exp,
  fill,
  mul,
  registerKernel,
  setBackend,
  type Tensor,
  type Tensor4D,
  tensor,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StartedBackend } from '../../../src/engines/engine.js';
import { startBackend } from '../../../src/engines/start-backend.js';
import { filled, largestDeviation } from '../../support/on-backend.js';

/** Starts a convolution that takes several milliseconds, far longer than the code after it takes to begin. */
function longConvolution(): { readonly y: Tensor4D; readonly inputs: readonly Tensor[] } {
  const x = tensor(filled([8, 40, 40, 32]), [8, 40, 40, 32]) as Tensor4D;
  const filter = tensor(filled([3, 3, 32, 48], 1), [3, 3, 32, 48]) as Tensor4D;
  return { y: conv2d(x, filter, 1, 'same'), inputs: [x, filter] };
}

describe.each([2, 3])('while kernels run on %i threads', (threads) => {
  let started: StartedBackend;
  let expected: Float32Array;
  beforeAll(async () => {
    await startBackend('wasm', { threads: 1 }).then(async (single) => {
      expected = await longConvolution().y.data<'float32'>();
      single.dispose();
    });
    started = await startBackend('wasm', { threads });
    await setBackend('wasm');
  });
  afterAll(() => started.dispose());

  it('reading waits for the result', () => {
    const { y, inputs } = longConvolution();
    expect(largestDeviation(y.dataSync(), expected)).toBe(0);
    for (const tensor of [y, ...inputs]) {
      tensor.dispose();
    }
  });

  it('memory that they use is not reused', () => {
    const { y, inputs } = longConvolution();
    for (const input of inputs) {
      input.dispose();
    }
    const others = inputs.map(({ shape }) => tensor(filled(shape, 9).fill(Number.NaN), shape));
    expect(largestDeviation(y.dataSync(), expected)).toBe(0);
    const { y: unread, inputs: more } = longConvolution();
    unread.dispose();
    const ones = tensor(new Float32Array(unread.size).fill(1), unread.shape);
    expect(new Set(ones.dataSync())).toEqual(new Set([1]));
    for (const tensor of [y, ones, ...others, ...more]) {
      tensor.dispose();
    }
  });

  it('kernels of tfjs-backend-wasm wait for their inputs', () => {
    const { y, inputs } = longConvolution();
    const powers = exp(mul(y, 0.01));
    const wanted = expected.map((value) => Math.exp(0.01 * value));
    expect(largestDeviation(powers.dataSync(), wanted)).toBeLessThan(1e-5);
    for (const tensor of [y, powers, ...inputs]) {
      tensor.dispose();
    }
  });

  it('kernels of other packages wait when they look up a tensor', () => {
    const values: Record<string, Float32Array> = {};
    const name = `Peek${threads}`;
    registerKernel({
      kernelName: name,
      backendName: 'wasm',
      kernelFunc: (({ inputs: { x }, backend }: { inputs: { x: Tensor }; backend: BackendWasm }) => {
        const { memoryOffset } = backend.dataIdMap.get(x.dataId);
        values[name] = new Float32Array(backend.wasm.HEAPU8.buffer, memoryOffset >>> 0, x.size).slice();
        return backend.makeOutput([], 'float32', undefined, new Float32Array(1));
      }) as unknown as Parameters<typeof registerKernel>[0]['kernelFunc'],
    });
    const { y, inputs } = longConvolution();
    const peeked = engine().runKernel(name, { x: y }) as Tensor;
    unregisterKernel(name, 'wasm');
    expect(largestDeviation(values[name]!, expected)).toBe(0);
    for (const tensor of [y, peeked, ...inputs]) {
      tensor.dispose();
    }
  });

  it('views of the heap show finished tensors', () => {
    const { y, inputs } = longConvolution();
    expect(largestDeviation((backend() as BackendWasm).typedArrayFromHeap(y), expected)).toBe(0);
    for (const tensor of [y, ...inputs]) {
      tensor.dispose();
    }
  });

  it('constants can be created, in memory that nothing else uses', () => {
    const { y, inputs } = longConvolution();
    const zeros = fill(y.shape, 0);
    expect(largestDeviation(y.dataSync(), expected)).toBe(0);
    expect(new Set(zeros.dataSync())).toEqual(new Set([0]));
    for (const tensor of [y, zeros, ...inputs]) {
      tensor.dispose();
    }
  });
});
