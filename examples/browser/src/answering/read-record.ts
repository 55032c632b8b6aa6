import { type Familiarity, isOf } from './unlikeness.js';

/** What a page says of the training of a model: a part of the training.json beside its weights. */
export interface TrainingRecord {
  /** Where the cells come from, in words. */
  readonly data: string;
  /** Micrometers along a pixel of the images, where all were brought to one scale. */
  readonly scale?: number;
  /** How images of another shape became ones of this where there is no scale. */
  readonly fit?: 'pad' | 'stretch';
  readonly cells: { readonly train: number; readonly test: number };
  readonly test: { readonly accuracy: Score; readonly macroF1: Score };
  /** How the features of the training cells are spread, if that is known. */
  readonly familiarity?: Familiarity;
  /** That training cells lie beside the model: the SHA-256 of their file. */
  readonly trainingCells?: { readonly sha256: string };
  /** What else a reader should know, one sentence each. */
  readonly notes: readonly string[];
}

interface Score {
  readonly value: number;
  /** 95 % confidence interval; null if there is none. */
  readonly interval: readonly [low: number, high: number] | null;
}

/**
 * Reads the record beside a model of so many features, among its files; undefined if there is none.
 *
 * @throws Error if there is one that is damaged.
 */
export async function readRecord(
  model: readonly File[],
  { dimensions }: { readonly dimensions: number },
): Promise<TrainingRecord | undefined> {
  const text = await model.find(({ name }) => name === 'training.json')?.text();
  if (text === undefined) {
    return undefined;
  }
  try {
    const record = JSON.parse(text) as TrainingRecord;
    const numbers = [
      record.cells.train,
      record.cells.test,
      record.test.accuracy.value,
      record.test.macroF1.value,
    ];
    const words = [record.data, ...record.notes];
    const { scale = 1, fit = 'pad' } = record;
    const { sha256 = '' } = record.trainingCells ?? {};
    const { familiarity } = record;
    const fits =
      (familiarity === undefined || isOf(dimensions, familiarity)) &&
      typeof sha256 === 'string' &&
      Number.isFinite(scale) &&
      scale > 0 &&
      ['pad', 'stretch'].includes(fit);
    if (fits && numbers.every(Number.isFinite) && words.every((word) => typeof word === 'string')) {
      return record;
    }
  } catch {
    // Said below, as for a record that lacks something.
  }
  throw new Error('training.json beside the model: expected what compare writes there');
}
