import {
  auditLeakage,
  type ClassLabel,
  cacheImages,
  fingerprintSamples,
  foldSamples,
  type ImageStore,
  type Sample,
  type SkippedSample,
  type Splits,
  selectMultiLabel,
  selectSingleLabel,
} from '@hpa/data';
import { requireJoinableNames } from '../answers/joined-names.js';
import type { Dataset } from '../dataset/open-dataset.js';
import { chooseTask } from './choose-task.js';
import { digestImages } from './digest-images.js';
import { givenSplits } from './given-splits.js';
import { limitSamples } from './limit-samples.js';
import { PROTOCOLS } from './protocols.js';

/** The dataset of a study: selected, decoded once, split and audited. */
export interface SplitDataset {
  /** Where the samples come from, in words. */
  readonly provenance: string;
  readonly synthetic: boolean;
  readonly protocol: 'honest' | 'notebook';
  /** What a row of labels may hold: exactly one of the classes, or any number of them, none included. */
  readonly task: 'single-label' | 'multi-label';
  /** Why it is that task, in one sentence. */
  readonly taskReason: string;
  readonly classes: readonly ClassLabel[];
  /** Labels are indices into `classes`: one a sample, or any number, ascending and distinct. Of folds, those of the first. */
  readonly splits: Splits;
  /** The splits of each fold, if they were asked for: number i tests on fold i, so that every sample is tested once. */
  readonly folds?: readonly Splits[];
  /** What crosses from one split to another. */
  readonly leakage: ReturnType<typeof auditLeakage>;
  /** Where the samples are cells of fields: how many fields and cells there are, of any class; absent for whole images. */
  readonly fields?: NonNullable<Dataset['fields']>;
  /** Number of groups that the split kept together; undefined if the samples have none. */
  readonly groups: number | undefined;
  /** What could not be used, of any class. */
  readonly skipped: readonly SkippedSample[];
  /** What a reader should know of the images, one plain sentence each. */
  readonly warnings: readonly string[];
  /** Which levels of the files became 0 and 255, if the dataset says it. */
  readonly levels?: NonNullable<Dataset['levels']>;
  /** Micrometers along a pixel of the images, where all were brought to one scale. */
  readonly scale?: NonNullable<Dataset['scale']>;
  /** How images of another shape became ones of this where there is no scale, if the dataset says it. */
  readonly fit?: NonNullable<Dataset['fit']>;
  /** Rows of the dataset that the study leaves out, by reason, such as `with several labels`. */
  readonly leftOut: Dataset['leftOut'];
  /** How many rows the study chose from, those left out among them. */
  readonly rows: number;
  /** A digest of the pixels of each sample, by its id: what says later whether it is still the same. */
  readonly contents: ReadonlyMap<string, string>;
  /** Where the splits come from if the dataset gives one, in one sentence. */
  readonly splitNote: string | undefined;
  /** The images, kept in memory once decoded. It closes with the dataset. */
  readonly images: ImageStore;
}

/**
 * Selects the samples of a study, decodes each once, splits them and counts what leaks. So whatever is wrong with a file shows
 * before any training. A split that the dataset itself gives is kept, unless the protocol is that of the notebook.
 *
 * A single-label study takes the samples whose only label is one of the classes. A multi-label study takes all: labels of other
 * classes are dropped, and a sample with none of the classes is a legal row without labels.
 *
 * @throws RangeError if a class is not one of the dataset, or has too few samples for three splits, or the task does not suit
 * the labels.
 * @throws Error naming the first sample if one cannot be decoded and bad samples are not skipped.
 *
 * @example
 * import { openDataset, splitDataset } from '@hpa/localize';
 * const dataset = await openDataset('synthetic', { count: 40, size: 32 });
 * const { splits } = await splitDataset(dataset, { seed: 1 });
 * await dataset.close();
 * [splits.train.length, splits.validation.length, splits.test.length]; // [29, 6, 5]
 */
export async function splitDataset(
  dataset: Dataset,
  {
    task: asked = 'auto',
    classes: wanted = dataset.classes.map(({ id }) => id),
    protocol = 'honest',
    folds: foldCount,
    seed,
    badSamples = 'throw',
    limit,
  }: {
    /**
     * What a row of labels may hold. `auto`, the default, is `multi-label` if any row with one of the classes has several
     * labels; `single-label` leaves such rows out.
     */
    readonly task?: 'auto' | 'single-label' | 'multi-label';
    /** Ids of the classes to tell apart, in class order; all classes of the dataset by default. */
    readonly classes?: readonly number[];
    /**
     * How to split: `honest`, the default, without leaks and groups kept together; `notebook` as the public notebook does,
     * which draws samples with replacement first, so that copies leak into the test split.
     */
    readonly protocol?: 'honest' | 'notebook';
    /**
     * The number of folds to divide the samples into, at least 3, whole groups at a time and each class in its share; by default
     * the samples are split once. A split that the dataset gives is then not used.
     */
    readonly folds?: number;
    /** Integer in [0, 2^32) that decides the split. */
    readonly seed: number;
    /** Whether the first sample that cannot be decoded throws, or all of them are added to `skipped`. */
    readonly badSamples?: 'throw' | 'skip';
    /**
     * At most so many samples, drawn so that classes keep their shares and groups stay whole; all by default. Of every class there is
     * what three splits need, even if that is more.
     */
    readonly limit?: number;
  },
): Promise<SplitDataset> {
  if (foldCount !== undefined && protocol === 'notebook') {
    throw new RangeError(
      `folds must not be asked for with the protocol notebook, which draws samples with replacement; received ${foldCount}`,
    );
  }
  const { task, reason } = chooseTask(dataset, { task: asked, protocol, classes: wanted });
  const images = cacheImages(dataset.images);
  const {
    samples: suitable,
    classes,
    leftOut,
  } = task === 'multi-label'
    ? selectMultiLabel(dataset, { classes: wanted, unlabeled: 'keep' })
    : selectSingleLabel(dataset, { classes: wanted });
  if (task === 'multi-label') {
    requireJoinableNames(classes);
  }
  if (limit !== undefined && !(Number.isInteger(limit) && limit > 0)) {
    throw new RangeError(`limit must be a positive integer; received ${limit}`);
  }
  const selected = limit === undefined ? suitable : limitSamples(suitable, { limit, seed });
  const beyond = suitable.length - selected.length;
  const skipped = [...dataset.skipped];
  const skip = (bad: SkippedSample) => skipped.push(bad);
  const digesting = digestImages(images);
  const fingerprints = await fingerprintSamples(selected, {
    images: digesting.images,
    ...(badSamples === 'skip' && { skip }),
  });
  const samples = selected.filter(({ id }) => fingerprints.has(id));
  const dividing = { classNames: classes.map(({ name }) => name), seed, multiLabel: task === 'multi-label' };
  const folds =
    foldCount === undefined
      ? undefined
      : foldSamples(samples, { ...dividing, folds: foldCount, classCount: classes.length });
  const given = protocol === 'honest' && !folds ? givenSplits(samples, dividing) : undefined;
  const splits = folds?.[0] ?? given?.splits ?? PROTOCOLS[protocol](samples, dividing);
  const groups = new Set(samples.flatMap(({ group }) => (group === undefined ? [] : [group]))).size;
  return {
    provenance: dataset.provenance,
    synthetic: dataset.layout === 'synthetic',
    protocol,
    task,
    taskReason: reason,
    classes,
    splits,
    ...(folds && { folds }),
    leakage: folds ? auditFolds(folds, { fingerprints }) : auditLeakage(splits, { fingerprints }),
    ...(dataset.fields && { fields: dataset.fields }),
    groups: groups === 0 ? undefined : groups,
    skipped,
    warnings: dataset.warnings,
    ...(dataset.levels && { levels: dataset.levels }),
    ...(dataset.scale && { scale: dataset.scale }),
    ...(dataset.fit && { fit: dataset.fit }),
    leftOut: [
      ...dataset.leftOut,
      ...leftOut,
      ...(beyond > 0 ? [{ rows: beyond, reason: `not drawn, for a limit of ${limit}` }] : []),
    ],
    rows: dataset.samples.length + dataset.leftOut.reduce((sum, { rows }) => sum + rows, 0),
    contents: digesting.digests,
    splitNote: given?.note ?? noteOnOther(samples),
    images,
  };
}

/** Counts what crosses from one fold to another: of each fold, what crosses its splits, at the fold where it is the most. */
function auditFolds(
  folds: readonly Splits[],
  options: Parameters<typeof auditLeakage>[1],
): ReturnType<typeof auditLeakage> {
  const audits = folds.map((splits) => auditLeakage(splits, options));
  return audits.reduce((worst, audit) =>
    (audit.nearDuplicates ?? 0) > (worst.nearDuplicates ?? 0) ? audit : worst,
  );
}

function noteOnOther(samples: readonly Sample[]): string | undefined {
  return samples.some(({ split }) => split !== undefined)
    ? 'The split that the dataset gives was not used.'
    : undefined;
}
