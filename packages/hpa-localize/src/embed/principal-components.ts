import type { FeatureMatrix } from './feature-matrix.js';
import { leadingEigenvectors } from './leading-eigenvectors.js';

/** The principal components of features. */
export interface PrincipalComponents {
  /** How many there are. */
  readonly components: number;
  /** Where each cell lies along each component, row after row, centered. */
  readonly scores: Float64Array;
  /** The variance along each component, over N - 1 cells, the largest first. */
  readonly variances: readonly number[];
  /** The share of each in the variance of all features; zeros where all cells are equal. */
  readonly shares: readonly number[];
}

/**
 * Finds the principal components of features, from the covariance of the features or, where there are fewer cells, from the products
 * of the cells, which have the same eigenvalues. Of each component, the largest score is positive.
 *
 * @param maximum How many are asked for; there are at most as many as features, and as cells less one.
 */
export function principalComponents(
  features: FeatureMatrix,
  { maximum }: { readonly maximum: number },
): PrincipalComponents {
  const { count, dimensions } = features;
  const components = Math.min(maximum, count - 1, dimensions);
  const centered = center(features);
  const byFeatures = dimensions <= count;
  const size = byFeatures ? dimensions : count;
  const products = byFeatures ? innerProducts(centered, features) : outerProducts(centered, features);
  let total = 0;
  for (let i = 0; i < size; i++) {
    total += products[i * size + i]!;
  }
  const { values, vectors } = leadingEigenvectors(products, { size, count: components });
  const roots = values.map((value) => Math.sqrt(Math.max(0, value)));
  const scores = byFeatures
    ? project(centered, vectors, { count, dimensions, components })
    : vectors.map((value, at) => value * roots[at % components]!);
  turnToPositive(scores, { count, components });
  return {
    components,
    scores,
    variances: [...values].map((value) => Math.max(0, value) / (count - 1)),
    shares: [...values].map((value) => (total === 0 ? 0 : Math.max(0, value) / total)),
  };
}

function center({ count, dimensions, values }: FeatureMatrix): Float64Array {
  const means = new Float64Array(dimensions);
  for (const [at, value] of values.entries()) {
    means[at % dimensions]! += value / count;
  }
  return Float64Array.from(values, (value, at) => value - means[at % dimensions]!);
}

/** Products of each feature with each, summed over the cells. */
function innerProducts(
  centered: Float64Array,
  { count, dimensions }: Omit<FeatureMatrix, 'values'>,
): Float64Array {
  const products = new Float64Array(dimensions * dimensions);
  for (let cell = 0; cell < count; cell++) {
    const row = centered.subarray(cell * dimensions, (cell + 1) * dimensions);
    for (let i = 0; i < dimensions; i++) {
      const factor = row[i]!;
      for (let j = 0; j < dimensions; j++) {
        products[i * dimensions + j]! += factor * row[j]!;
      }
    }
  }
  return products;
}

/** Products of each cell with each, summed over the features. */
function outerProducts(
  centered: Float64Array,
  { count, dimensions }: Omit<FeatureMatrix, 'values'>,
): Float64Array {
  const products = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = i; j < count; j++) {
      let sum = 0;
      for (let k = 0; k < dimensions; k++) {
        sum += centered[i * dimensions + k]! * centered[j * dimensions + k]!;
      }
      products[i * count + j] = sum;
      products[j * count + i] = sum;
    }
  }
  return products;
}

function project(
  centered: Float64Array,
  vectors: Float64Array,
  {
    count,
    dimensions,
    components,
  }: { readonly count: number; readonly dimensions: number; readonly components: number },
): Float64Array {
  const scores = new Float64Array(count * components);
  for (let cell = 0; cell < count; cell++) {
    for (let k = 0; k < dimensions; k++) {
      const factor = centered[cell * dimensions + k]!;
      for (let component = 0; component < components; component++) {
        scores[cell * components + component]! += factor * vectors[k * components + component]!;
      }
    }
  }
  return scores;
}

/** An eigenvector has no sign of its own: this one makes maps of the same cells look the same. */
function turnToPositive(
  scores: Float64Array,
  { count, components }: { readonly count: number; readonly components: number },
): void {
  for (let component = 0; component < components; component++) {
    let largest = 0;
    for (let cell = 0; cell < count; cell++) {
      const score = scores[cell * components + component]!;
      largest = Math.abs(score) > Math.abs(largest) ? score : largest;
    }
    for (let cell = 0; cell < count && largest < 0; cell++) {
      scores[cell * components + component]! *= -1;
    }
  }
}
