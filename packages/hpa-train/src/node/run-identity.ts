/** Which run a checkpoint belongs to: whatever decides its results, by name, such as the seed and a digest of the data. */
export type RunIdentity = Readonly<Record<string, string | number | boolean | null>>;

/** Says in which settings a checkpoint is of another run; null if it is of this one. */
export function describeOtherRun(
  found: RunIdentity | undefined,
  { expected }: { readonly expected: RunIdentity },
): string | null {
  if (found === undefined) {
    return 'does not say of which run it is';
  }
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])];
  const others = names.filter((name) => found[name] !== expected[name]);
  if (others.length === 0) {
    return null;
  }
  const theirs = others.map((name) => `${name} ${format(found[name])}`).join(', ');
  const ours = others.map((name) => format(expected[name])).join(', ');
  return `is of a run with ${theirs}; this one has ${ours}`;
}

function format(value: RunIdentity[string] | undefined): string {
  return value === undefined ? 'none' : String(value);
}
