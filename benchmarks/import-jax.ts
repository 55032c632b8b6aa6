import { importOptional } from '../packages/hpa-backend/src/engines/import-optional.js';

/** An array of jax-js. A function or method takes over each array that it is given; `ref` keeps it for another use. */
export interface JaxArray {
  readonly ref: JaxArray;
  readonly shape: number[];
  readonly size: number;
  add(other: JaxArray | number): JaxArray;
  sub(other: JaxArray | number): JaxArray;
  mul(other: JaxArray | number): JaxArray;
  div(other: JaxArray | number): JaxArray;
  neg(): JaxArray;
  mean(axes?: number | number[], options?: { readonly keepdims: boolean }): JaxArray;
  sum(axes?: number | number[]): JaxArray;
  reshape(shape: number[]): JaxArray;
  slice(...ranges: ([] | [number, number])[]): JaxArray;
  data(): Promise<Float32Array>;
  dispose(): void;
}

/** The part of `@jax-js/jax` that the benchmarks use. Types are its own in short, because it is no dependency. */
export interface Jax {
  init(device: 'wasm'): Promise<string[]>;
  defaultDevice(device: 'wasm'): string;
  blockUntilReady(tree: unknown): Promise<unknown>;
  jit<Args extends unknown[], Result>(f: (...args: Args) => Result): (...args: Args) => Result;
  valueAndGrad<Params, Rest extends unknown[], Aux>(
    f: (params: Params, ...rest: Rest) => [JaxArray, Aux],
    options: { readonly hasAux: true },
  ): (params: Params, ...rest: Rest) => [[JaxArray, Aux], Params];
  readonly numpy: {
    array(values: Float32Array | number | number[], options?: { readonly shape?: number[] }): JaxArray;
    zeros(shape: number[]): JaxArray;
    ones(shape: number[]): JaxArray;
    zerosLike(x: JaxArray): JaxArray;
    concatenate(arrays: JaxArray[], axis: number): JaxArray;
    max(x: JaxArray, axes?: number | number[]): JaxArray;
    maximum(x: JaxArray, y: JaxArray | number): JaxArray;
    matmul(x: JaxArray, y: JaxArray): JaxArray;
    abs(x: JaxArray): JaxArray;
    exp(x: JaxArray): JaxArray;
    log1p(x: JaxArray): JaxArray;
    power(x: number, y: JaxArray): JaxArray;
    sqrt(x: JaxArray): JaxArray;
    square(x: JaxArray): JaxArray;
    where(condition: JaxArray, x: JaxArray, y: number): JaxArray;
  };
  readonly nn: { relu(x: JaxArray): JaxArray; logSoftmax(x: JaxArray, axis: number): JaxArray };
  readonly lax: {
    conv(x: JaxArray, kernel: JaxArray, strides: number[], padding: 'VALID'): JaxArray;
    stopGradient(x: JaxArray): JaxArray;
  };
  readonly random: {
    key(seed: number): JaxArray;
    uniform(
      key: JaxArray,
      shape: number[],
      range?: { readonly minval: number; readonly maxval: number },
    ): JaxArray;
    bernoulli(key: JaxArray, probability: number, shape: number[]): JaxArray;
  };
  readonly tree: {
    map<Tree>(f: (...leaves: JaxArray[]) => JaxArray, tree: Tree, ...others: Tree[]): Tree;
    leaves(tree: unknown): JaxArray[];
    ref<Tree>(tree: Tree): Tree;
    dispose(tree: unknown): void;
  };
}

const PACKAGE = '@jax-js/jax';

/**
 * Imports jax-js, an optional peer of the benchmarks that no package depends on.
 *
 * @throws Error if it is not installed or does not load, with the reason and how to install it.
 */
export async function importJax(): Promise<Jax> {
  try {
    return await importOptional<Jax>(PACKAGE);
  } catch (error) {
    throw new Error(`${(error as Error).message}; npm install --no-save ${PACKAGE}`, { cause: error });
  }
}
