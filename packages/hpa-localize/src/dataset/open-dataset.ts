import {
  auditLeakage,
  type ClassLabel,
  cacheImages,
  fingerprintSamples,
  type ImageStore,
  type LeakageAudit,
  LOCATIONS,
  notebookSplit,
  type Sample,
  type SkippedSample,
  type Splits,
  selectSingleLabel,
  splitSamples,
  syntheticCells,
} from '@hpa/data';
import { isPrepared, openImages, openPrepared } from '@hpa/data/node';
import { FlagError } from '../command-line/flag-error.js';
import { groupedByName } from './grouped-by-name.js';
import { type ReadCellsOptions, readCells } from './read-cells.js';

/** The cells of a run: split, audited and decodable. */
export interface Dataset {
  /** Where they come from, in words. */
  readonly source: string;
  readonly synthetic: boolean;
  readonly classes: readonly ClassLabel[];
  readonly split: Splits;
  readonly leakage: LeakageAudit;
  /** Number of groups that the split kept whole; undefined where the samples have none. */
  readonly groups: number | undefined;
  /** What could not be used, of whatever class. */
  readonly skipped: readonly SkippedSample[];
  readonly images: ImageStore;
  /** Closes the files that cells are read from. */
  close(): Promise<void>;
}

/** Which cells a run is about, and how they are divided. */
export interface OpenDatasetOptions extends CellsOptions {
  readonly classes: readonly number[];
  readonly protocol: 'honest' | 'notebook';
}

/** Where the cells of a run come from. */
interface CellsOptions extends ReadCellsOptions {
  readonly data?: string;
  readonly classes: readonly number[];
  readonly size: number;
  readonly seed: number;
}

/** How many synthetic cells a run draws: few enough for minutes on two cores, enough for a test split of 90. */
const SYNTHETIC_CELLS = 600;

/**
 * Opens the cells of a run. Every image is decoded once, so that whatever is wrong with a file shows before any
 * training and before anything is written.
 */
export async function openDataset(options: OpenDatasetOptions): Promise<Dataset> {
  const { data, seed, protocol, skipBad } = options;
  const cells = await openCells(options);
  requireClasses(options.classes, cells.classes);
  const images = cacheImages(cells.images);
  const { samples: selected, classes } = selectSingleLabel(cells, { classes: options.classes });

  const skipped = [...cells.skipped];
  const skip = (bad: SkippedSample) => skipped.push(bad);
  const fingerprints = await fingerprintSamples(selected, { images, ...(skipBad && { skip }) });
  const samples = selected.filter(({ id }) => fingerprints.has(id));

  const split =
    protocol === 'notebook'
      ? notebookSplit(samples, { seed })
      : splitSamples(samples, {
          seed,
          classCount: classes.length,
          classNames: classes.map(({ name }) => name),
        });
  const groups = new Set(samples.flatMap(({ group }) => (group === undefined ? [] : [group]))).size;
  return {
    source: data ?? 'synthetic cells',
    synthetic: data === undefined,
    classes,
    split,
    leakage: auditLeakage(split, { fingerprints }),
    groups: groups === 0 ? undefined : groups,
    skipped,
    images,
    close: () => images.close(),
  };
}

interface Cells {
  readonly samples: readonly Sample[];
  readonly classes: readonly ClassLabel[];
  readonly skipped: readonly SkippedSample[];
  readonly images: ImageStore;
}

async function openCells(options: CellsOptions): Promise<Cells> {
  const { data, classes, size, seed } = options;
  if (data === undefined) {
    requireClasses(classes, LOCATIONS);
    const cells = syntheticCells({ classes, count: SYNTHETIC_CELLS, seed, size });
    return { ...cells, skipped: [] };
  }
  if (await isPrepared(data)) {
    return preparedCells(data, { size });
  }
  const read = await readCells(data, options);
  return {
    samples: groupedByName(read),
    classes: read.classes,
    skipped: read.skipped,
    images: openImages({ height: size, width: size }),
  };
}

async function preparedCells(folder: string, { size }: { readonly size: number }): Promise<Cells> {
  const prepared = await openPrepared(folder);
  const { height, width } = prepared.images;
  if (height !== size || width !== size) {
    await prepared.images.close();
    throw new Error(
      `--size ${size}: the images of ${folder} were prepared at ${height === width ? height : `${height}x${width}`}`,
    );
  }
  return prepared;
}

function requireClasses(ids: readonly number[], known: readonly ClassLabel[]): void {
  for (const id of ids) {
    if (!known.some((each) => each.id === id)) {
      throw new FlagError(
        `--classes ${ids.join(',')}: there is no class ${id}; there are ${known.map((each) => `${each.id} ${each.name}`).join(', ')}`,
      );
    }
  }
}
