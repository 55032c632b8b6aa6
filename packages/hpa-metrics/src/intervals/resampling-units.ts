/**
 * Lists the samples that a bootstrap draws together: one list a group, or one a sample where there are no groups.
 *
 * @returns Lists of sample indices, groups in the order in which they first occur.
 * @throws RangeError where there are not as many groups as samples.
 */
export function resamplingUnits({
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
      `groups must name one group a sample; received ${groups.length} groups for ${sampleCount} samples`,
    );
  }
  const members = new Map<string, number[]>();
  groups.forEach((group, sample) => {
    const known = members.get(group);
    if (known === undefined) {
      members.set(group, [sample]);
    } else {
      known.push(sample);
    }
  });
  return [...members.values()];
}
