import type { layers } from '@tensorflow/tfjs-layers';

/** How the cells of an output look at those of the input along one axis. */
export interface SlidingWindow {
  /** Cells from the first to the last one that an output cell sees, gaps of a dilation included. */
  readonly size: number;
  /** Cells between the windows of two neighbors. */
  readonly stride: number;
  /** Cells of padding before the input. */
  readonly before: number;
  /** Cells of padding after the input. */
  readonly after: number;
}

/** What the configuration of a convolution or a pooling holds, as far as it counts here. */
interface Config {
  readonly kernelSize?: readonly [number, number];
  readonly poolSize?: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly padding: string;
  readonly dilationRate?: number | readonly number[];
}

/** Reads the windows of a convolution or a pooling along rows and columns. With 'same', an odd cell of padding comes last, as in TensorFlow. */
export function slidingWindows(layer: layers.Layer): readonly [rows: SlidingWindow, columns: SlidingWindow] {
  const [, ...image] = layer.inboundNodes[0]!.inputShapes[0] as number[];
  const config = layer.getConfig() as unknown as Config;
  const window = (axis: 0 | 1): SlidingWindow => {
    const edge = (config.kernelSize ?? config.poolSize)![axis];
    const size = (edge - 1) * dilations(layer)[axis] + 1;
    const stride = config.strides[axis];
    const cells = image[axis]!;
    const all =
      config.padding === 'same' ? Math.max((Math.ceil(cells / stride) - 1) * stride + size - cells, 0) : 0;
    return { size, stride, before: Math.floor(all / 2), after: Math.ceil(all / 2) };
  };
  return [window(0), window(1)];
}

/** Distance of the cells of a window along rows and columns; 1 without gaps. */
export function dilations(layer: layers.Layer): readonly [rows: number, columns: number] {
  const { dilationRate = 1 } = layer.getConfig() as unknown as Config;
  const [rows, columns = rows] = typeof dilationRate === 'number' ? [dilationRate] : dilationRate;
  return [rows!, columns!];
}
