import type { Benchmark, EngineName } from './benchmark.js';
import type { Configuration, Measured } from './configuration.js';
import { median } from './median.js';

/** One row of the outcome. */
export interface Result {
  readonly benchmark: string;
  readonly engine: EngineName;
  readonly device: string;
  readonly threads: number;
  /** Version of the package that carries the engine. */
  readonly version: string;
  /** Images in the step that the times are of. */
  readonly batch: number;
  /** Images in the step that was really run; where it is smaller, the times are scaled in proportion. */
  readonly measuredBatch: number;
  readonly parameters: Measured['parameters'];
  /** Of one step. */
  readonly seconds: {
    readonly median: number;
    readonly minimum: number;
    readonly maximum: number;
    readonly samples: readonly number[];
  };
  readonly imagesPerSecond: number;
}

/** Makes a row of what one process measured; `batch` is what the step would have held in full. */
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
