import {
  backend_util,
  getKernel,
  type KernelFunc,
  matMul,
  pad as padWith,
  registerKernel,
  reshape,
  stack,
  stridedSlice,
  type Tensor,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';

/**
 * Gives the wasm backend the one kernel without which no convolution trains on it, composed of those that it has: for
 * each tap of the filter, the product of the pixels that it sees and the gradient.
 */
export function registerWasmFilterGradient(): void {
  if (getKernel('Conv2DBackpropFilter', 'wasm')) {
    return;
  }
  const kernelFunc: KernelFunc = ({ inputs, attrs }) => {
    const { x, dy } = inputs as unknown as { x: Tensor4D; dy: Tensor4D };
    const { strides, pad, filterShape } = attrs as unknown as Attributes;
    const info = backend_util.computeConv2DInfo(x.shape, filterShape, strides, 1, pad);
    const { top, bottom, left, right } = info.padInfo;
    return tidy(() => {
      const padded = padWith(x, [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ]);
      const gradient = reshape(dy, [-1, info.outChannels]);
      const taps: Tensor[] = [];
      for (let row = 0; row < info.filterHeight; row++) {
        for (let column = 0; column < info.filterWidth; column++) {
          const seen = stridedSlice(
            padded,
            [0, row, column, 0],
            [
              info.batchSize,
              row + (info.outHeight - 1) * info.strideHeight + 1,
              column + (info.outWidth - 1) * info.strideWidth + 1,
              info.inChannels,
            ],
            [1, info.strideHeight, info.strideWidth, 1],
          );
          taps.push(matMul(reshape(seen, [-1, info.inChannels]), gradient, true, false));
        }
      }
      return reshape(stack(taps), filterShape);
    });
  };
  registerKernel({ kernelName: 'Conv2DBackpropFilter', backendName: 'wasm', kernelFunc });
}

interface Attributes {
  readonly strides: number;
  readonly pad: 'same' | 'valid';
  readonly filterShape: [number, number, number, number];
}
