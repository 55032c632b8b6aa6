import { availableParallelism } from 'node:os';
import { type Benchmark, type EngineName, isScaledEngine } from './benchmark.js';
import type { Configuration } from './configuration.js';

/** What the command line asks for. */
export interface PlanOptions {
  /** Engines to run, of those that a benchmark names; by default all. */
  readonly engines?: readonly EngineName[] | undefined;
  readonly threads: readonly ('all' | number)[];
  readonly repeats: number;
  /** Images per step on the engines of which one step is scaled up. */
  readonly stockBatch: number;
  readonly quick: boolean;
}

/** Images per step of a quick run. */
const QUICK_BATCH = 2;
/**
 * V8 compiles hot code during the first steps, on the same cores. On two cores, a step of InceptionV3 became 10 % shorter
 * between the third and the fifteenth step, and training takes thousands of steps.
 */
export const WARM_UP_SECONDS = 8;

/**
 * Lists the processes of a benchmark: one per engine and number of threads.
 *
 * The stock cpu backend and jax-js run one step of a smaller batch, because a full batch takes minutes.
 */
export function plan(
  benchmark: Benchmark,
  { engines, threads, repeats, stockBatch, quick }: PlanOptions,
): Configuration[] {
  const batch = quick ? Math.min(QUICK_BATCH, benchmark.batch) : benchmark.batch;
  const chosen = benchmark.engines.filter((name) => engines?.includes(name) ?? true);
  return chosen.flatMap((engine): Configuration[] => {
    const common = {
      benchmark: benchmark.name,
      engine,
      batch,
      repeats,
      warmUpSeconds: quick ? 0 : WARM_UP_SECONDS,
      quick,
    };
    if (isScaledEngine(engine)) {
      const scaled = { ...common, threads: undefined, batch: Math.min(stockBatch, batch), repeats: 1 };
      // jax-js compiles its kernels in the first step, which takes longer than the step itself.
      return [engine === 'stock-cpu' ? { ...scaled, warmUpSeconds: 0 } : scaled];
    }
    return takesThreads(engine)
      ? threadCounts(threads).map((count) => ({ ...common, threads: count }))
      : [{ ...common, threads: undefined }];
  });
}

const takesThreads = (engine: EngineName): boolean =>
  ['wasm', 'wasm-chromium', 'onnxruntime', 'pytorch'].includes(engine);

/** The numbers in the given order, without duplicates: with one core, 1 and all are the same. */
function threadCounts(threads: PlanOptions['threads']): number[] {
  return [...new Set(threads.map((count) => (count === 'all' ? availableParallelism() : count)))];
}
