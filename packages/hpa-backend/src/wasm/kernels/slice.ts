import { type SliceAttrs, slice_util, type TensorInfo } from '@tensorflow/tfjs-core';
import { input, type WasmKernel } from '../calls/kernel-call.js';
import { addressOf, sizeOf } from '../memory/tensors.js';

/** Elements of a range at least: below it, waking a thread costs more than copying. */
const GRAIN = 16_384;

/**
 * Cuts boxes out of images, float32 [N, h, w, C] with all their channels, as the gradient of padding does. The stock kernel takes other slices; it waits for
 * all kernels, copies the whole tensor into JavaScript and from there pixel by pixel.
 */
export const slice: WasmKernel = {
  kernelName: 'Slice',
  run({ inputs, attrs, backend, pool, stock }) {
    const x = input(inputs, 'x');
    const { begin, size } = attrs as unknown as SliceAttrs;
    const [from, shape] = slice_util.parseSliceParams(
      x as Parameters<typeof slice_util.parseSliceParams>[0],
      begin,
      size,
    ) as [number[], number[]];
    const [, height, width, channels] = x.shape;
    if (x.shape.length !== 4 || x.dtype !== 'float32' || shape[3] !== channels || shape.includes(0)) {
      return stock();
    }
    const [image, top, left] = from as [number, number, number];
    const [images, outHeight, outWidth] = shape as [number, number, number];
    const out: TensorInfo = backend.makeOutput(shape, 'float32');
    pool.run(
      'copyBox',
      {
        from: addressOf(backend, x) + 4 * image * (sizeOf(x) / x.shape[0]!),
        to: addressOf(backend, out),
        height: height!,
        width: width!,
        top,
        left,
        outHeight,
        outWidth,
        pixelBytes: 4 * channels!,
      },
      { units: images * outHeight, multiple: Math.ceil(GRAIN / (outWidth * channels!)) },
    );
    return out;
  },
};
