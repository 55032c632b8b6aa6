import type { layers, SymbolicTensor } from '@tensorflow/tfjs-layers';
import type { OnnxLayer } from './onnx-graph.js';
import type { SlidingWindow } from './sliding-window.js';

/** What this library knows about a kind of layer. */
export interface LayerKind {
  /** What a layer costs; if absent, nothing. */
  cost?(layer: layers.Layer): LayerCost;
  /** Initial value of each weight, by its name: a number, or the fans from which a random kernel is scaled. */
  readonly initialWeights: Readonly<Record<string, Fans | number>>;
  /** Whether it drops elements in training, others at each step, and returns its input in inference. */
  readonly drops?: boolean;
  /** Whether its output is its input in another shape, which takes no memory. */
  readonly reshapes?: boolean;
  /**
   * How each cell of its maps looks at the maps below, along rows and columns; if absent, at the cell in the same place alone.
   * Explanations find by it where in the image a cell lies.
   */
  windows?(layer: layers.Layer): readonly [rows: SlidingWindow, columns: SlidingWindow];
  /** Adds a layer, in inference mode, to the end of an ONNX graph; returns the name of its output. */
  writeOnnx(layer: OnnxLayer): string | Promise<string>;
}

/** What a layer costs for one image. */
export interface LayerCost {
  readonly parameters: number;
  /** Parameters that training changes if nothing is frozen. */
  readonly trainableParameters: number;
  readonly multiplyAdds: number;
}

/** Number of inputs per output of a kernel (fanIn), and of outputs per input (fanOut). */
export type Fans = (shape: readonly number[]) => { readonly fanIn: number; readonly fanOut: number };

/** Fans of [in, out] and of [kernel height, kernel width, in, out]. */
export const denseFans: Fans = (shape) => {
  const [inputs, outputs] = shape.slice(-2) as [number, number];
  const size = sizeOf(shape);
  return { fanIn: size / outputs, fanOut: size / inputs };
};

/** Numbers in a tensor of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, dimension) => size * dimension, 1);
}

/** Channels of the image, or numbers of the vector, that a layer of one input reads. */
export function inputChannels(layer: layers.Layer): number {
  return (layer.input as SymbolicTensor).shape.at(-1)!;
}

/** Numbers that a layer returns for one image. */
export function outputSize(layer: layers.Layer): number {
  return sizeOf(layer.outputShape.slice(1) as number[]);
}
