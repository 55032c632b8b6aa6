import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { runShader } from './run-shader.js';

/** Columns and rows that a workgroup reads at a time: 256 invocations, which every WebGPU device supports. */
const SIDE = 16;
/** Workgroups that keep a large GPU busy. */
const ENOUGH_WORKGROUPS = 256;
/** Minimum rows of a chunk, four per lane: with fewer, a second pass costs more than it saves. */
const MINIMUM_ROWS = 4 * SIDE;

/** A sum over the rows of matrices. */
export interface RowSum {
  /** Matrices [rows, columns] or vectors [columns], by their names in `term`. */
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly rows: number;
  readonly columns: number;
  /** WGSL of the summand: `i` is the index of an element in a matrix, `column` its index in a vector. */
  readonly term: string;
  /** Multiplies each sum at the end; 1 by default. */
  readonly factor?: number;
}

/**
 * Sums a term over the rows of float32 matrices: [columns].
 *
 * The stock reduction transposes the matrix and then sums each column in one workgroup. This one reads rows in memory order,
 * splits them into enough chunks to keep a GPU busy, and adds the sums of the chunks in a second pass. The order of each sum is
 * fixed, so results repeat bit for bit.
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
    rows: chunks,
    columns,
    term: 'sums[i]',
    factor,
    chunks: 1,
  });
  backend.disposeData(sums.dataId);
  return total;
}

/** Number of chunks that the rows are split into. */
export function rowChunks({ rows, columns }: { readonly rows: number; readonly columns: number }): number {
  const wanted = Math.ceil(ENOUGH_WORKGROUPS / Math.ceil(columns / SIDE));
  return Math.max(1, Math.min(wanted, Math.floor(rows / MINIMUM_ROWS)));
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
