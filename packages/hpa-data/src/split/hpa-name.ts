/** What the name of a picture on the Human Protein Atlas's site says. */
export interface HpaName {
  /** Number of the antibody; undefined in names that start with the plate. */
  readonly antibody: string | undefined;
  readonly plate: string;
  /** Row letter and column number. */
  readonly well: string;
  /** Number of the picture in the well. */
  readonly field: string;
}

const pattern = /^(?:(\d+)_)?([A-Za-z0-9-]+)_([A-P]\d{1,2})_(\d+)$/;

/**
 * Reads a name {antibody}_{plate}_{well}_{field}, such as 30741_800_A6_1; the antibody may be left out.
 *
 * @returns undefined where the name is of another kind.
 */
export function parseHpaName(name: string): HpaName | undefined {
  const [, antibody, plate, well, field] = pattern.exec(name) ?? [];
  return plate === undefined ? undefined : { antibody, plate, well: well!, field: field! };
}
