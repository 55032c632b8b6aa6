import type { EngineName } from './benchmark.js';

/** One process's work: a benchmark on one engine with one number of threads. */
export interface Configuration {
  readonly benchmark: string;
  readonly engine: EngineName;
  /** Undefined where the engine does not let itself be told. */
  readonly threads: number | undefined;
  /** Images in the step that runs; less than the benchmark's where its time is scaled up. */
  readonly batch: number;
  /** Steps that count. */
  readonly repeats: number;
  /** Steps before those, for so long. */
  readonly warmUpSeconds: number;
  readonly quick: boolean;
}

/** What a process prints when it is done, as one line of JSON. */
export interface Measured {
  readonly device: string;
  readonly threads: number;
  readonly version: string;
  readonly parameters: { readonly total: number; readonly trainable: number };
  /** Of each counted step, in order. */
  readonly seconds: readonly number[];
}
