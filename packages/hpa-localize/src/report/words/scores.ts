import type {
  Dataset,
  Evaluation,
  MultiLabelEvaluation,
  SingleLabelEvaluation,
} from '../schema/report-schema.js';
import { formatCount, formatScore } from './format.js';

/** A metric as the report shows it: a column of a table and an entry of the glossary. */
export interface Score<Key extends string = string> {
  /** Its field of an evaluation. */
  readonly key: Key;
  readonly label: string;
  /** Two digits by default. */
  readonly format?: (value: number) => string;
  /** What it says, for readers who do not know it. */
  readonly meaning: string;
}

/** Fields of an evaluation that hold one number per model. */
type ScoreKey<Measured> = KeysOf<Measured, number | null>;
/** Fields of an evaluation that hold a number per class and their mean. */
type CurveKey = KeysOf<SingleLabelEvaluation, SingleLabelEvaluation['rocAuc']>;
/** Fields of one class. */
type ClassKey<Measured extends Evaluation> = keyof Measured['perClass'][number] & string;

type KeysOf<Type, Value> = { [Key in keyof Type]: Type[Key] extends Value ? Key : never }[keyof Type] &
  string;

type Task = Dataset['task'];

/** Three digits, for scores whose differences are small. */
const threeDigits = (value: number): string => formatScore(value, { digits: 3 });

const ROC_AUC: Score<CurveKey> = {
  key: 'rocAuc',
  label: 'ROC AUC',
  meaning:
    'The chance that a cell of this location gets a higher probability for it than a cell of another location. 0.5 is guessing.',
};
const AVERAGE_PRECISION: Score<CurveKey> = {
  key: 'averagePrecision',
  label: 'Average precision',
  meaning:
    'Precision, averaged over all recalls as the threshold falls. Guessing gives the share of the location among the cells.',
};

/** Returns a score of a model; undefined if the evaluation, of an older report, lacks it. */
export function scoreOf(measured: Evaluation, { key }: Score): number | null | undefined {
  const values: Readonly<Record<string, unknown>> = { ...measured };
  return values[key] as number | null | undefined;
}

/** Formats a value of a score: `n/a` if it is undefined, or missing from an older report. */
export function formatValue({ format = formatScore }: Score, value: number | null | undefined): string {
  return value === null || value === undefined ? formatScore(null) : format(value);
}

const MACRO_F1: Score<'macroF1'> = {
  key: 'macroF1',
  label: 'Macro F1',
  meaning: 'The mean of F1 over the locations: a rare location counts as much as a common one. 1 is perfect.',
};

const SINGLE_LABEL_SCORES: readonly Score<ScoreKey<SingleLabelEvaluation>>[] = [
  MACRO_F1,
  {
    key: 'accuracy',
    label: 'Accuracy',
    meaning: 'The share of cells whose predicted location is the true one.',
  },
  {
    key: 'balancedAccuracy',
    label: 'Balanced accuracy',
    meaning: 'The mean of recall over the locations.',
  },
  {
    key: 'mcc',
    label: 'MCC',
    meaning:
      'Matthews correlation coefficient of predicted and true locations. 1 is perfect, 0 is no better than chance.',
  },
  { key: 'kappa', label: 'Cohen’s kappa', meaning: 'Agreement beyond chance: 1 is perfect, 0 is chance.' },
];

const MULTI_LABEL_SCORES: readonly Score<ScoreKey<MultiLabelEvaluation>>[] = [
  MACRO_F1,
  {
    key: 'microF1',
    label: 'Micro F1',
    meaning: 'F1 of all pairs of a cell and a location at once: common locations count most.',
  },
  {
    key: 'samplesF1',
    label: 'F1 per cell',
    meaning: 'The mean over the cells of the F1 of the locations that are predicted for a cell.',
  },
  {
    key: 'exactMatch',
    label: 'Exact match',
    meaning:
      'The share of cells whose predicted locations are exactly the true ones, none missed and none added.',
  },
  {
    key: 'hammingLoss',
    label: 'Hamming loss',
    format: threeDigits,
    meaning: 'The share of all pairs of a cell and a location that are predicted wrongly. 0 is perfect.',
  },
  {
    key: 'mcc',
    label: 'MCC',
    meaning:
      'Matthews correlation coefficient of predicted and true cells, as a mean over the locations. 1 is perfect, 0 is no better than chance.',
  },
];

/** How often a model is right: the columns of the results. */
export const SCORES: { readonly [Of in Task]: readonly Score[] } = {
  'single-label': SINGLE_LABEL_SCORES,
  'multi-label': MULTI_LABEL_SCORES,
};

const PRECISION_RECALL_F1: readonly Score<ClassKey<Evaluation>>[] = [
  {
    key: 'precision',
    label: 'Precision',
    meaning: 'Of the cells predicted at a location, the share that is really there.',
  },
  {
    key: 'recall',
    label: 'Recall',
    meaning: 'Of the cells at a location, the share that is predicted there.',
  },
  {
    key: 'f1',
    label: 'F1',
    meaning: 'The harmonic mean of precision and recall: high only if both are.',
  },
];

const SUPPORT: Score<ClassKey<Evaluation>> = {
  key: 'support',
  label: 'Cells',
  format: formatCount,
  meaning: 'How many cells of a location were tested.',
};

/** Shown where the test cells come in groups. */
export const TEST_GROUPS: Score = {
  key: 'testGroups',
  label: 'Groups',
  format: formatCount,
  meaning:
    'How many groups of related cells, such as those of one image, the tested cells of a location are of: what an interval rests on is their number rather than that of the cells.',
};

const THRESHOLD: Score = {
  key: 'threshold',
  label: 'Threshold',
  meaning: 'A location is predicted if its probability is at least this.',
};

/** How well one location is told from the others: the columns of a table per model. */
export const CLASS_SCORES: { readonly [Of in Task]: readonly Score[] } = {
  'single-label': [...PRECISION_RECALL_F1, ROC_AUC, AVERAGE_PRECISION, SUPPORT],
  'multi-label': [SUPPORT, THRESHOLD, ...PRECISION_RECALL_F1, AVERAGE_PRECISION],
};

const SINGLE_LABEL_CALIBRATION: readonly Score<ScoreKey<SingleLabelEvaluation>>[] = [
  {
    key: 'logLoss',
    label: 'Log loss',
    format: threeDigits,
    meaning:
      'Minus the mean logarithm of the probability given to the true location. 0 is perfect; confident mistakes cost most.',
  },
  {
    key: 'brier',
    label: 'Brier score',
    format: threeDigits,
    meaning: 'The mean squared distance of the probabilities from the truth, from 0 (perfect) to 2.',
  },
  {
    key: 'ece',
    label: 'ECE',
    format: threeDigits,
    meaning:
      'Expected calibration error: the mean gap between stated confidence and actual accuracy. 0 is perfect.',
  },
];

const MULTI_LABEL_CALIBRATION: readonly Score<ScoreKey<MultiLabelEvaluation>>[] = [
  {
    key: 'logLoss',
    label: 'Log loss',
    format: threeDigits,
    meaning:
      'Minus the mean logarithm of the probability given to the truth, that a cell is at a location or that it is not, as a mean over the locations. 0 is perfect; confident mistakes cost most.',
  },
  {
    key: 'brier',
    label: 'Brier score',
    format: threeDigits,
    meaning:
      'The mean squared distance of the probability of a location from the truth, 0 or 1, as a mean over the locations. 0 is perfect.',
  },
  {
    key: 'ece',
    label: 'ECE',
    format: threeDigits,
    meaning:
      'Expected calibration error: the mean gap between the probability of a location and the share of cells that are there, as a mean over the locations. 0 is perfect.',
  },
];

/** Whether probabilities can be believed, lower is better: columns of the probabilities. */
export const CALIBRATION_SCORES: { readonly [Of in Task]: readonly Score[] } = {
  'single-label': SINGLE_LABEL_CALIBRATION,
  'multi-label': MULTI_LABEL_CALIBRATION,
};

/** How well probabilities rank cells, higher is better: further columns of the probabilities. */
export const RANKING_SCORES: readonly Score<CurveKey>[] = [ROC_AUC, AVERAGE_PRECISION];
