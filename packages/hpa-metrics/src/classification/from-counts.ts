import type { Counts } from '../counts/counts.js';
import type { ClassificationData } from '../data/types.js';
import { accuracy, accuracyOfCounts } from './accuracy.js';
import { balancedAccuracy, balancedAccuracyOfCounts } from './balanced-accuracy.js';
import { cohenKappa, cohenKappaOfCounts } from './cohen-kappa.js';
import { hammingLoss, hammingLossOfCounts } from './hamming-loss.js';
import { macroF1, macroF1OfCounts } from './macro-f1.js';
import { matthewsCorrelation, matthewsCorrelationOfCounts } from './matthews-correlation.js';
import { microF1, microF1OfCounts } from './micro-f1.js';

/** Metrics of data that need no more than counts, each with its form on counts, which resampling uses. */
export const FROM_COUNTS: ReadonlyMap<
  (data: ClassificationData) => number | null,
  (counts: Counts) => number
> = new Map<(data: ClassificationData) => number | null, (counts: Counts) => number>([
  [accuracy, accuracyOfCounts],
  [balancedAccuracy, balancedAccuracyOfCounts],
  [cohenKappa, cohenKappaOfCounts],
  [hammingLoss, hammingLossOfCounts],
  [macroF1, macroF1OfCounts],
  [matthewsCorrelation, matthewsCorrelationOfCounts],
  [microF1, microF1OfCounts],
]);
