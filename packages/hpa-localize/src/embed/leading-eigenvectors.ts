import { jacobiEigen } from './jacobi-eigen.js';
import { seededUniform } from './seeded-uniform.js';

/** Directions that are iterated beyond those asked for: they speed up the last ones. */
const EXTRA = 8;
/** Residuals below this share of the largest eigenvalue end the iteration. */
const TOLERANCE = 1e-9;
/** Eigenvalues so near to one another that they are not told apart by then are mixed, which any basis of them is. */
const MAXIMUM_ITERATIONS = 200;
/** Where the iteration starts; any start does that no eigenvector is at right angles to. */
const START_SEED = 1;

/**
 * Finds the largest eigenvalues of a symmetric matrix without negative ones, and their eigenvectors, by block power iteration with a
 * Rayleigh-Ritz step (Saad, Numerical Methods for Large Eigenvalue Problems, section 5.2). A matrix that is hardly larger than what is
 * asked for is solved at once.
 *
 * @param matrix The values, row after row.
 * @returns `count` eigenvalues from the largest on, and the eigenvectors in the columns of `vectors`, row after row. Where the matrix
 * has fewer than `count` positive eigenvalues, vectors may be zero.
 */
export function leadingEigenvectors(
  matrix: Float64Array,
  { size, count }: { readonly size: number; readonly count: number },
): { readonly values: Float64Array; readonly vectors: Float64Array } {
  const width = Math.min(size, count + EXTRA);
  let basis = startingBasis({ size, width });
  let values = new Float64Array(width);
  let ritzVectors = basis;
  for (let iteration = 0; iteration < MAXIMUM_ITERATIONS; iteration++) {
    const image = product(matrix, basis, { size, width });
    const ritz = jacobiEigen(projected(basis, image, { size, width }), { size: width });
    values = Float64Array.from(ritz.values);
    ritzVectors = turned(basis, ritz.vectors, { size, width });
    const next = turned(image, ritz.vectors, { size, width });
    const error = residual({ vectors: ritzVectors, next, values, size, width, count });
    if (width === size || error <= TOLERANCE * values[0]!) {
      break;
    }
    basis = orthonormal(next, { size, width });
  }
  const vectors = new Float64Array(size * count);
  for (let row = 0; row < size; row++) {
    vectors.set(ritzVectors.subarray(row * width, row * width + count), row * count);
  }
  return { values: values.slice(0, count), vectors };
}

interface Shape {
  readonly size: number;
  readonly width: number;
}

function startingBasis({ size, width }: Shape): Float64Array {
  const uniform = seededUniform(START_SEED);
  return orthonormal(
    Float64Array.from({ length: size * width }, () => uniform() - 0.5),
    { size, width },
  );
}

function product(matrix: Float64Array, basis: Float64Array, { size, width }: Shape): Float64Array {
  const result = new Float64Array(size * width);
  for (let row = 0; row < size; row++) {
    for (let inner = 0; inner < size; inner++) {
      const factor = matrix[row * size + inner]!;
      for (let column = 0; column < width; column++) {
        result[row * width + column]! += factor * basis[inner * width + column]!;
      }
    }
  }
  return result;
}

/** The matrix as the basis sees it: the products of each basis vector with the image of each, symmetric but for rounding. */
function projected(basis: Float64Array, image: Float64Array, { size, width }: Shape): Float64Array {
  const result = new Float64Array(width * width);
  for (let inner = 0; inner < size; inner++) {
    for (let row = 0; row < width; row++) {
      const factor = basis[inner * width + row]!;
      for (let column = 0; column < width; column++) {
        result[row * width + column]! += factor * image[inner * width + column]!;
      }
    }
  }
  for (let row = 0; row < width; row++) {
    for (let column = row + 1; column < width; column++) {
      const mean = (result[row * width + column]! + result[column * width + row]!) / 2;
      result[row * width + column] = mean;
      result[column * width + row] = mean;
    }
  }
  return result;
}

function turned(columns: Float64Array, rotation: Float64Array, { size, width }: Shape): Float64Array {
  const result = new Float64Array(size * width);
  for (let row = 0; row < size; row++) {
    for (let inner = 0; inner < width; inner++) {
      const factor = columns[row * width + inner]!;
      for (let column = 0; column < width; column++) {
        result[row * width + column]! += factor * rotation[inner * width + column]!;
      }
    }
  }
  return result;
}

/** The largest distance between what the matrix makes of a vector asked for and the vector times its eigenvalue. */
function residual({
  vectors,
  next,
  values,
  size,
  width,
  count,
}: Shape & {
  readonly vectors: Float64Array;
  readonly next: Float64Array;
  readonly values: Float64Array;
  readonly count: number;
}): number {
  let largest = 0;
  for (let column = 0; column < count; column++) {
    let sum = 0;
    for (let row = 0; row < size; row++) {
      sum += (next[row * width + column]! - values[column]! * vectors[row * width + column]!) ** 2;
    }
    largest = Math.max(largest, Math.sqrt(sum));
  }
  return largest;
}

/** Columns at right angles and of length 1, by the modified Gram-Schmidt process, twice; what the columns before it span becomes zero. */
function orthonormal(columns: Float64Array, { size, width }: Shape): Float64Array {
  const result = columns.slice();
  const dot = (i: number, j: number): number => {
    let sum = 0;
    for (let row = 0; row < size; row++) {
      sum += result[row * width + i]! * result[row * width + j]!;
    }
    return sum;
  };
  for (let column = 0; column < width; column++) {
    const before = Math.sqrt(dot(column, column));
    for (let pass = 0; pass < 2; pass++) {
      for (let other = 0; other < column; other++) {
        const share = dot(column, other);
        for (let row = 0; row < size; row++) {
          result[row * width + column]! -= share * result[row * width + other]!;
        }
      }
    }
    const after = Math.sqrt(dot(column, column));
    const scale = after > 1e-10 * before ? 1 / after : 0;
    for (let row = 0; row < size; row++) {
      result[row * width + column]! *= scale;
    }
  }
  return result;
}
