import type { Result } from './summarize.js';

/** A result relative to others of the same benchmark and run; a ratio is absent if the other result is. */
export interface Ratios {
  /** How many times as fast as the stock cpu backend. */
  readonly stockCpuOverThis?: number;
  /** How many times PyTorch's time on as many threads. */
  readonly thisOverPytorch?: number;
  /** Of wasm in a browser: how many times its time in Node on as many threads. */
  readonly thisOverNode?: number;
  /** How many times as fast as scikit-learn. */
  readonly scikitLearnOverThis?: number;
  /** How many times as fast as the same engine on one thread. */
  readonly oneThreadOverThis?: number;
}

/** Compares the median of a result with those of other engines and threads. */
export function compare(result: Result, results: readonly Result[]): Ratios {
  const { benchmark, engine, threads, batch, seconds } = result;
  const find = (wanted: Partial<Result>) =>
    results.find((other) =>
      Object.entries({ benchmark, batch, ...wanted }).every(
        ([key, value]) => other[key as keyof Result] === value,
      ),
    );
  const stock = find({ engine: 'stock-cpu' });
  const pytorch = find({ engine: 'pytorch', threads });
  const node = engine === 'wasm-chromium' ? find({ engine: 'wasm', threads }) : undefined;
  const scikitLearn = find({ engine: 'scikit-learn' });
  const single = find({ engine, threads: 1 });
  return {
    ...(stock && stock !== result && { stockCpuOverThis: stock.seconds.median / seconds.median }),
    ...(pytorch && pytorch !== result && { thisOverPytorch: seconds.median / pytorch.seconds.median }),
    ...(node && { thisOverNode: seconds.median / node.seconds.median }),
    ...(scikitLearn &&
      scikitLearn !== result && { scikitLearnOverThis: scikitLearn.seconds.median / seconds.median }),
    ...(single && single !== result && { oneThreadOverThis: single.seconds.median / seconds.median }),
  };
}
