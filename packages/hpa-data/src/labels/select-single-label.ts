import type { Sample } from '../sample.js';
import type { ClassLabel } from './class-label.js';
import { leftOutCounts } from './left-out-counts.js';
import { selectClasses } from './select-classes.js';

/**
 * Keeps the samples whose only label is one of the wanted classes, in their order, and relabels each with the index
 * of that class.
 *
 * A sample with two labels of one merged class has two labels, so it is left out.
 *
 * @param dataset Samples and the classes that their labels index.
 * @returns New samples with one label each, and the wanted classes that it indexes. A merged class has the id of its
 * first member and the names of all, joined by ` + `. `leftOut` counts the other samples by reason: with several labels,
 * of other classes, without a label; a reason that left none out is absent.
 * @throws RangeError if `classes` is empty, repeats an id or holds an unknown one.
 * @example
 * import { selectSingleLabel, syntheticCells } from '@hpa/data';
 * const cells = syntheticCells({ classes: [25, 13, 18], count: 30, seed: 1, size: 64 });
 * const { classes } = selectSingleLabel(cells, { classes: [13, 25] });
 * classes.map(({ name }) => name); // ["Focal adhesion sites","Cytosol"]
 */
export function selectSingleLabel(
  {
    samples,
    classes: known,
  }: { readonly samples: readonly Sample[]; readonly classes: readonly ClassLabel[] },
  {
    classes: wanted,
  }: {
    /** Ids of the classes to keep, in the order of their new indices; several in brackets count as one class. */
    readonly classes: readonly (number | readonly number[])[];
  },
): {
  readonly samples: readonly Sample[];
  readonly classes: readonly ClassLabel[];
  readonly leftOut: readonly { readonly reason: string; readonly rows: number }[];
} {
  const { classes, indexOf } = selectClasses(known, wanted);
  const selected: Sample[] = [];
  const counts = leftOutCounts(['with several labels', 'of other classes', 'without a label']);
  for (const sample of samples) {
    const { labels } = sample;
    const index = labels.length === 1 ? indexOf.get(labels[0]!) : undefined;
    if (index !== undefined) {
      selected.push({ ...sample, labels: [index] });
      continue;
    }
    const someWanted = labels.some((label) => indexOf.has(label));
    counts.add(
      labels.length === 0 ? 'without a label' : someWanted ? 'with several labels' : 'of other classes',
    );
  }
  return { samples: selected, classes, leftOut: counts.list() };
}
