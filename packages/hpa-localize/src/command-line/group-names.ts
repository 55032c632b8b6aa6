import type { Sample } from '@hpa/data';
import { CELL_COLUMNS } from '../answers/prediction-tables.js';
import { nearestNames } from '../nearest-names.js';
import { FlagError } from './flag-error.js';

/** The column that every dataset with groups has. */
const GROUP = 'group';
/** What every cell of a field has. */
const FIELD = 'field';
/** Columns that the tables of predict have of their own. */
const OWN_COLUMNS: readonly string[] = ['id', 'cells', 'predicted', 'agreement', ...CELL_COLUMNS];

/**
 * Gives the name of what each sample has in common with others, by its id: its group, the field that it is a cell of, or what a column of a table of the dataset says
 * of it. Of a sample that has none, the name is empty.
 *
 * @throws FlagError naming what there is if no sample has any, or if tables have a column of that name of their own.
 */
export function groupNames(
  samples: readonly Pick<Sample, 'id' | 'group' | 'attributes' | 'field'>[],
  { by }: { readonly by: string },
): ReadonlyMap<string, string> {
  if (OWN_COLUMNS.includes(by)) {
    throw new FlagError(
      `--by ${by}: the tables have a column ${by} of their own; give that of the dataset another name`,
    );
  }
  const nameOf = ({ group, field, attributes = {} }: (typeof samples)[number]): string | undefined => {
    if (by === FIELD && field !== undefined) {
      return field;
    }
    return Object.hasOwn(attributes, by) ? attributes[by] : by === GROUP ? group : undefined;
  };
  if (samples.every((sample) => nameOf(sample) === undefined)) {
    throw new FlagError(`--by ${by}: ${whatThereIs(samples, by)}`);
  }
  return new Map(samples.map((sample) => [sample.id, nameOf(sample) ?? '']));
}

function whatThereIs(samples: Parameters<typeof groupNames>[0], by: string): string {
  const columns = new Set(samples.flatMap(({ attributes = {} }) => Object.keys(attributes)));
  const names = [
    ...(samples.some(({ group }) => group !== undefined) ? [GROUP] : []),
    ...(samples.some(({ field }) => field !== undefined) ? [FIELD] : []),
    ...columns,
  ];
  if (by === FIELD) {
    return 'the images are no cells of fields; label masks beside them, such as ID_mask.png, make them so';
  }
  return names.length === 0
    ? 'the images have neither groups nor other columns of a table; a file groups.csv (Id,Group,...) beside them gives both'
    : `no image has it; the nearest of what they have are ${nearestNames(by, names).join(', ')}`;
}
