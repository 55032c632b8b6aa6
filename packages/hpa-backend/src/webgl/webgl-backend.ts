import type { TensorInfo } from '@tensorflow/tfjs-core';

/** The part of tfjs-backend-webgl that this package uses; '@tensorflow/tfjs' includes it without its types. */
export interface WebglBackend {
  readonly gpgpu: { readonly gl: WebGLRenderingContext };
  /** Runs a shader with one fragment per element of a new tensor; `userCode` is GLSL with a function `main()`. */
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
