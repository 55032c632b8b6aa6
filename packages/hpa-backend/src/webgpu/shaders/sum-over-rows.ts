import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { runShader } from './kernel-call.js';

/** Columns and rows that one workgroup takes at a time: 256 invocations, what every WebGPU device offers. */
const SIDE = 16;
/** Workgroups that fill a large GPU. */
const ENOUGH_WORKGROUPS = 256;
/** Below four rows for each lane, a second pass costs more than it spreads. */
const LEAST_ROWS = 4 * SIDE;

/** Sums over the rows of matrices. */
export interface RowSum {
  /** Matrices [rows, columns] or vectors [columns], by the names that the term has for them. */
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly rows: number;
  readonly columns: number;
  /** WGSL for what is summed: `i` is an element's index in a matrix, `column` its index in a vector. */
  readonly term: string;
  /** What each sum is multiplied by at the end. */
  readonly factor?: number;
}

/**
 * Sums a term over the rows of float32 matrices: [columns].
 *
 * The stock reduction transposes such a matrix first and then gives each column to one workgroup. This one reads
 * rows as they lie, splits them into as many chunks as fill a GPU, and adds the chunks' sums in a second pass.
 * Each sum is taken in one fixed order, so results repeat bit for bit.
 */
export function sumOverRows(backend: WebGPUBackend, { factor = 1, ...sum }: RowSum): TensorInfo {
  const { rows, columns } = sum;
  const chunks = rowChunks({ rows, columns });
  if (chunks === 1) {
    return runPass(backend, { ...sum, factor, chunks });
  }
  const sums = runPass(backend, { ...sum, factor: 1, chunks });
  const total = runPass(backend, {
    inputs: { sums },
    ...{ rows: chunks, columns, term: 'sums[i]', factor, chunks: 1 },
  });
  backend.disposeData(sums.dataId);
  return total;
}

/** How many chunks the rows are split into. */
export function rowChunks({ rows, columns }: { readonly rows: number; readonly columns: number }): number {
  const wanted = Math.ceil(ENOUGH_WORKGROUPS / Math.ceil(columns / SIDE));
  return Math.max(1, Math.min(wanted, Math.floor(rows / LEAST_ROWS)));
}

function runPass(backend: WebGPUBackend, pass: Required<RowSum> & { readonly chunks: number }): TensorInfo {
  const { inputs, rows, columns, term, factor, chunks } = pass;
  const flat = Object.entries(inputs).map(([name, { dataId, shape, dtype }]) => {
    const isVector = shape.length === 1;
    return [name, { dataId, dtype, shape: isVector ? [columns] : [rows, columns] }] as const;
  });
  const sums = runShader(backend, {
    inputs: Object.fromEntries(flat),
    outputShape: [chunks, columns],
    shaderKey: `hpaSumOverRows ${term}`,
    workgroupSize: [SIDE, SIDE, 1],
    workgroups: [Math.ceil(columns / SIDE), chunks, 1],
    integers: { rows, columns, rowsPerChunk: Math.ceil(rows / chunks) },
    floats: { factor },
    code: `
      var<workgroup> lanes : array<f32, ${SIDE * SIDE}>;

      fn main() {
        let column = i32(globalId.x);
        let first = i32(workgroupId.y) * uniforms.rowsPerChunk;
        let end = min(first + uniforms.rowsPerChunk, uniforms.rows);
        var total = 0.0;
        if (column < uniforms.columns) {
          for (var row = first + i32(localId.y); row < end; row += ${SIDE}) {
            let i = row * uniforms.columns + column;
            total += ${term};
          }
        }
        lanes[localIndex] = total;
        for (var count = ${SIDE / 2}u; count > 0u; count /= 2u) {
          workgroupBarrier();
          if (localId.y < count) {
            lanes[localIndex] += lanes[localIndex + count * ${SIDE}u];
          }
        }
        if (localId.y == 0u && column < uniforms.columns) {
          result[i32(workgroupId.y) * uniforms.columns + column] = lanes[localId.x] * uniforms.factor;
        }
      }`,
  });
  return chunks === 1 ? { ...sums, shape: [columns] } : sums;
}
