import { stack, type Tensor4D, tensor, tidy } from '@tensorflow/tfjs-core';
import type { Classifier } from '../../src/types.js';

// The formula of the goldens; scripts/fixtures/formula.py has the same.

/** One tensor of a golden's weight list. */
export interface FormulaWeight {
  readonly k: number;
  readonly name: string;
  readonly shape: readonly number[];
}

/** The hash h(k, i): 32 bits. */
export function formulaHash(k: number, i: number): number {
  let h = (Math.imul(i + 1, 2654435761) ^ Math.imul(k + 1, 2246822519)) >>> 0;
  h = Math.imul(h ^ (h >>> 15), 2246822519) >>> 0;
  h = Math.imul(h ^ (h >>> 13), 3266489917) >>> 0;
  return (h ^ (h >>> 16)) >>> 0;
}

/** Values of tensor k: `kind` is the last part of its name. */
export function formulaValues(kind: string, k: number, shape: readonly number[]): Float32Array {
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  const scale = (fanIn: number) => Math.sqrt(12) * Math.sqrt(2 / fanIn);
  const formulas: Record<string, (u: number) => number> = {
    kernel: (u) => u * scale(size / shape.at(-1)!),
    depthwise_kernel: (u) => u * scale(shape[0]! * shape[1]!),
    bias: (u) => 0.1 * u,
    beta: (u) => 0.1 * u,
    moving_mean: (u) => 0.1 * u,
    gamma: (u) => 1 + 0.2 * u,
    moving_variance: (u) => 1 + 0.5 * u,
    image: (u) => u + 0.5,
  };
  const formula = formulas[kind]!;
  return Float32Array.from({ length: size }, (_, i) => formula(formulaHash(k, i) / 2 ** 32 - 0.5));
}

/** Images in [0, 1) of samples 0 to count - 1: [count, ...shape]. */
export function formulaImages(count: number, shape: readonly number[]): Tensor4D {
  return tidy(
    () =>
      stack(
        Array.from({ length: count }, (_, s) =>
          tensor(formulaValues('image', 1000003 + s, shape), [...shape]),
        ),
      ) as Tensor4D,
  );
}

/** Fills a classifier by the weight list of a golden. If the list has no head, that of the classifier stays as it is. */
export function fillByFormula(
  classifier: Classifier,
  { weights, layerName = (name) => name }: FillByFormulaOptions,
): void {
  const found = namedVariables(classifier);
  for (const { k, name, shape } of weights) {
    const [layer, kind] = name.split('/') as [string, string];
    const variable = found.get(`${layerName(layer, kind)}/${kind}`);
    if (!variable) {
      throw new Error(`the network has no weight for ${name}`);
    }
    tidy(() => variable.assign(tensor(formulaValues(kind, k, shape), [...shape])));
  }
}

interface FillByFormulaOptions {
  readonly weights: readonly FormulaWeight[];
  /** The layer of this library that holds a weight of the golden's layer. */
  readonly layerName?: (layer: string, kind: string) => string;
}

/** Every variable by the name that it has in a file, such as `conv1/kernel`. */
export function namedVariables(classifier: Classifier): Map<string, Classifier['state'][number]> {
  const names = classifier.network.layers.flatMap((layer) =>
    layer.weights.map((weight) => weight.originalName),
  );
  return new Map(classifier.state.map((variable, i) => [names[i]!, variable]));
}
