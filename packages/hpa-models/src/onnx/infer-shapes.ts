import { shown } from '../shown.js';
import type { ParsedConstant, ParsedNode, ParsedOnnx } from './parse-onnx.js';

/** Most values of one feature map for one image: 2 GiB of float32. */
const MAXIMUM_VALUES = 2 ** 29;

/** A node with what is known of its inputs. */
interface Operation {
  readonly node: ParsedNode;
  /** Shape of each input, constants included. */
  readonly shapes: readonly (readonly number[])[];
  readonly constants: ReadonlyMap<string, ParsedConstant>;
}

/** Shape of the output of each operation that `exportOnnx` writes. Feature maps are [N, C, H, W]. */
const OPERATIONS: Readonly<Record<string, (operation: Operation) => readonly number[]>> = {
  Add: ({ shapes: [a, b] }) => a!.map((edge, axis) => Math.max(edge, b![axis]!)),
  AveragePool: (operation) => windowed(operation, operation.shapes[0]![1]!),
  BatchNormalization: ({ shapes }) => shapes[0]!,
  Clip: ({ shapes }) => shapes[0]!,
  Concat({ node, shapes }) {
    const axis = attribute(node, 'axis', [1])[0]!;
    return shapes[0]!.map((edge, i) =>
      i === axis ? shapes.reduce((sum, shape) => sum + shape[axis]!, 0) : edge,
    );
  },
  Conv: (operation) => windowed(operation, operation.shapes[1]![0]!),
  // A divisor of another shape would widen the result.
  Div: ({ shapes: [rows, divisor] }) =>
    divisor!.length === 1 && [1, rows!.at(-1)].includes(divisor![0]) ? rows! : [Number.NaN],
  Flatten: ({ shapes: [maps] }) => [maps![0]!, sizeOf(maps!.slice(1))],
  Gemm: ({ shapes: [rows, kernel] }) => [rows![0]!, kernel![1]!],
  GlobalAveragePool: ({ shapes: [maps] }) => [maps![0]!, maps![1]!, 1, 1],
  GlobalMaxPool: ({ shapes: [maps] }) => [maps![0]!, maps![1]!, 1, 1],
  Identity: ({ shapes }) => shapes[0]!,
  MaxPool: (operation) => windowed(operation, operation.shapes[0]![1]!),
  Pad({ node, shapes: [maps], constants }) {
    const values = constants.get(node.inputs[1] ?? '')?.bytes ?? new Uint8Array(0);
    const view = new DataView(values.buffer, values.byteOffset, values.byteLength);
    const pads = Array.from({ length: values.length / 8 }, (_, i) => Number(view.getBigInt64(8 * i, true)));
    return maps!.map((edge, axis) => edge + pads[axis]! + pads[axis + maps!.length]!);
  },
  Relu: ({ shapes }) => shapes[0]!,
  Selu: ({ shapes }) => shapes[0]!,
  Sigmoid: ({ shapes }) => shapes[0]!,
  Softmax: ({ shapes }) => shapes[0]!,
  Transpose: ({ node, shapes: [maps] }) => attribute(node, 'perm', []).map((axis) => maps![axis]!),
};

/** The attributes that `exportOnnx` writes; any other could change a shape. */
const ATTRIBUTES: readonly string[] = [
  'axis',
  'count_include_pad',
  'epsilon',
  'group',
  'kernel_shape',
  'pads',
  'perm',
  'strides',
];

/**
 * Computes the shape of everything in a graph for one image, without running it, so that a small file cannot ask for much memory.
 *
 * Each node must be an operation that `exportOnnx` writes and depend on the image: a runtime computes what does not when it opens the
 * file. No feature map may have more than 2^29 values an image.
 *
 * @param options.image shape of the input `image` for one image
 * @throws Error naming the node if it is another
 */
export function inferShapes(
  { nodes, constants }: ParsedOnnx,
  { image, where }: { readonly image: readonly number[]; readonly where: string },
): ReadonlyMap<string, readonly number[]> {
  const known = new Map(constants.map((constant) => [constant.name, constant]));
  const computed = new Map<string, readonly number[]>([['image', image]]);
  for (const node of nodes) {
    const refuse = (reason: string) =>
      new Error(`${where}: node ${shown(node.name)} (${shown(node.operation)}) ${reason}`);
    const infer = Object.hasOwn(OPERATIONS, node.operation) ? OPERATIONS[node.operation] : undefined;
    if (!infer) {
      throw refuse(`is not an operation that exportOnnx writes: ${Object.keys(OPERATIONS).join(', ')}`);
    }
    const other = [...node.attributes.keys()].find((name) => !ATTRIBUTES.includes(name));
    if (other !== undefined) {
      throw refuse(`has the attribute ${shown(other)}, which exportOnnx does not write`);
    }
    const shapes = node.inputs.map((input) => computed.get(input) ?? known.get(input)?.shape);
    const missing = shapes.indexOf(undefined);
    if (missing >= 0) {
      throw refuse(`reads ${shown(node.inputs[missing])}, which nothing before it computes`);
    }
    if (!node.inputs.some((input) => computed.has(input))) {
      throw refuse('does not depend on the image');
    }
    if (computed.has(node.output) || known.has(node.output)) {
      throw refuse(`computes ${shown(node.output)}, which there is already`);
    }
    const shape = inferred(() => infer({ node, shapes: shapes as (readonly number[])[], constants: known }));
    if (!shape?.every((edge) => Number.isSafeInteger(edge) && edge >= 1)) {
      throw refuse(`does not fit its inputs ${shapes.map((input) => `[${input}]`).join(', ')}`);
    }
    if (sizeOf(shape) > MAXIMUM_VALUES) {
      throw refuse(`makes [${shape}] of an image; at most ${MAXIMUM_VALUES} values are computed`);
    }
    computed.set(node.output, shape);
  }
  return computed;
}

/** A shape of the wrong rank shows as an edge that is no number, or an input that is absent. */
function inferred(infer: () => readonly number[]): readonly number[] | undefined {
  try {
    return infer();
  } catch {
    return undefined;
  }
}

/** Output of a window that moves over maps. */
function windowed({ node, shapes: [maps] }: Operation, channels: number): readonly number[] {
  const size = attribute(node, 'kernel_shape', []);
  const strides = attribute(node, 'strides', [1, 1]);
  const pads = attribute(node, 'pads', [0, 0, 0, 0]);
  const edges = [0, 1].map((axis) => {
    const padded = maps![axis + 2]! + pads[axis]! + pads[axis + 2]!;
    return Math.floor((padded - size[axis]!) / strides[axis]!) + 1;
  });
  return [maps![0]!, channels, ...edges];
}

function attribute(
  { attributes }: ParsedNode,
  name: string,
  otherwise: readonly number[],
): readonly number[] {
  return attributes.get(name) ?? otherwise;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, edge) => size * edge, 1);
}
