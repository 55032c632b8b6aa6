import {
  add,
  matMul,
  reshape,
  type Tensor2D,
  type Tensor4D,
  tensor,
  tensor2d,
  tensor4d,
  tidy,
  type Variable,
  variable,
  zeros,
} from '@tensorflow/tfjs-core';
import type { Batch, Trainable } from '../../src/types.js';

/** A softmax regression on flattened pixels, which records the steps that it is given. */
export interface LinearClassifier extends Trainable {
  readonly kernel: Variable;
  readonly bias: Variable;
  readonly steps: (number | undefined)[];
  dispose(): void;
}

export function linearClassifier({ inputs, classes }: { inputs: number; classes: number }): LinearClassifier {
  const kernel = tidy(() => variable(zeros([inputs, classes])));
  const bias = tidy(() => variable(zeros([classes])));
  const steps: (number | undefined)[] = [];
  return {
    kernel,
    bias,
    steps,
    variables: [kernel, bias],
    logits(images, { training, step }) {
      if (training) {
        steps.push(step);
      }
      return tidy(() => add(matMul(reshape(images, [-1, inputs]), kernel), bias) as Tensor2D);
    },
    dispose() {
      kernel.dispose();
      bias.dispose();
    },
  };
}

/** A batch whose samples have ids. */
export type NamedBatch = Batch & { readonly ids: readonly string[] };

/** A sample of one pixel with one channel per input. */
export interface Point {
  readonly id: string;
  readonly inputs: readonly number[];
  /** One-hot row. */
  readonly label: readonly number[];
}

/** Batches of the points, in an order that rotates by one each epoch. */
export function pointBatches(
  points: readonly Point[],
  batchSize: number,
): { readonly sampleCount: number; batches(epoch: number): AsyncIterable<NamedBatch> } {
  return {
    sampleCount: points.length,
    async *batches(epoch) {
      const turned = points.map((_, index) => points[(index + epoch) % points.length]!);
      for (let start = 0; start < turned.length; start += batchSize) {
        yield pointBatch(turned.slice(start, start + batchSize));
      }
    },
  };
}

export function pointBatch(points: readonly Point[]): NamedBatch {
  const inputs = points[0]?.inputs.length ?? 1;
  const classes = points[0]?.label.length ?? 1;
  const images: Tensor4D = tensor4d(
    points.flatMap((point) => point.inputs),
    [points.length, 1, 1, inputs],
  );
  const labels = tensor2d(
    points.flatMap((point) => point.label),
    [points.length, classes],
  );
  return {
    images,
    labels,
    ids: points.map((point) => point.id),
    dispose() {
      images.dispose();
      labels.dispose();
    },
  };
}

/** Points of two classes, separated by the sign of the first input. */
export function separablePoints(count: number): Point[] {
  return Array.from({ length: count }, (_, index) => {
    const positive = index % 2 === 1;
    const size = 0.5 + (index % 7) / 7;
    return {
      id: `point-${index}`,
      inputs: [positive ? size : -size, Math.sin(index)],
      label: positive ? [0, 1] : [1, 0],
    };
  });
}

/** A float32 variable with the given values, which no tidy disposes. */
export function createVariable(values: readonly number[]): Variable {
  return tidy(() => variable(tensor([...values])));
}
