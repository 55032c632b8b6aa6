import type { ClassScores, Evaluation } from '@hpa/metrics';
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
type ScoreKey = KeysOf<Evaluation, number>;
/** Fields of an evaluation that hold a number per class and their mean. */
type CurveKey = KeysOf<Evaluation, Evaluation['rocAuc']>;

type KeysOf<Type, Value> = { [Key in keyof Type]: Type[Key] extends Value ? Key : never }[keyof Type] &
  string;

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

/** Formats a value of a score: `n/a` if it is undefined, or missing from an older report. */
export function formatValue({ format = formatScore }: Score, value: number | null | undefined): string {
  return value === null || value === undefined ? formatScore(null) : format(value);
}

/** How often a model is right: the columns of the results. */
export const SCORES: readonly Score<ScoreKey>[] = [
  {
    key: 'macroF1',
    label: 'Macro F1',
    meaning:
      'The mean of F1 over the locations: a rare location counts as much as a common one. 1 is perfect.',
  },
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

/** How well one location is told from the others: the columns of a table per model. */
export const CLASS_SCORES: readonly Score<(keyof ClassScores & string) | CurveKey>[] = [
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
  ROC_AUC,
  AVERAGE_PRECISION,
  {
    key: 'support',
    label: 'Cells',
    format: formatCount,
    meaning: 'How many cells of a location were tested.',
  },
];

/** Whether probabilities can be believed, lower is better: columns of the probabilities. */
export const CALIBRATION_SCORES: readonly Score<ScoreKey>[] = [
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

/** How well probabilities rank cells, higher is better: further columns of the probabilities. */
export const RANKING_SCORES: readonly Score<CurveKey>[] = [ROC_AUC, AVERAGE_PRECISION];
