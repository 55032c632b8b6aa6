import { checkedResample } from './checked-resample.js';
import { requireIndicators, requireLabelLists } from './require-label-rows.js';
import { requireLabels } from './require-labels.js';
import { requireScores } from './require-scores.js';
import { requireThresholds } from './require-thresholds.js';
import type { CheckedData, ClassificationData, MultiLabelData, SingleLabelData } from './types.js';

/**
 * Checks data of either task once and returns it in typed arrays, which are copies.
 *
 * @param options.name - What error messages call the scores.
 * @throws RangeError if there are no samples, a label is not a class index, a row of labels repeats one, an indicator is
 * neither 0 nor 1, rows differ in length, a score is not a probability (within 1e-6), a single-label row does not sum to
 * 1 within 1e-3, or thresholds are not one number in [0, 1] per class.
 */
export function requireData(
  data: ClassificationData,
  { name = 'scores' }: { readonly name?: string | undefined } = {},
): CheckedData {
  const resampled = checkedResample(data);
  if (resampled !== undefined) {
    return resampled;
  }
  const { task = 'single-label' } = data;
  switch (task) {
    case 'single-label':
      return requireSingleLabel(data as Exclude<ClassificationData, { task: 'multi-label' }>, { name });
    case 'multi-label':
      return requireMultiLabel(data as Extract<ClassificationData, { task: 'multi-label' }>, { name });
    default:
      throw new RangeError(`task must be 'single-label' or 'multi-label'; received ${String(task)}`);
  }
}

function requireSingleLabel(
  data: Exclude<ClassificationData, { task: 'multi-label' }>,
  { name }: { readonly name: string },
): SingleLabelData {
  for (const field of ['indicators', 'thresholds'] as const) {
    if (data[field] !== undefined) {
      throw new RangeError(
        `${field} need task: 'multi-label'; received them with the task ${data.task ?? "'single-label', the default"}`,
      );
    }
  }
  requireSameLength(data.labels, data.scores, { rows: 'labels', name });
  const { scores, classCount } = requireScores(data.scores, { name, minimumClasses: 2, sumToOne: true });
  const labels = requireLabels(data.labels, { classCount });
  return { task: 'single-label', sampleCount: labels.length, classCount, labels, scores };
}

function requireMultiLabel(
  data: Extract<ClassificationData, { task: 'multi-label' }>,
  { name }: { readonly name: string },
): MultiLabelData {
  const { labels, indicators, thresholds } = data;
  if ((labels === undefined) === (indicators === undefined)) {
    const received = labels === undefined ? 'neither' : 'both';
    throw new RangeError(`data must hold either labels or indicators; received ${received}`);
  }
  requireSameLength(labels ?? indicators!, data.scores, {
    rows: labels === undefined ? 'indicators' : 'labels',
    name,
  });
  const { scores, classCount } = requireScores(data.scores, { name, minimumClasses: 1, sumToOne: false });
  return {
    task: 'multi-label',
    sampleCount: data.scores.length,
    classCount,
    indicators:
      labels === undefined
        ? requireIndicators(indicators!, { classCount })
        : requireLabelLists(labels, { classCount }),
    scores,
    thresholds: requireThresholds(thresholds, { classCount }),
  };
}

function requireSameLength(
  truth: { readonly length: number },
  scores: { readonly length: number },
  { rows, name }: { readonly rows: string; readonly name: string },
): void {
  if (truth.length !== scores.length) {
    throw new RangeError(
      `${rows} and ${name} must have the same length; received ${truth.length} ${rows} and ${scores.length} rows`,
    );
  }
}
