import { backend_util, type ConcatAttrs, type SplitVAttrs, type TensorInfo } from '@tensorflow/tfjs-core';
import { input, type KernelCall, type WasmKernel } from '../calls/kernel-call.js';
import { addressOf, sizeOf } from '../memory/tensors.js';

// Concatenation and splitting along the last axis, as networks with branches do it. The stock kernels take other axes.

/** Joins float32 tensors along their last axis. */
export const concat: WasmKernel = {
  kernelName: 'Concat',
  run(call) {
    const parts = Object.values(call.inputs).filter((part) => sizeOf(part) > 0);
    const [first] = parts;
    const axis = axisOf(call.attrs as unknown as ConcatAttrs, first);
    if (!first || axis !== first.shape.length - 1 || parts.some((part) => part.dtype !== 'float32')) {
      return call.stock();
    }
    const width = parts.reduce((total, part) => total + widthOf(part), 0);
    const out = call.backend.makeOutput([...first.shape.slice(0, -1), width], 'float32');
    let column = 0;
    for (const part of parts) {
      const columns = widthOf(part);
      copy(call, { from: part, fromColumn: 0, to: out, toColumn: column, columns });
      column += columns;
    }
    return out;
  },
};

/** Splits a float32 tensor along its last axis: the gradient of {@link concat}. */
export const splitV: WasmKernel = {
  kernelName: 'SplitV',
  run(call) {
    const x = input(call.inputs, 'x');
    const { numOrSizeSplits } = call.attrs as unknown as SplitVAttrs;
    const axis = axisOf(call.attrs as unknown as SplitVAttrs, x);
    if (axis !== x.shape.length - 1 || x.dtype !== 'float32' || sizeOf(x) === 0) {
      return call.stock();
    }
    let column = 0;
    return backend_util
      .prepareSplitSize(
        { shape: x.shape } as Parameters<typeof backend_util.prepareSplitSize>[0],
        numOrSizeSplits,
        axis,
      )
      .map((columns) => {
        const part = call.backend.makeOutput([...x.shape.slice(0, -1), columns], 'float32');
        copy(call, { from: x, fromColumn: column, to: part, toColumn: 0, columns });
        column += columns;
        return part;
      });
  },
};

function axisOf({ axis }: { readonly axis: number }, x: TensorInfo | undefined): number {
  return axis < 0 ? axis + (x?.shape.length ?? 0) : axis;
}

function widthOf(x: TensorInfo): number {
  return x.shape.at(-1) as number;
}

interface Columns {
  readonly from: TensorInfo;
  readonly fromColumn: number;
  readonly to: TensorInfo;
  readonly toColumn: number;
  readonly columns: number;
}

function copy({ backend, pool }: KernelCall, { from, fromColumn, to, toColumn, columns }: Columns): void {
  if (columns === 0) {
    return;
  }
  pool.run(
    'copyColumns',
    {
      from: addressOf(backend, from),
      fromWidth: widthOf(from),
      fromColumn,
      to: addressOf(backend, to),
      toWidth: widthOf(to),
      toColumn,
      columns,
    },
    { units: sizeOf(from) / widthOf(from), multiple: 64 },
  );
}
