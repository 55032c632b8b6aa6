import type { ClassScores } from '../classification/class-scores.js';
import type { OneVersusRest } from '../curves/one-versus-rest.js';

/** A class: its id in the dataset and its name. */
export interface ClassLabel {
  readonly id: number;
  readonly name: string;
}

/** Every metric of one model on one set of samples, as plain JSON, by task; null if a metric is undefined. */
export type Evaluation =
  | {
      /** The kind of labels: one true class per sample. */
      readonly task: 'single-label';
      /** The number of samples. */
      readonly n: number;
      /** In [0, 1]. */
      readonly accuracy: number;
      /** Over the classes that occur, in [0, 1]. */
      readonly macroF1: number;
      /** Mean recall over the classes that occur in the labels, in [0, 1]. */
      readonly balancedAccuracy: number;
      /** Matthews correlation coefficient, in [-1, 1]. */
      readonly mcc: number;
      /** Cohen's kappa, in [-1, 1]. */
      readonly kappa: number;
      /** In nats. */
      readonly logLoss: number;
      /** Brier score, summed over classes, in [0, 2]. */
      readonly brier: number;
      /** Expected calibration error over 15 bins, in [0, 1]. */
      readonly ece: number;
      readonly rocAuc: OneVersusRest;
      readonly averagePrecision: OneVersusRest;
      /** In class order. */
      readonly perClass: (ClassLabel & ClassScores)[];
      /** `confusion[trueClass][predictedClass]`, counts. */
      readonly confusion: number[][];
      /** 95 % confidence intervals, lower end first; null if `withoutInterval` says why there is none. */
      readonly intervals: {
        readonly accuracy: readonly [low: number, high: number] | null;
        readonly macroF1: readonly [low: number, high: number] | null;
      };
      /** Why a metric has no interval, in words; absent if each has one. */
      readonly withoutInterval?: { readonly accuracy?: string; readonly macroF1?: string };
    }
  | {
      /** The kind of labels: any number of true classes per sample. */
      readonly task: 'multi-label';
      /** The number of samples. */
      readonly n: number;
      /** One per class: a class is predicted where its score is at least this. */
      readonly thresholds: number[];
      /** The share of samples whose predicted classes are exactly the true ones, in [0, 1]. */
      readonly exactMatch: number;
      /** The share of wrong pairs of a sample and a class, in [0, 1]. */
      readonly hammingLoss: number;
      /** Over all classes, in [0, 1]. */
      readonly macroF1: number;
      /** Over all pairs of a sample and a class, in [0, 1]. */
      readonly microF1: number;
      /** Over all classes, weighted by support, in [0, 1]. */
      readonly weightedF1: number;
      /** Over samples, in [0, 1]. */
      readonly samplesF1: number;
      /** Precision, recall and F1 under each way to average them. */
      readonly averages: Readonly<
        Record<'micro' | 'macro' | 'weighted' | 'samples', Pick<ClassScores, 'precision' | 'recall' | 'f1'>>
      >;
      /** The Jaccard index under three ways to average it, in [0, 1]. */
      readonly jaccard: { readonly macro: number; readonly micro: number; readonly samples: number };
      /** Matthews correlation coefficient, the mean over classes, in [-1, 1]. */
      readonly mcc: number;
      /** Cohen's kappa, the mean over classes, in [-1, 1]. */
      readonly kappa: number;
      /** In nats, the mean over classes. */
      readonly logLoss: number;
      /** Brier score, the mean over classes, in [0, 1]. */
      readonly brier: number;
      /** Expected calibration error over 15 bins, the mean over classes, in [0, 1]. */
      readonly ece: number;
      readonly rocAuc: OneVersusRest & { readonly micro: number | null };
      readonly averagePrecision: OneVersusRest & { readonly micro: number | null };
      /** In class order. */
      readonly perClass: (ClassLabel & Required<ClassScores>)[];
      /** `confusion[class]`: [[true negatives, false positives], [false negatives, true positives]]. */
      readonly confusion: number[][][];
      /** `[a][b]`: samples whose labels hold both a and b; on the diagonal the support. */
      readonly coOccurrence: number[][];
      /** `[a][b]`: samples that hold a, which was missed, and not b, which was predicted; 0 on the diagonal. */
      readonly mistakenFor: number[][];
      /** `[a][b]`: samples whose labels hold both a and b, and a was missed; on the diagonal all in which a was missed. */
      readonly missedBeside: number[][];
      /** 95 % confidence intervals, lower end first; null if `withoutInterval` says why there is none. */
      readonly intervals: {
        readonly macroF1: readonly [low: number, high: number] | null;
        readonly microF1: readonly [low: number, high: number] | null;
        readonly exactMatch: readonly [low: number, high: number] | null;
      };
      /** Why a metric has no interval, in words; absent if each has one. */
      readonly withoutInterval?: {
        readonly macroF1?: string;
        readonly microF1?: string;
        readonly exactMatch?: string;
      };
    };
