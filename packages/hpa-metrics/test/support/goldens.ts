import { existsSync, readFileSync } from 'node:fs';
import type { ClassificationData } from '../../src/index.js';
import type { SingleLabel } from './hand-worked.js';

const folder = new URL('../../../../../shared/goldens/metrics/', import.meta.url);

/** Whether the goldens are beside the checkout; warns if they are not, because tests then skip. */
export const goldensPresent: boolean = existsSync(folder);
if (!goldensPresent) {
  console.warn(
    'Skipped: the goldens of scikit-learn are absent (shared/goldens/metrics beside the checkout)',
  );
}

/** The values of scikit-learn 1.2.1 for one multiclass problem; see README.md beside the files. */
export interface MulticlassGolden {
  readonly data: SingleLabel;
  readonly expected: {
    readonly n: number;
    readonly classes: number;
    readonly accuracy: number;
    readonly balancedAccuracy: number;
    readonly confusionMatrix: number[][];
    readonly perClass: Readonly<Record<'precision' | 'recall' | 'f1' | 'support', number[]>>;
    readonly macroPresent: Readonly<Record<'precision' | 'recall' | 'f1', number>>;
    readonly mcc: number;
    readonly logLoss: number;
    readonly brierSum: number;
    readonly rocAuc: { readonly perClass: (number | null)[]; readonly macro: number | null };
    readonly averagePrecision: { readonly perClass: (number | null)[]; readonly macro: number | null };
    readonly ece15: number;
    readonly eceBins: { count: number; accuracy: number | null; confidence: number | null }[];
  };
}

type Scores = Readonly<Record<'precision' | 'recall' | 'f1', number>>;

/** The values of scikit-learn 1.2.1 for one problem of several labels a sample, at thresholds of one half. */
export interface MultiLabelGolden {
  readonly data: ClassificationData;
  readonly expected: Readonly<Record<'micro' | 'macro' | 'weighted' | 'samples', Scores>> & {
    readonly perLabelF1: number[];
    readonly subsetAccuracy: number;
    readonly hammingLoss: number;
  } & Readonly<
      Record<
        'rocAuc' | 'averagePrecision',
        { readonly perLabel: (number | null)[]; readonly macro: number; readonly micro: number }
      >
    >;
}

/** Reads one multiclass golden; probabilities are exact millionths. */
export function multiclassGolden(name: string): MulticlassGolden {
  const { labels, probabilitiesMicro, expected } = JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
  const scores = probabilitiesMicro.map((row: number[]) => row.map((micro) => micro / 1e6));
  return { data: { labels, scores }, expected };
}

/** Reads one golden of several labels, whose labels are rows of 0 and 1; scores are exact millionths. */
export function multiLabelGolden(name: string): MultiLabelGolden {
  const { labels, scoresMicro, expected } = JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
  const scores = scoresMicro.map((row: number[]) => row.map((micro) => micro / 1e6));
  return { data: { task: 'multi-label', indicators: labels, scores }, expected };
}
