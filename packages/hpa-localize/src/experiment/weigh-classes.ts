import { balancedClassWeights, effectiveNumberWeights, positiveWeights } from '@hpa/data';
import type { Recipe } from '../recipes/recipe-schema.js';
import type { SplitDataset } from './split-dataset.js';

type Study = Pick<SplitDataset, 'task' | 'splits' | 'classes'>;

/**
 * Says how much each class weighs in the loss. Of several labels a sample, `balanced` weighs the positive labels of a rare class more
 * if the loss is cross-entropy; any other loss weighs the class.
 */
export function weighClasses(
  { classWeights, loss }: Pick<Recipe, 'classWeights' | 'loss'>,
  { task, splits, classes }: Study,
): {
  readonly positiveWeights: readonly number[] | undefined;
  readonly classWeights: readonly number[] | undefined;
} {
  const classCount = classes.length;
  const several = task === 'multi-label';
  if (classWeights === 'none') {
    return { positiveWeights: undefined, classWeights: undefined };
  }
  if (several && classWeights === 'balanced' && loss.name === 'cross-entropy') {
    return { positiveWeights: positiveWeights(splits.train, { classCount }), classWeights: undefined };
  }
  const lists = splits.train.map(({ labels }) => labels);
  const weigh = classWeights === 'balanced' ? balancedClassWeights : effectiveNumberWeights;
  return { positiveWeights: undefined, classWeights: weigh(several ? lists : lists.flat(), { classCount }) };
}
