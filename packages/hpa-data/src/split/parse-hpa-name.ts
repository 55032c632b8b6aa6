const NAME = /^(?:(\d+)_)?([A-Za-z0-9-]+)_([A-P]\d{1,2})_(\d+)$/;

/**
 * Parses an image name {antibody}_{plate}_{well}_{field} of the Human Protein Atlas's site, such as 30741_800_A6_1; the
 * antibody is optional.
 *
 * @returns The parts of the name, or undefined if it has another form. `antibody` is a number, `well` the letter of the
 * row and the number of the column, `field` the number of the image within the well.
 * @example
 * import { parseHpaName } from '@hpa/data';
 * parseHpaName('30741_800_A6_1'); // {"antibody":"30741","plate":"800","well":"A6","field":"1"}
 */
export function parseHpaName(name: string):
  | {
      readonly antibody: string | undefined;
      readonly plate: string;
      readonly well: string;
      readonly field: string;
    }
  | undefined {
  const [, antibody, plate, well, field] = NAME.exec(name) ?? [];
  return plate === undefined ? undefined : { antibody, plate, well: well!, field: field! };
}
