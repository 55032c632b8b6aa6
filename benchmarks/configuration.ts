import type { EngineName } from './benchmark.js';
import type { Gpu } from './describe-gpu.js';

/** What one process measures: a benchmark on one engine with one number of threads. */
export interface Configuration {
  readonly benchmark: string;
  readonly engine: EngineName;
  /** Undefined if the engine has no such setting. */
  readonly threads: number | undefined;
  /** Images per step; fewer than the benchmark's if its time is scaled up. */
  readonly batch: number;
  /** Measured steps. */
  readonly repeats: number;
  /** How long to run steps before the measured ones. */
  readonly warmUpSeconds: number;
  readonly quick: boolean;
}

/** What a process prints as one line of JSON when it is done. */
export interface Measured {
  readonly device: string;
  readonly threads: number;
  readonly version: string;
  readonly parameters: { readonly total: number; readonly trainable: number };
  /** Of each measured step, in order. */
  readonly seconds: readonly number[];
  /** Absent of engines that do not run on a GPU. */
  readonly gpu?: Gpu;
  /** Of other steps than those in `seconds`: the sum over their kernels on the GPU; absent without timestamp queries. */
  readonly kernelSeconds?: readonly number[];
}
