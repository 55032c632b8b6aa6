/** Sweeps over all pairs of rows; ten suffice for double precision at any size that is asked for here. */
const MAXIMUM_SWEEPS = 50;

/**
 * Finds all eigenvalues and eigenvectors of a small symmetric matrix by cyclic Jacobi rotations (Golub and Van Loan, Matrix
 * Computations, section 8.5).
 *
 * @param matrix The values, row after row; they are not changed.
 * @returns The eigenvalues from the largest on, and the eigenvectors in the columns of `vectors`, row after row, of length 1.
 */
export function jacobiEigen(
  matrix: Float64Array,
  { size }: { readonly size: number },
): { readonly values: Float64Array; readonly vectors: Float64Array } {
  const a = matrix.slice();
  const v = identity(size);
  const total = a.reduce((sum, value) => sum + value * value, 0);
  for (let sweep = 0; sweep < MAXIMUM_SWEEPS && offDiagonal(a, size) > 1e-30 * total; sweep++) {
    for (let p = 0; p < size; p++) {
      for (let q = p + 1; q < size; q++) {
        rotate(a, v, { size, p, q });
      }
    }
  }
  const order = Array.from({ length: size }, (_, i) => i).sort((i, j) => a[j * size + j]! - a[i * size + i]!);
  const values = Float64Array.from(order, (i) => a[i * size + i]!);
  const vectors = new Float64Array(size * size);
  for (const [column, i] of order.entries()) {
    for (let row = 0; row < size; row++) {
      vectors[row * size + column] = v[row * size + i]!;
    }
  }
  return { values, vectors };
}

/** Makes the element at (p, q) zero, and notes the rotation in the vectors. */
function rotate(
  a: Float64Array,
  v: Float64Array,
  { size, p, q }: { readonly size: number; readonly p: number; readonly q: number },
): void {
  const apq = a[p * size + q]!;
  if (apq === 0) {
    return;
  }
  const theta = (a[q * size + q]! - a[p * size + p]!) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  for (let k = 0; k < size; k++) {
    const akp = a[k * size + p]!;
    const akq = a[k * size + q]!;
    a[k * size + p] = c * akp - s * akq;
    a[k * size + q] = s * akp + c * akq;
  }
  for (let k = 0; k < size; k++) {
    const apk = a[p * size + k]!;
    const aqk = a[q * size + k]!;
    a[p * size + k] = c * apk - s * aqk;
    a[q * size + k] = s * apk + c * aqk;
    const vkp = v[k * size + p]!;
    const vkq = v[k * size + q]!;
    v[k * size + p] = c * vkp - s * vkq;
    v[k * size + q] = s * vkp + c * vkq;
  }
}

function offDiagonal(a: Float64Array, size: number): number {
  let sum = 0;
  for (let row = 0; row < size; row++) {
    for (let column = row + 1; column < size; column++) {
      sum += a[row * size + column]! ** 2;
    }
  }
  return sum;
}

function identity(size: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    matrix[i * size + i] = 1;
  }
  return matrix;
}
