import type { CellImage, Sample } from '@hpa/data';
import { joinNames } from '../answers/joined-names.js';
import { spriteSheets } from '../embed/sprite-sheets.js';
import { writeTrainingCells } from '../knowledge/training-cells.js';
import type { TrainingRecord } from '../knowledge/training-record.js';
import type { SeenCell } from './see-training-cells.js';
import type { SplitDataset } from './split-dataset.js';

/** Maximum number of cells that travel with a model. */
const MAXIMUM_CELLS = 1000;

/** Height and width of a thumbnail in pixels; 32 in a row make one sheet of all. */
const SHEET = { size: 48, columns: 32 } as const;

/**
 * Keeps training cells beside a saved model, for pages to show those most like another cell: at most 1,000, every class in its share, each
 * once, with the features that the model sees, and as thumbnails.
 */
export async function keepTrainingCells(
  folder: string,
  {
    seen,
    study: { classes, images },
  }: { readonly seen: readonly SeenCell[]; readonly study: Pick<SplitDataset, 'classes' | 'images'> },
): Promise<NonNullable<TrainingRecord['trainingCells']>> {
  const kept = inShares([...new Map(seen.map((cell) => [cell.sample.id, cell])).values()]);
  const loaded = async function* (): AsyncGenerator<CellImage> {
    for (const { sample } of kept) {
      yield await images.image(sample);
    }
  };
  const [thumbnails] = await spriteSheets(loaded(), { ...SHEET, format: 'png' });
  const cells = kept.map(({ sample: { id, labels }, features }) => ({
    id,
    label: joinNames(labels, { classes }),
    features,
  }));
  return writeTrainingCells(folder, cells, { thumbnails: thumbnails!, ...SHEET });
}

/** At most 1,000 cells at equal distances, in the order of their classes, so that each class keeps its share. */
function inShares(cells: readonly SeenCell[]): readonly SeenCell[] {
  const count = Math.min(cells.length, MAXIMUM_CELLS);
  const ordered = [...cells].sort((a, b) => compareLabels(a.sample, b.sample));
  return Array.from({ length: count }, (_, index) => ordered[Math.floor((index * cells.length) / count)]!);
}

/** By the first label in which two cells differ. */
function compareLabels({ labels: a }: Sample, { labels: b }: Sample): number {
  const at = a.findIndex((label, index) => label !== b[index]);
  return at < 0 ? a.length - b.length : a[at]! - (b[at] ?? -1);
}
