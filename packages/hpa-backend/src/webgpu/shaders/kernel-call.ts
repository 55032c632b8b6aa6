import type { WebGPUBackend, WebGPUProgram } from '@tensorflow/tfjs-backend-webgpu';
import type { KernelConfig, NamedAttrMap, TensorInfo } from '@tensorflow/tfjs-core';

/** What a kernel of this package is called with. */
export interface KernelCall {
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly attrs: NamedAttrMap;
  readonly backend: WebGPUBackend;
  /** The kernel that tfjs-backend-webgpu registered under this name, for the cases that are left to it. */
  readonly stock: ((call: Omit<KernelCall, 'stock'>) => TensorInfo) | undefined;
}

/** A kernel for the webgpu backend: its tfjs name and what it does. */
export interface WebgpuKernel {
  readonly kernelName: string;
  readonly run: (call: KernelCall) => TensorInfo | TensorInfo[];
}

/** A shader as tfjs-backend-webgpu runs it, less what is the same for all shaders here. */
export interface Shader extends Pick<WebGPUProgram, 'outputShape' | 'shaderKey' | 'workgroupSize'> {
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  /** Workgroups along x, y and z. */
  readonly workgroups: readonly [number, number, number];
  /** Whole numbers that the code reads as `uniforms.<name>`, all i32. */
  readonly integers: Readonly<Record<string, number>>;
  /** Numbers that the code reads as `uniforms.<name>`, all f32. */
  readonly floats?: Readonly<Record<string, number>>;
  /** WGSL with a function `main()`; inputs are arrays by their names, the output is `result`. */
  readonly code: string;
  /** A tensor to write to, which is not among the inputs, in place of a new one. */
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
    // The layout only has to differ from a flat one, or main() would be passed an index.
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

/** The input of that name; kernels are called with all that their name promises. */
export function input(inputs: Readonly<Record<string, TensorInfo>>, name: string): TensorInfo {
  const tensor = inputs[name];
  if (tensor === undefined) {
    throw new Error(`kernel input ${name} is missing; received ${Object.keys(inputs).join(', ')}`);
  }
  return tensor;
}

/** A kernel in the form that tfjs-core registers. */
export function kernelConfig(kernel: WebgpuKernel, stock: KernelConfig | undefined): KernelConfig {
  return {
    kernelName: kernel.kernelName,
    backendName: 'webgpu',
    // tfjs-core types inputs, attributes and backend as loosely as its registry must.
    kernelFunc: (({ inputs, attrs, backend }: Omit<KernelCall, 'stock'>) =>
      kernel.run({
        inputs,
        attrs,
        backend,
        stock: stock?.kernelFunc as unknown as KernelCall['stock'],
      })) as unknown as KernelConfig['kernelFunc'],
  };
}
