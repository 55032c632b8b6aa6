import {
  auditLeakage,
  fingerprintSamples,
  type ImageLoader,
  type LeakageAudit,
  locationById,
  notebookSplit,
  rememberImages,
  type Sample,
  type Split,
  selectSingleLabel,
  splitSamples,
  syntheticCells,
} from '@hpa/data';
import { readCellImage, readSource } from '@hpa/data/node';

/** The cells of a run: split, audited and decodable. */
export interface Dataset {
  /** Where they come from, in words. */
  readonly source: string;
  readonly synthetic: boolean;
  readonly classes: readonly { readonly id: number; readonly name: string }[];
  readonly split: Split;
  readonly leakage: LeakageAudit;
  /** Number of groups that the split kept whole; undefined where the samples have none. */
  readonly groups: number | undefined;
  readonly load: ImageLoader;
}

/** How many synthetic cells a run draws: few enough for minutes on two cores, enough for a test split of 90. */
const SYNTHETIC_CELLS = 600;

/**
 * Opens the cells of a run. Every image is decoded once, so that whatever is wrong with a file shows before any
 * training and before anything is written.
 */
export async function openDataset(options: {
  readonly data?: string;
  readonly classes: readonly number[];
  readonly size: number;
  readonly seed: number;
  readonly protocol: 'honest' | 'notebook';
}): Promise<Dataset> {
  const { data, seed, size, protocol } = options;
  const { samples: all, load } =
    data === undefined
      ? syntheticCells({ classes: options.classes, count: SYNTHETIC_CELLS, seed, size })
      : {
          samples: (await readSource(data)).samples,
          load: ({ channels }: Sample) => readCellImage(channels, { size }),
        };
  const samples = selectSingleLabel(all, { classes: options.classes });
  const classes = options.classes.map((id) => locationById(id));
  const split =
    protocol === 'notebook'
      ? notebookSplit(samples, { seed })
      : splitSamples(samples, {
          seed,
          classCount: classes.length,
          classNames: classes.map(({ name }) => name),
        });
  const remembered = rememberImages(load);
  const groups = new Set(samples.flatMap(({ group }) => (group === undefined ? [] : [group]))).size;
  return {
    source: data ?? 'synthetic cells',
    synthetic: data === undefined,
    classes,
    split,
    leakage: auditLeakage(split, { fingerprints: await fingerprintSamples(samples, { load: remembered }) }),
    groups: groups === 0 ? undefined : groups,
    load: remembered,
  };
}
