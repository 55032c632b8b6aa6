import type { WebGPUBackend, WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';

/** A shader for tfjs-backend-webgpu, without the settings that all shaders here share. */
export interface Shader extends Pick<WebGPUProgram, 'outputShape' | 'shaderKey' | 'workgroupSize'> {
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  /** Workgroups along x, y and z. */
  readonly workgroups: readonly [number, number, number];
  /** Integers that the code reads as `uniforms.<name>`, i32. */
  readonly integers: Readonly<Record<string, number>>;
  /** Numbers that the code reads as `uniforms.<name>`, f32. */
  readonly floats?: Readonly<Record<string, number>>;
  /** WGSL with a function `main()`. Inputs are arrays with their names, the output is `result`. */
  readonly code: string;
  /** A tensor to write to instead of a new one; it must not be an input. */
  readonly output?: TensorInfo;
}

/** Runs a shader that writes one float32 tensor. */
export function runShader(backend: WebGPUBackend, shader: Shader): TensorInfo {
  const { inputs, outputShape, shaderKey, workgroupSize, workgroups, integers, floats = {}, code } = shader;
  const declare = (names: readonly string[], type: string) => names.map((name) => `${name} : ${type}, `);
  const program: WebGPUProgram = {
    variableNames: Object.keys(inputs),
    uniforms: [...declare(Object.keys(integers), 'i32'), ...declare(Object.keys(floats), 'f32')].join(''),
    outputShape,
    // Any layout that is not flat; with a flat one, main() would receive an index.
    dispatchLayout: { x: [0], y: [1] },
    dispatch: [...workgroups],
    workgroupSize,
    shaderKey,
    getUserCode: () => code,
  };
  const uniforms = [
    ...Object.values(integers).map((value) => ({ type: 'int32', data: [value] })),
    ...Object.values(floats).map((value) => ({ type: 'float32', data: [value] })),
  ];
  return backend.runWebGPUProgram(program, Object.values(inputs), 'float32', uniforms, shader.output);
}
