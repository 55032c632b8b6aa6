import { balancedClassWeights, effectiveNumberWeights, positiveWeights } from '@hpa/data';
import type { Recipe } from '../recipes/recipe-schema.js';
import type { SplitDataset } from './split-dataset.js';

type Study = Pick<SplitDataset, 'task' | 'splits' | 'classes'>;

/**
 * Says how much each class weighs in the loss. Of several labels a sample, `balanced` and `square-root` weigh the positive labels
 * of a rare class more if the loss is cross-entropy; any other loss weighs the class.
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
  const power = classWeights === 'square-root' ? 0.5 : 1;
  if (several && classWeights !== 'effective-number' && loss.name === 'cross-entropy') {
    return { positiveWeights: positiveWeights(splits.train, { classCount, power }), classWeights: undefined };
  }
  const lists = splits.train.map(({ labels }) => labels);
  const labels = several ? lists : lists.flat();
  return {
    positiveWeights: undefined,
    classWeights:
      classWeights === 'effective-number'
        ? effectiveNumberWeights(labels, { classCount })
        : balancedClassWeights(labels, { classCount, power }),
  };
}
