import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { runShader } from './kernel-call.js';

/** Threads of a workgroup, and the workgroups along x that a grid of elements is folded at. */
const THREADS = 256;
const GRID_WIDTH = 32_768;

/** A function of each element. */
export interface ElementMap {
  /**
   * The first one gives the output its shape [..., columns]; each other has that shape or [columns]. With the output at most
   * eight, all that WebGPU promises to bind, and each of them read by `value`: others have no place in the shader's layout.
   */
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  /** WGSL: `i` is an element's index, `column` its index in a vector, `result[i]` what {@link into} holds so far. */
  readonly value: string;
  /** What the code reads as `uniforms.<name>`, as f32. */
  readonly floats?: Readonly<Record<string, number>>;
  /** What the code reads as `uniforms.<name>`, as i32; the low 32 bits count. */
  readonly integers?: Readonly<Record<string, number>>;
  /** WGSL functions that `value` calls. */
  readonly functions?: string;
  /** A tensor of the output's shape to overwrite, which is not among the inputs. */
  readonly into?: TensorInfo;
}

/** Maps float32 elements in one invocation each, to a new tensor or into one. */
export function mapElements(
  backend: WebGPUBackend,
  { inputs, value, floats = {}, integers = {}, functions = '', into }: ElementMap,
): TensorInfo {
  const first = Object.values(inputs)[0]!;
  const { rows, columns } = matrixOf(first);
  const size = rows * columns;
  const flatten = ({ dataId, dtype, shape }: TensorInfo): TensorInfo => ({
    ...{ dataId, dtype },
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
  // The backend keeps what it once read back beside the GPU's memory, and would give that again.
  if (into) {
    (backend.tensorMap.get(into.dataId) as { values: unknown }).values = null;
  }
  return { ...y, shape: first.shape };
}

/** The product of all dimensions but the last, and the last. */
export function matrixOf({ shape }: TensorInfo): { readonly rows: number; readonly columns: number } {
  return {
    rows: shape.slice(0, -1).reduce((rows, length) => rows * length, 1),
    columns: shape.at(-1) ?? 1,
  };
}
