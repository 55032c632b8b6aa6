import { aggregateCells } from './aggregate-cells.js';
import { type Claiming, claimedClasses, thresholdsFor } from './claimed-classes.js';
import { joinNames } from './joined-names.js';

/** What the card of a model, or of an ensemble, says of its answers. */
type Card = Claiming & { readonly classes: readonly { readonly name: string }[] };

/** What cells have in common, by their ids. */
interface NamedCells {
  /** The column that says it. */
  readonly by: string;
  readonly names: ReadonlyMap<string, string>;
}

type Rows = (string | number | undefined)[][];

/**
 * The rows of the table: id, what it has in common with others if that is asked for, what the model claims, a probability for each class
 * and, of a multi-label model, its threshold.
 */
export function cellTable(
  scores: readonly (readonly number[])[],
  {
    ids,
    card,
    named,
  }: {
    readonly ids: readonly string[];
    readonly card: Card;
    readonly named: NamedCells | undefined;
  },
): Rows {
  const { classes } = card;
  const thresholds = thresholdsFor(classes, card);
  const columns = (prefix: string) => classes.map(({ name }) => `${prefix}_${name}`);
  const header = [
    'id',
    ...(named ? [named.by] : []),
    'predicted',
    ...columns('p'),
    ...(thresholds ? columns('threshold') : []),
  ];
  const rows = ids.map((id, row) => {
    const probabilities = scores[row]!;
    const predicted = joinNames(claimedClasses(probabilities, card), { classes });
    const name = named ? [named.names.get(id)!] : [];
    return [id, ...name, predicted, ...probabilities, ...(thresholds ?? [])];
  });
  return [header, ...rows];
}

/**
 * The rows of the second table: what the cells have in common, how many they are, what their mean probabilities claim, how much they
 * agree with that, and for each class the mean probability and the share of the cells that claim it.
 */
export function groupTable(
  scores: readonly (readonly number[])[],
  {
    ids,
    card,
    named: { by, names },
  }: {
    readonly ids: readonly string[];
    readonly card: Card;
    readonly named: NamedCells;
  },
): Rows {
  const { classes } = card;
  const columns = (prefix: string) => classes.map(({ name }) => `${prefix}_${name}`);
  const cells = ids.map((id, row) => ({ name: names.get(id)!, probabilities: scores[row]! }));
  const rows = aggregateCells(cells, card).map((group) => [
    group.name,
    group.cells,
    joinNames(group.claimed, { classes }),
    group.agreement,
    ...group.probabilities,
    ...group.shares,
  ]);
  return [[by, 'cells', 'predicted', 'agreement', ...columns('p'), ...columns('share')], ...rows];
}
