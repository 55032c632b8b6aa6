import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FeatureMatrix } from '../../src/embed/feature-matrix.js';
import { jacobiEigen } from '../../src/embed/jacobi-eigen.js';
import { leadingEigenvectors } from '../../src/embed/leading-eigenvectors.js';
import { principalComponents } from '../../src/embed/principal-components.js';

interface Golden {
  readonly cells: number;
  readonly dimensions: number;
  readonly scores: readonly (readonly number[])[];
  readonly variances: readonly number[];
  readonly shares: readonly number[];
}

/** Made by pca.py beside it, with numpy. */
const GOLDENS: readonly Golden[] = JSON.parse(
  readFileSync(new URL('goldens/pca.json', import.meta.url), 'utf8'),
);

/** Digits of agreement: numpy's are rounded to nine decimals, and residuals of the iteration are below 1e-9 of the largest eigenvalue. */
const DIGITS = 6;

function matrixOf(rows: readonly (readonly number[])[]): FeatureMatrix {
  return { count: rows.length, dimensions: rows[0]!.length, values: Float32Array.from(rows.flat()) };
}

/** The matrix of pca.py. */
function byFormula(count: number, dimensions: number): FeatureMatrix {
  const value = (i: number, j: number) => Math.sin(1 + 3 * i + 5 * j + i * j) * (j + 1);
  return matrixOf(
    Array.from({ length: count }, (_, i) => Array.from({ length: dimensions }, (__, j) => value(i, j))),
  );
}

describe('jacobiEigen', () => {
  it('solves [[2, 1], [1, 2]]: 3 along (1, 1), 1 along (1, -1)', () => {
    const { values, vectors } = jacobiEigen(Float64Array.of(2, 1, 1, 2), { size: 2 });
    expect(values[0]).toBeCloseTo(3, 12);
    expect(values[1]).toBeCloseTo(1, 12);
    expect(vectors[0]! * vectors[2]!).toBeCloseTo(0.5, 12);
    expect(vectors[1]! * vectors[3]!).toBeCloseTo(-0.5, 12);
  });
});

describe('leadingEigenvectors', () => {
  it('finds the largest of many eigenvalues by iteration, in place of all of them', () => {
    // Diagonal: the eigenvalues are 60, 59, ..., and the vectors those of the axes.
    const size = 60;
    const matrix = new Float64Array(size * size);
    for (let i = 0; i < size; i++) {
      matrix[i * size + i] = size - ((i * 37) % size);
    }
    const { values, vectors } = leadingEigenvectors(matrix, { size, count: 2 });
    expect(values[0]).toBeCloseTo(60, 6);
    expect(values[1]).toBeCloseTo(59, 6);
    expect(Math.abs(vectors[0]!)).toBeCloseTo(1, 4);
  });
});

describe('principalComponents', () => {
  it('lays points on a line along one component', () => {
    // Centered: (-3, -3), (0, 0), (3, 3); along (1, 1): -sqrt(18), 0, sqrt(18); variance 36 / 2. Of two of one size, the first is positive.
    const found = principalComponents(
      matrixOf([
        [0, 1],
        [3, 4],
        [6, 7],
      ]),
      { maximum: 5 },
    );
    expect(found.components).toBe(2);
    expect(found.variances[0]).toBeCloseTo(18, 10);
    expect(found.variances[1]).toBeCloseTo(0, 10);
    expect(found.shares[0]).toBeCloseTo(1, 10);
    expect(Math.abs(found.scores[0]!)).toBeCloseTo(Math.sqrt(18), 10);
    expect(found.scores[2]).toBeCloseTo(0, 10);
    expect(found.scores[4]).toBeCloseTo(-found.scores[0]!, 10);
  });

  it.each(GOLDENS)('agrees with numpy on $cells cells of $dimensions features', (golden) => {
    const features = byFormula(golden.cells, golden.dimensions);
    const { scores, variances, shares, components } = principalComponents(features, { maximum: 3 });
    expect(components).toBe(3);
    for (const [at, score] of golden.scores.flat().entries()) {
      expect(scores[at]).toBeCloseTo(score, DIGITS);
    }
    for (const component of [0, 1, 2]) {
      expect(variances[component]).toBeCloseTo(golden.variances[component]!, DIGITS);
      expect(shares[component]).toBeCloseTo(golden.shares[component]!, DIGITS);
    }
  });

  it('puts equal cells in one place, without a variance to share', () => {
    const found = principalComponents(matrixOf(new Array(5).fill([1, 2, 3])), { maximum: 2 });
    expect([...found.scores].map(Math.abs)).toEqual(new Array(10).fill(0));
    expect(found.shares).toEqual([0, 0]);
  });
});
