import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { runShader } from './run-shader.js';

/** Threads of a workgroup, and maximum workgroups along x; a larger grid continues along y. */
const THREADS = 256;
const GRID_WIDTH = 32_768;

/** A function to apply to each element. */
export interface ElementMap {
  /**
   * The first input gives the output its shape [..., columns]; each other input has that shape or [columns]. At most eight
   * tensors with the output, because WebGPU guarantees no more bindings. `value` must read every input; an unused one is not in
   * the shader's layout.
   */
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  /** WGSL: `i` is the index of an element, `column` its index in a vector, `result[i]` the old value if {@link into} is set. */
  readonly value: string;
  /** Numbers that the code reads as `uniforms.<name>`, f32. */
  readonly floats?: Readonly<Record<string, number>>;
  /** Integers that the code reads as `uniforms.<name>`, i32; only the low 32 bits are used. */
  readonly integers?: Readonly<Record<string, number>>;
  /** WGSL functions that `value` calls. */
  readonly functions?: string;
  /** A tensor of the output's shape to overwrite; it must not be an input. */
  readonly into?: TensorInfo;
}

/** Maps float32 elements, one per invocation, to a new tensor or into an existing one. */
export function mapElements(
  backend: WebGPUBackend,
  { inputs, value, floats = {}, integers = {}, functions = '', into }: ElementMap,
): TensorInfo {
  const first = Object.values(inputs)[0]!;
  const { rows, columns } = matrixOf(first);
  const size = rows * columns;
  const flatten = ({ dataId, dtype, shape }: TensorInfo): TensorInfo => ({
    dataId,
    dtype,
    shape: shape.length === 1 ? shape : [rows, columns],
  });
  const workgroups = Math.ceil(size / THREADS);
  const width = Math.min(workgroups, GRID_WIDTH);
  const whole = Object.entries(integers).map(([name, number]) => [name, number | 0] as const);
  const y = runShader(backend, {
    inputs: Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, flatten(tensor)])),
    outputShape: [rows, columns],
    ...(into && { output: { dataId: into.dataId, dtype: into.dtype, shape: [rows, columns] } }),
    shaderKey: `hpaMapElements ${value}`,
    workgroupSize: [THREADS, 1, 1],
    workgroups: [width, Math.ceil(workgroups / width), 1],
    integers: { elements: size, columns, width: width * THREADS, ...Object.fromEntries(whole) },
    floats,
    code: `
      ${functions}

      fn main() {
        let i = i32(globalId.y) * uniforms.width + i32(globalId.x);
        if (i < uniforms.elements) {
          let column = i % uniforms.columns;
          result[i] = ${value};
        }
      }`,
  });
  // The backend caches values that it has read back, and would return the old ones.
  if (into) {
    (backend.tensorMap.get(into.dataId) as { values: unknown }).values = null;
  }
  return { ...y, shape: first.shape };
}

/** A tensor's shape as a matrix: all dimensions but the last are rows. */
export function matrixOf({ shape }: TensorInfo): { readonly rows: number; readonly columns: number } {
  return {
    rows: shape.slice(0, -1).reduce((rows, length) => rows * length, 1),
    columns: shape.at(-1) ?? 1,
  };
}
