import type { EmbeddedCells } from './embedded-cells.js';

/** One way of telling cells apart on a map. */
export interface Coloring {
  readonly key: 'label' | 'predicted' | 'group';
  /** As a choice says it. */
  readonly title: string;
  /** The names that have a color and a shape of their own, the most frequent first; equal names of labels and predictions have equal ones. */
  readonly names: readonly string[];
  /** How many cells have each name. */
  readonly counts: readonly number[];
  /** The name of each cell, by position; -1 if it has none of its own color. */
  readonly cells: readonly number[];
  /** What the cells at -1 are, in words; undefined if there are none. */
  readonly others: { readonly name: string; readonly count: number } | undefined;
}

/** Names that can be told apart: eight colors in four shapes. */
const MAXIMUM_NAMES = 32;

/** Returns the ways in which cells can be colored: by label and group where there are any, and by prediction. */
export function colorings({ labels, predicted, groups }: EmbeddedCells): readonly Coloring[] {
  const answers = frequentNames([...labels, ...predicted]);
  return [
    coloring(labels, { key: 'label', title: 'Label', names: answers, without: 'no label' }),
    coloring(predicted, {
      key: 'predicted',
      title: 'Prediction',
      names: answers,
      without: 'none of the locations',
    }),
    coloring(groups, { key: 'group', title: 'Group', names: frequentNames(groups), without: 'no group' }),
  ].filter(({ key, counts }) => key === 'predicted' || counts.some((count) => count > 0));
}

/** Every name that is not empty, the most frequent first; of those equally frequent, the first in the alphabet. */
function frequentNames(texts: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const text of texts) {
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  counts.delete('');
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([name]) => name);
}

function coloring(
  texts: readonly string[],
  {
    key,
    title,
    names,
    without,
  }: Pick<Coloring, 'key' | 'title' | 'names'> & {
    /** What a cell of which nothing is known is called. */
    readonly without: string;
  },
): Coloring {
  const shown = names.slice(0, MAXIMUM_NAMES);
  const positions = new Map(shown.map((name, index) => [name, index]));
  const cells = texts.map((text) => positions.get(text) ?? -1);
  const counts = shown.map(() => 0);
  for (const cell of cells.filter((position) => position >= 0)) {
    counts[cell]! += 1;
  }
  const folded = new Set(texts.filter((text) => text !== '' && !positions.has(text))).size;
  const hasEmpty = texts.includes('');
  const words = [...(folded > 0 ? [`${folded} more`] : []), ...(hasEmpty ? [without] : [])];
  const count = cells.filter((cell) => cell < 0).length;
  return {
    key,
    title,
    names: shown,
    counts,
    cells,
    others: count === 0 ? undefined : { name: words.join(', '), count },
  };
}
