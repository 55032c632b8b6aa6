import type { SearchDescription } from '../../search/journal.js';
import { describeOtherRun, type RunIdentity } from '../run-identity.js';

interface Search {
  readonly description: SearchDescription;
  readonly identity: RunIdentity;
}

/**
 * Requires that a journal is of the search that is begun here.
 *
 * @throws Error naming all in which it is of another one if it is.
 */
export function requireSameSearch(
  found: Search,
  { folder, ...expected }: Search & { readonly folder: string },
): void {
  const other = describeOtherRun(flatten(found), { expected: flatten(expected) });
  if (other !== null) {
    throw new Error(`${folder} ${other}`);
  }
}

/** What decides a search by name, so that differences can be said one by one. */
function flatten({
  description: { space, mode, seed, initial, strategy, pruner },
  identity,
}: Search): RunIdentity {
  const dimensions = Object.entries(space ?? {}).map(([name, dimension]) => [
    `space.${name}`,
    JSON.stringify(dimension),
  ]);
  return {
    ...Object.fromEntries(dimensions),
    order: Object.keys(space ?? {}).join(', '),
    mode,
    seed,
    initial: JSON.stringify(initial),
    strategy: JSON.stringify(strategy),
    pruner: JSON.stringify(pruner),
    ...Object.fromEntries(Object.entries(identity).map(([name, value]) => [`identity.${name}`, value])),
  };
}
