import type { Sample } from '@hpa/data';
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

/** The columns that say where in its field a cell is, but for the first, `field`: its label in the mask, box and center, in pixels. */
export const CELL_COLUMNS: readonly string[] = [
  'mask_label',
  'top',
  'left',
  'bottom',
  'right',
  'center_row',
  'center_column',
];

type Rows = (string | number | undefined)[][];

/** Digits after the point of how unlike a cell is. */
const UNLIKE_DIGITS = 3;

/**
 * The rows of the table: id, what it has in common with others if that is asked for, field and place of cells of fields, what the model
 * claims, how unlike its training cells the cell is if it knows that, a probability for each class and, of a multi-label model, its
 * threshold.
 */
export function cellTable(
  scores: readonly (readonly number[])[],
  {
    ids,
    card,
    named,
    samples,
    unlike,
  }: {
    readonly ids: readonly string[];
    readonly card: Card;
    readonly named: NamedCells | undefined;
    /** What is known of the samples, those that were skipped among them. */
    readonly samples: readonly Pick<Sample, 'id' | 'field' | 'cell'>[];
    /** How unlike the training cells each cell is, if the model knows it. */
    readonly unlike?: readonly number[] | undefined;
  },
): Rows {
  const { classes } = card;
  const places = new Map(
    samples.filter(({ cell }) => cell !== undefined).map((sample) => [sample.id, sample]),
  );
  // Cells of fields have this column anyway.
  const by = places.size > 0 && named?.by === 'field' ? undefined : named;
  const thresholds = thresholdsFor(classes, card);
  const columns = (prefix: string) => classes.map(({ name }) => `${prefix}_${name}`);
  const header = [
    'id',
    ...(by ? [by.by] : []),
    ...(places.size > 0 ? ['field', ...CELL_COLUMNS] : []),
    'predicted',
    ...(unlike ? ['unlike'] : []),
    ...columns('p'),
    ...(thresholds ? columns('threshold') : []),
  ];
  const rows = ids.map((id, row) => {
    const probabilities = scores[row]!;
    const predicted = joinNames(claimedClasses(probabilities, card), { classes });
    const name = by ? [by.names.get(id)!] : [];
    const place = places.size > 0 ? placeOf(places.get(id)) : [];
    const distance = unlike ? [Number(unlike[row]!.toFixed(UNLIKE_DIGITS))] : [];
    return [id, ...name, ...place, predicted, ...distance, ...probabilities, ...(thresholds ?? [])];
  });
  return [header, ...rows];
}

/** Field, label, box and center of a cell; empty for an image that is none. */
function placeOf({ field, cell }: Pick<Sample, 'field' | 'cell'> = {}): Rows[number] {
  return cell
    ? [field, cell.label, ...cell.box, ...cell.center]
    : ['field', ...CELL_COLUMNS].map(() => undefined);
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
