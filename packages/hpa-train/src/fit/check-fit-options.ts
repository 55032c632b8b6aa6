import { checkMemoryLimits } from '../memory/memory-limits.js';
import { requireCount, requireNonNegative, requirePositive } from '../require-number.js';
import type { FitOptions } from './fit-options.js';

const builtInMetrics: readonly string[] = ['loss', 'accuracy'];

/**
 * Checks the options of fit() against each other before anything is trained.
 *
 * @throws RangeError for a number or a name out of range, TypeError for options that contradict each other.
 */
export function checkFitOptions(options: FitOptions): void {
  const { epochs, validation, classWeights, metrics, earlyStopping, monitor, clipNorm, memoryLimits } =
    options;
  requireCount({ epochs });
  if (clipNorm !== undefined) {
    requirePositive({ clipNorm });
  }
  if (memoryLimits !== undefined) {
    checkMemoryLimits(memoryLimits);
  }
  if (earlyStopping !== undefined) {
    requireCount({ 'earlyStopping.patience': earlyStopping.patience });
  }
  for (const [index, weight] of (classWeights ?? []).entries()) {
    requireNonNegative({ [`classWeights[${index}]`]: weight });
  }
  if (earlyStopping !== undefined && monitor !== undefined) {
    throw new TypeError('earlyStopping and monitor both choose the metric; give one of them');
  }
  if (metrics !== undefined && validation === undefined) {
    throw new TypeError('metrics are computed on the validation set; give validation as well');
  }
  const reserved = Object.keys(metrics ?? {}).find((name) => builtInMetrics.includes(name));
  if (reserved !== undefined) {
    throw new RangeError(`metrics must not be named ${builtInMetrics.join(' or ')}; received ${reserved}`);
  }
  const chosen = earlyStopping ?? monitor;
  if (chosen === undefined) {
    return;
  }
  const known = [...builtInMetrics, ...Object.keys(metrics ?? {})];
  if (!known.includes(chosen.metric)) {
    throw new RangeError(`metric must be one of ${known.join(', ')}; received ${chosen.metric}`);
  }
  if (chosen.mode !== 'min' && chosen.mode !== 'max') {
    throw new RangeError(`mode must be 'min' or 'max'; received ${String(chosen.mode)}`);
  }
}
