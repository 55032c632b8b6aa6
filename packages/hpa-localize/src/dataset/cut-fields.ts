import type { Sample, SkippedSample } from '@hpa/data';
import { cellsOfFields } from '@hpa/data/node';
import type { channelReading } from './channel-reading.js';

/** How many fields there are, of these without a mask, and how many of their cells were taken and left out. */
interface FieldCounts {
  readonly count: number;
  readonly segmented?: number;
  readonly cells: number;
  readonly atBorder: number;
}

/**
 * Takes the cells of images that have label masks, or in which they are to be found; undefined if there are none.
 *
 * @throws Error naming the image or mask that cannot be used, or if cells at the border are asked for and there are no cells.
 */
export async function cutFields(
  images: readonly Sample[],
  {
    provenance,
    badSamples,
    borderCells,
    segment,
    reading,
    onField,
  }: {
    /** Where the images are from, for errors. */
    readonly provenance: string;
    readonly badSamples: 'throw' | 'skip';
    readonly borderCells: 'drop' | 'keep' | undefined;
    readonly segment: 'nuclei' | undefined;
    readonly reading: ReturnType<typeof channelReading>;
    readonly onField: NonNullable<Parameters<typeof cellsOfFields>[1]>['onField'];
  },
): Promise<
  | {
      readonly samples: readonly Sample[];
      readonly skipped: readonly SkippedSample[];
      readonly warnings: readonly string[];
      readonly fields: FieldCounts;
    }
  | undefined
> {
  const { samples, fields, segmented, atBorder, skipped } = await cellsOfFields(images, {
    badSamples,
    ...(borderCells && { border: borderCells }),
    segment,
    ...reading,
    onField,
  });
  if (fields > 0) {
    const counted = { count: fields, ...(segmented > 0 && { segmented }), cells: samples.length, atBorder };
    return { samples, skipped, fields: counted, warnings: segmentWarnings(counted, segment) };
  }
  if (borderCells !== undefined) {
    throw new Error(
      `${provenance}: expected label masks beside the images, such as {id}_mask.png, to ${borderCells} cells at the border; found none`,
    );
  }
  return undefined;
}

/** Says what the cells are worth that were to be found; nothing if none were. */
function segmentWarnings({ count, segmented = 0 }: FieldCounts, segment: 'nuclei' | undefined): string[] {
  if (segment === undefined) {
    return [];
  }
  return segmented === 0
    ? [`all ${count} fields have label masks, which were used: no cells were looked for by their ${segment}`]
    : [
        `the cells of ${segmented} of ${count} fields were found by a watershed from their ${segment}: their outlines are approximate, and a cell of several nuclei counts as several`,
      ];
}
