import type { Benchmark, EngineName } from './benchmark.js';
import type { Configuration, Measured } from './configuration.js';
import { median } from './median.js';

/** One row of the results. */
export interface Result {
  readonly benchmark: string;
  readonly engine: EngineName;
  readonly device: string;
  readonly threads: number;
  /** Version of the package that contains the engine. */
  readonly version: string;
  /** Images per step that the times refer to. */
  readonly batch: number;
  /** Images per step that was run; if it is smaller, times are scaled in proportion. */
  readonly measuredBatch: number;
  readonly parameters: Measured['parameters'];
  /** Of one step. */
  readonly seconds: {
    readonly median: number;
    readonly minimum: number;
    readonly maximum: number;
    readonly samples: readonly number[];
  };
  /** Or samples. */
  readonly imagesPerSecond: number;
}

/** Makes a row from what one process measured; times are scaled to the benchmark's batch. */
export function summarize(
  measured: Measured,
  { configuration, benchmark }: { readonly configuration: Configuration; readonly benchmark: Benchmark },
): Result {
  const { device, threads, version, parameters } = measured;
  const { engine, quick, batch: measuredBatch } = configuration;
  const batch = quick ? measuredBatch : benchmark.batch;
  const samples = measured.seconds.map((seconds) => (seconds * batch) / measuredBatch);
  const middle = median(samples);
  return {
    benchmark: benchmark.name,
    engine,
    device,
    threads,
    version,
    batch,
    measuredBatch,
    parameters,
    seconds: { median: middle, minimum: Math.min(...samples), maximum: Math.max(...samples), samples },
    imagesPerSecond: batch / middle,
  };
}
