import type { OnnxGraph } from '../layer-kinds/onnx-graph.js';
import type { InputSpec } from '../types.js';

/** ImageNet's mean and standard deviation of red, green and blue in [0, 1]: https://docs.pytorch.org/vision/stable/models.html. */
const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;

/** What a plane ends in if its sums start again at 0 past 255. */
const WRAPPING = '%256';

/** The number added to the standard deviation of `per-image`. */
const EPSILON = 1e-7;

/**
 * Adds to a graph what makes the input of a network, `image`, of the gray levels of single channels, `levels`: sums of channels as the
 * planes of the input name them, and the normalization.
 *
 * @param options.channels the channels of `levels`, in order
 * @throws RangeError if a plane names another channel, or the normalization is unknown
 */
export function writeLevels(
  graph: OnnxGraph,
  { input, channels }: { readonly input: InputSpec; readonly channels: readonly string[] },
): void {
  const planes = input.channels.map((plane, index) => writePlane(graph, { plane, index, channels }));
  graph.nodes.push({
    name: 'levels/planes',
    operation: 'Concat',
    inputs: planes,
    output: 'levels/planes',
    attributes: { axis: 3 },
  });
  if (input.normalization === 'per-image') {
    writeStandardized(graph);
    return;
  }
  const { gains, offsets } = linearOf(input);
  const scaled = apply(graph, 'levels/scaled', {
    operation: 'Mul',
    inputs: ['levels/planes', constant(graph, 'levels/gains', gains)],
  });
  graph.nodes.push({
    name: 'levels/shifted',
    operation: 'Add',
    inputs: [scaled, constant(graph, 'levels/offsets', offsets)],
    output: 'image',
  });
}

/** A plane [N, H, W, 1]: a channel or a sum of channels, each halved and rounded down or not. */
function writePlane(
  graph: OnnxGraph,
  {
    plane,
    index,
    channels,
  }: { readonly plane: string; readonly index: number; readonly channels: readonly string[] },
): string {
  const wraps = plane.endsWith(WRAPPING);
  const terms = (wraps ? plane.slice(0, -WRAPPING.length) : plane).split('+');
  const name = `levels/plane${index}`;
  const [first, ...others] = terms.map((term, position) => {
    const halved = term.endsWith('/2');
    const channel = channels.indexOf(halved ? term.slice(0, -2) : term);
    if (channel === -1) {
      throw new RangeError(`plane ${plane} must be made of ${channels.join(', ')}; it names ${term}`);
    }
    const from = `${name}/term${position}`;
    const at = `${from}/channel`;
    graph.constants.push({ name: at, shape: [1], values: BigInt64Array.of(BigInt(channel)) });
    graph.nodes.push({
      name: from,
      operation: 'Gather',
      inputs: ['levels', at],
      output: from,
      attributes: { axis: 3 },
    });
    if (!halved) {
      return from;
    }
    const half = apply(graph, `${from}/half`, {
      operation: 'Mul',
      inputs: [from, constant(graph, `${from}/one-half`, [0.5])],
    });
    return apply(graph, `${from}/down`, { operation: 'Floor', inputs: [half] });
  }) as [string, ...string[]];
  const sum = others.reduce(
    (before, term, position) =>
      apply(graph, `${name}/sum${position}`, { operation: 'Add', inputs: [before, term] }),
    first,
  );
  if (others.length === 0) {
    return sum;
  }
  return wraps
    ? apply(graph, `${name}/wrapped`, {
        operation: 'Mod',
        inputs: [sum, constant(graph, `${name}/256`, [256])],
        attributes: { fmod: 1 },
      })
    : apply(graph, `${name}/stopped`, {
        operation: 'Min',
        inputs: [sum, constant(graph, `${name}/255`, [255])],
      });
}

/** Gain and offset of each plane, for the normalizations that are linear. */
function linearOf({ channels, normalization }: InputSpec): {
  readonly gains: readonly number[];
  readonly offsets: readonly number[];
} {
  const alike = (gain: number, offset: number) => ({
    gains: channels.map(() => gain),
    offsets: channels.map(() => offset),
  });
  switch (normalization) {
    case 'none':
      return alike(1, 0);
    case 'unit':
      return alike(1 / 255, 0);
    case 'symmetric':
      return alike(1 / 127.5, -1);
    case 'imagenet':
      return {
        gains: IMAGENET.std.map((std) => 1 / (255 * std)),
        offsets: IMAGENET.mean.map((mean, index) => -mean / IMAGENET.std[index]!),
      };
    default:
      throw new RangeError(`normalization ${normalization} is not exported to ONNX`);
  }
}

/** (u - mean) / (std + 1e-7) of each image and plane, with u in [0, 1]. */
function writeStandardized(graph: OnnxGraph): void {
  const mean = (name: string, input: string) =>
    apply(graph, name, {
      operation: 'ReduceMean',
      inputs: [input],
      attributes: { axes: [1, 2], keepdims: 1 },
    });
  const unit = apply(graph, 'levels/unit', {
    operation: 'Mul',
    inputs: ['levels/planes', constant(graph, 'levels/gain', [1 / 255])],
  });
  const centered = apply(graph, 'levels/centered', {
    operation: 'Sub',
    inputs: [unit, mean('levels/mean', unit)],
  });
  const squares = apply(graph, 'levels/squares', { operation: 'Mul', inputs: [centered, centered] });
  const deviation = apply(graph, 'levels/deviation', {
    operation: 'Sqrt',
    inputs: [mean('levels/variance', squares)],
  });
  const divisor = apply(graph, 'levels/divisor', {
    operation: 'Add',
    inputs: [deviation, constant(graph, 'levels/epsilon', [EPSILON])],
  });
  graph.nodes.push({
    name: 'levels/standardized',
    operation: 'Div',
    inputs: [centered, divisor],
    output: 'image',
  });
}

/** Adds a node whose output has its name. */
function apply(
  graph: OnnxGraph,
  name: string,
  node: Pick<OnnxGraph['nodes'][number], 'operation' | 'inputs' | 'attributes'>,
): string {
  graph.nodes.push({ name, output: name, ...node });
  return name;
}

/** Adds a constant that runs along the last axis. */
function constant({ constants }: OnnxGraph, name: string, values: readonly number[]): string {
  constants.push({ name, shape: [values.length], values: Float32Array.from(values) });
  return name;
}
