import type { Benchmark, EngineName } from './benchmark.js';
import type { Configuration, Measured } from './configuration.js';
import type { Gpu } from './describe-gpu.js';
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
  /** Absent of engines that do not run on a GPU. */
  readonly gpu?: Gpu;
  /** Of one step on a GPU with timestamp queries. */
  readonly kernels?: {
    /** The mean over the samples: Dawn rounds timestamps to 66 microseconds, which a mean evens out and a median does not. */
    readonly secondsMean: number;
    readonly secondsSamples: readonly number[];
    /** The mean relative to the median step; the rest is JavaScript, the driver and reading the result. */
    readonly share: number;
  };
}

/** Makes a row from what one process measured; times are scaled to the benchmark's batch. */
export function summarize(
  measured: Measured,
  { configuration, benchmark }: { readonly configuration: Configuration; readonly benchmark: Benchmark },
): Result {
  const { device, threads, version, parameters, gpu, kernelSeconds } = measured;
  const { engine, quick, batch: measuredBatch } = configuration;
  const batch = quick ? measuredBatch : benchmark.batch;
  const scale = (seconds: number) => (seconds * batch) / measuredBatch;
  const samples = measured.seconds.map(scale);
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
    ...(gpu && { gpu }),
    ...(kernelSeconds && { kernels: kernelsOf(kernelSeconds.map(scale), { step: middle }) }),
  };
}

function kernelsOf(
  secondsSamples: readonly number[],
  { step }: { readonly step: number },
): NonNullable<Result['kernels']> {
  const secondsMean = secondsSamples.reduce((sum, value) => sum + value, 0) / secondsSamples.length;
  return { secondsMean, secondsSamples, share: secondsMean / step };
}
