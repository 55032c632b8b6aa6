import fc from 'fast-check';
import type { FuzzTarget } from './fuzz-target.js';
import { type Mutation, mutationsFor } from './mutations.js';
import { TARGETS } from './targets.js';

/** One damaged input. */
export interface FuzzCase {
  readonly target: FuzzTarget;
  /** The file that is damaged, relative to the folder of the input. */
  readonly file: string;
  readonly mutations: readonly Mutation[];
}

/** Case `index` of a seed: always the same one. The targets take turns. */
export function fuzzCase(
  index: number,
  { seed, only }: { readonly seed: number; readonly only?: string | undefined },
): FuzzCase {
  const targets = only === undefined ? TARGETS : TARGETS.filter(({ name }) => name.includes(only));
  const target = targets[index % targets.length];
  if (target === undefined) {
    throw new Error(
      `--only ${only}: there is no such format; there are ${TARGETS.map(({ name }) => name).join(', ')}`,
    );
  }
  const drawn = fc
    .constantFrom(...target.files)
    .chain((file) => fc.tuple(fc.constant(file), mutationsFor(file)));
  const [[file, mutations]] = fc.sample(fc.noBias(drawn), {
    seed: (seed * 1_000_003 + index) | 0,
    numRuns: 1,
  }) as [[string, Mutation[]]];
  return { target, file, mutations };
}
