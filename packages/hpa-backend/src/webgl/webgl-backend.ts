import type { TensorInfo } from '@tensorflow/tfjs-core';

/** What is used of tfjs-backend-webgl, which '@tensorflow/tfjs' carries without its types. */
export interface WebglBackend {
  readonly gpgpu: { readonly gl: WebGLRenderingContext };
  /** One fragment of a shader for each element of a new tensor; `userCode` is GLSL with a function `main()`. */
  runWebGLProgram(
    program: {
      readonly variableNames: readonly string[];
      readonly outputShape: readonly number[];
      readonly userCode: string;
    },
    inputs: readonly TensorInfo[],
    outputDtype: 'float32',
  ): TensorInfo;
  disposeIntermediateTensorInfo(tensor: TensorInfo): void;
}
