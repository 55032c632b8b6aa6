import type { TensorInfo } from '@tensorflow/tfjs-core';
import { updatesOf } from '../../optimizer-updates.js';
import { ownMemory } from '../../own-memory.js';
import type { KernelCall, WasmKernel } from '../calls/kernel-call.js';
import { addressOf, forgetPackedCopies, sizeOf } from '../memory/tensors.js';

// Optimizer steps in place, in one pass over all weights. A trainer finds them by name in tfjs-core's registry. Each returns a
// dummy scalar; the kernel updates its inputs in place.

/** Elements of a unit, as in kernels/optimizer-updates.ts: below it, waking a thread costs more than the work. */
const BLOCK = 1024;
/** Words of an entry of the table that the kernel reads. */
const ENTRY = 8;

/**
 * { variable0, gradient0, m0, v0, variable1, ... }, { learningRates and keptShares, a number for each variable, beta1, beta2, epsilon, step from 1 }.
 */
export const adam: WasmKernel = {
  kernelName: 'HpaAdam',
  run(call) {
    const { beta1, beta2, epsilon, step } = call.attrs as unknown as Readonly<
      Record<'beta1' | 'beta2' | 'epsilon' | 'step', number>
    >;
    return update(call, {
      slots: ['m', 'v'],
      rateFactor: 1 / (1 - beta1 ** step),
      run: (table, range) =>
        call.pool.run(
          'adamUpdate',
          { ...table, beta1, beta2, correction2: 1 / (1 - beta2 ** step), epsilon },
          range,
        ),
    });
  },
};

/** { variable0, gradient0, velocity0, variable1, ... }, { learningRates, a number for each variable, momentum, nesterov }. */
export const momentum: WasmKernel = {
  kernelName: 'HpaMomentum',
  run(call) {
    const { momentum: keep, nesterov } = call.attrs as unknown as {
      readonly momentum: number;
      readonly nesterov: boolean;
    };
    return update(call, {
      slots: ['velocity'],
      rateFactor: 1,
      run: (table, range) =>
        call.pool.run('momentumUpdate', { ...table, momentum: keep, nesterov: nesterov ? 1 : 0 }, range),
    });
  },
};

function update(
  { inputs, attrs, backend, pool }: KernelCall,
  {
    slots,
    rateFactor,
    run,
  }: {
    readonly slots: readonly string[];
    /** What each learning rate is multiplied by. */
    readonly rateFactor: number;
    readonly run: (
      table: { readonly table: number; readonly variables: number },
      range: { readonly units: number },
    ) => void;
  },
): TensorInfo {
  const updates = updatesOf({ inputs, attrs, slots });
  for (const { variable, slots: kept } of updates) {
    for (const tensor of [variable, ...kept]) {
      own({ backend, pool }, tensor);
    }
  }
  const table = backend.makeOutput([updates.length, ENTRY], 'int32');
  const words = backend.typedArrayFromHeap(table) as Int32Array;
  const numbers = new Float32Array(words.buffer, words.byteOffset, words.length);
  let units = 0;
  for (const [i, { variable, gradient, slots: kept, learningRate, keptShare }] of updates.entries()) {
    const at = i * ENTRY;
    words.set(
      [variable, gradient, ...kept].map((tensor) => addressOf(backend, tensor)),
      at,
    );
    words.set([sizeOf(variable), units], at + 4);
    numbers.set([learningRate * rateFactor, keptShare], at + 6);
    units += Math.ceil(sizeOf(variable) / BLOCK);
    forgetPackedCopies(backend, variable);
  }
  if (units > 0) {
    run({ table: addressOf(backend, table), variables: updates.length }, { units });
  }
  backend.disposeData(table.dataId);
  return backend.makeOutput([], 'float32', undefined, new Float32Array(1));
}

function own({ backend, pool }: Pick<KernelCall, 'backend' | 'pool'>, variable: TensorInfo): void {
  ownMemory(variable, {
    readers: backend.refCount(variable.dataId),
    copy: () => {
      const copy = backend.makeOutput(variable.shape, variable.dtype);
      pool.finish();
      backend.typedArrayFromHeap(copy).set(backend.typedArrayFromHeap(variable));
      return copy;
    },
  });
}
