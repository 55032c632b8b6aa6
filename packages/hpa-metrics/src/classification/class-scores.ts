import type { ClassCounts } from '../counts/class-counts.js';
import { ratio } from '../counts/ratio.js';

/**
 * How well one class is separated from the others; 0/0 counts as 0.
 *
 * @inline
 */
export interface ClassScores {
  /** The share of samples predicted to hold this class that do, in [0, 1]. */
  readonly precision: number;
  /** The share of samples of this class that are predicted to hold it, in [0, 1]. */
  readonly recall: number;
  /** The harmonic mean of precision and recall, in [0, 1]. */
  readonly f1: number;
  /** The number of samples of this class. */
  readonly support: number;
  /** The number of samples predicted to hold this class; multi-label only, as all below. */
  readonly predicted?: number;
  /** Matthews correlation coefficient of the class against its absence, in [-1, 1]. */
  readonly mcc?: number;
  /** Cohen's kappa of the class against its absence, in [-1, 1]. */
  readonly kappa?: number;
  /** Log loss of the score of this class, in nats. */
  readonly logLoss?: number;
  /** Brier score of the score of this class, in [0, 1]. */
  readonly brier?: number;
  /** Expected calibration error of the score of this class over 15 bins, in [0, 1]. */
  readonly ece?: number;
}

/** Precision, recall and F1 of one class or of an average. */
export type CoreScores = Pick<ClassScores, 'precision' | 'recall' | 'f1'>;

/**
 * The core scores of counts of one class, or of several summed; 0/0 counts as 0.
 *
 * With t true positives, P predicted and S true samples: precision t/P, recall t/S, F1 2t/(P + S).
 */
export function coreScores({ hits, predicted, support }: Omit<ClassCounts, 'samples'>): CoreScores {
  return {
    precision: ratio(hits, { of: predicted }),
    recall: ratio(hits, { of: support }),
    f1: ratio(2 * hits, { of: predicted + support }),
  };
}
