/** Shapes of a convolution of stride 1. */
export interface ConvolutionShape {
  /** [N, height, width, C] */
  readonly x: readonly [number, number, number, number];
  readonly outChannels: number;
  /** Rows and columns of the filter. */
  readonly filter: readonly [height: number, width: number];
  /** Zeros above and to the left of the images, and below and to the right of them. */
  readonly before: readonly [number, number];
  readonly after: readonly [number, number];
}

/** The convolution of x by a filter and its gradients for dy, summed in double precision. */
export function convolutionInDouble(
  { x: [images, height, width, channels], outChannels, filter: taps, before, after }: ConvolutionShape,
  { x, filter, dy }: { readonly x: Float32Array; readonly filter: Float32Array; readonly dy: Float32Array },
): { readonly y: Float64Array; readonly dx: Float64Array; readonly dw: Float64Array } {
  const outHeight = height + before[0] + after[0] - taps[0] + 1;
  const outWidth = width + before[1] + after[1] - taps[1] + 1;
  const y = new Float64Array(images * outHeight * outWidth * outChannels);
  const dx = new Float64Array(x.length);
  const dw = new Float64Array(filter.length);
  for (let n = 0; n < images; n++) {
    for (let r = 0; r < outHeight; r++) {
      for (let c = 0; c < outWidth; c++) {
        const to = ((n * outHeight + r) * outWidth + c) * outChannels;
        for (let tap = 0; tap < taps[0] * taps[1]; tap++) {
          const row = r + Math.floor(tap / taps[1]) - before[0];
          const column = c + (tap % taps[1]) - before[1];
          if (row < 0 || row >= height || column < 0 || column >= width) {
            continue;
          }
          const from = ((n * height + row) * width + column) * channels;
          for (let ci = 0; ci < channels; ci++) {
            const weights = (tap * channels + ci) * outChannels;
            for (let co = 0; co < outChannels; co++) {
              y[to + co]! += x[from + ci]! * filter[weights + co]!;
              dx[from + ci]! += dy[to + co]! * filter[weights + co]!;
              dw[weights + co]! += x[from + ci]! * dy[to + co]!;
            }
          }
        }
      }
    }
  }
  return { y, dx, dw };
}
