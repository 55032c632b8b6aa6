import type { EngineName } from './benchmark.js';
import { compare, type Ratios } from './compare.js';
import type { Machine } from './describe-machine.js';
import type { Result } from './summarize.js';

/** Everything that one run found: what `--json` prints. */
export interface Report {
  readonly machine: Machine;
  /** When the run began, ISO 8601. */
  readonly started: string;
  /** Steps of each round, and how many rounds. */
  readonly repeats: number;
  readonly rounds: number;
  readonly quick: boolean;
  readonly results: readonly (Result & { readonly ratios: Ratios })[];
  /** What could not run here, and why. */
  readonly absent: readonly Absence[];
}

/** A configuration without a result. */
export interface Absence {
  readonly benchmark: string;
  readonly engine: EngineName;
  readonly reason: string;
}

/** Puts the ratios beside the results. */
export function withRatios(results: readonly Result[]): Report['results'] {
  return results.map((result) => ({ ...result, ratios: compare(result, results) }));
}
