import { checkOption } from './check-option.js';

/**
 * Checks the momentum of an architecture's batch normalization.
 *
 * @throws RangeError if it is not in [0, 1]
 */
export function checkMomentum(architecture: string, batchNormMomentum: number): void {
  checkOption(
    batchNormMomentum >= 0 && batchNormMomentum <= 1,
    `${architecture}: batchNormMomentum must be in [0, 1]; received ${batchNormMomentum}`,
  );
}
