import type { EngineName } from './benchmark.js';
import { compare, type Ratios } from './compare.js';
import type { Machine } from './describe-machine.js';
import type { Result } from './summarize.js';

/** The results of a run, as `--json` prints them. */
export interface Report {
  readonly machine: Machine;
  /** Of this repository, with `-dirty` if files were changed; absent outside a git repository. */
  readonly commit?: string;
  /** Start of the run, ISO 8601. */
  readonly started: string;
  /** Measured steps per round, and the number of rounds. */
  readonly repeats: number;
  readonly rounds: number;
  readonly quick: boolean;
  readonly results: readonly (Result & { readonly ratios: Ratios })[];
  /** What could not run, and why. */
  readonly absent: readonly Absence[];
}

/** A configuration without a result. */
export interface Absence {
  readonly benchmark: string;
  readonly engine: EngineName;
  readonly reason: string;
}

/** Adds ratios to the results. */
export function withRatios(results: readonly Result[]): Report['results'] {
  return results.map((result) => ({ ...result, ratios: compare(result, results) }));
}
