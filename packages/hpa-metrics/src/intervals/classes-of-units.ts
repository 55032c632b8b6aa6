import type { CheckedData } from '../data/types.js';

/**
 * Lists the classes that the labels of each unit hold, in ascending order.
 *
 * @param options.units - Lists of sample indices.
 */
export function classesOfUnits(
  data: CheckedData,
  { units }: { readonly units: readonly (readonly number[])[] },
): number[][] {
  return units.map((samples) => {
    const held = new Set<number>();
    for (const sample of samples) {
      addClasses(held, { data, sample });
    }
    return [...held].sort((first, second) => first - second);
  });
}

function addClasses(
  held: Set<number>,
  { data, sample }: { readonly data: CheckedData; readonly sample: number },
): void {
  if (data.task === 'single-label') {
    held.add(data.labels[sample]!);
    return;
  }
  const from = sample * data.classCount;
  for (let index = 0; index < data.classCount; index++) {
    if (data.indicators[from + index] === 1) {
      held.add(index);
    }
  }
}
