/**
 * Lists the samples that vary together, which are left out together: one list per group, or one per sample if there are no groups.
 *
 * @returns Lists of sample indices; groups are in the order of their first sample.
 * @throws RangeError if the number of groups is not the number of samples.
 */
export function independentUnits({
  sampleCount,
  groups,
}: {
  readonly sampleCount: number;
  readonly groups?: readonly string[] | undefined;
}): number[][] {
  if (groups === undefined) {
    return Array.from({ length: sampleCount }, (_, sample) => [sample]);
  }
  if (groups.length !== sampleCount) {
    throw new RangeError(
      `groups must name one group per sample; received ${groups.length} groups for ${sampleCount} samples`,
    );
  }
  const members = new Map<string, number[]>();
  for (const [sample, group] of groups.entries()) {
    const known = members.get(group);
    if (known === undefined) {
      members.set(group, [sample]);
    } else {
      known.push(sample);
    }
  }
  return [...members.values()];
}
