import type { Sample } from '../sample.js';
import type { ClassLabel } from './class-label.js';
import { leftOutCounts } from './left-out-counts.js';
import { selectClasses } from './select-classes.js';

/**
 * Relabels samples with the indices of the wanted classes, any number per sample, and keeps the samples that the
 * options allow, in their order.
 *
 * @param dataset Samples and the classes that their labels index.
 * @returns New samples with ascending, distinct labels, and the wanted classes that these index. A merged class has
 * the id of its first member and the names of all, joined by ` + `. `leftOut` counts the other samples by reason: with other classes
 * too, of other classes, without a label; a reason that left none out is absent.
 * @throws RangeError if `classes` is empty, repeats an id or holds an unknown one.
 * @example
 * import { selectMultiLabel, syntheticCells } from '@hpa/data';
 * const cells = syntheticCells({ classes: [2, 8, 9], count: 30, seed: 1, size: 64, locationsPerCell: [1, 1] });
 * const { classes } = selectMultiLabel(cells, { classes: [2, [8, 9]] });
 * classes.map(({ name }) => name); // ["Nucleoli","Peroxisomes + Endosomes"]
 */
export function selectMultiLabel(
  {
    samples,
    classes: known,
  }: { readonly samples: readonly Sample[]; readonly classes: readonly ClassLabel[] },
  {
    classes: wanted,
    otherLabels = 'drop',
    unlabeled = 'exclude-sample',
  }: {
    /** Ids of the classes to keep, in the order of their new indices; several in brackets count as one class. */
    readonly classes: readonly (number | readonly number[])[];
    /** What happens to a sample that also has a label outside `classes`: it loses that label, or is left out. */
    readonly otherLabels?: 'drop' | 'exclude-sample';
    /**
     * What happens to a sample that has none of `classes`, of other classes or without a known one: it is left out, or kept without a
     * label, which trains a model to answer none of the classes.
     */
    readonly unlabeled?: 'exclude-sample' | 'keep';
  },
): {
  readonly samples: readonly Sample[];
  readonly classes: readonly ClassLabel[];
  readonly leftOut: readonly { readonly reason: string; readonly rows: number }[];
} {
  const { classes, indexOf } = selectClasses(known, wanted);
  const selected: Sample[] = [];
  const counts = leftOutCounts(['with other classes too', 'of other classes', 'without a label']);
  for (const sample of samples) {
    const indices = sample.labels.map((label) => indexOf.get(label));
    const inside = [...new Set(indices.filter((index) => index !== undefined))].sort((a, b) => a - b);
    if (inside.length > 0 && otherLabels === 'exclude-sample' && indices.includes(undefined)) {
      counts.add('with other classes too');
    } else if (
      inside.length === 0 &&
      (unlabeled === 'exclude-sample' || (otherLabels === 'exclude-sample' && indices.length > 0))
    ) {
      counts.add(indices.length === 0 ? 'without a label' : 'of other classes');
    } else {
      selected.push({ ...sample, labels: inside });
    }
  }
  return { samples: selected, classes, leftOut: counts.list() };
}
