import { balancedClassWeights, sampleWeights } from '@hpa/data';
import type { SplitDataset } from './split-dataset.js';

/**
 * Says how often each training sample is drawn, by position, if rare classes come more often: of one label a sample, every class
 * equally often; of several, a sample by the square root of how much rarer its rarest class is than the most frequent one.
 */
export function drawBalanced({
  task,
  splits: { train },
  classes,
}: Pick<SplitDataset, 'task' | 'splits' | 'classes'>): readonly number[] {
  const classCount = classes.length;
  const labels = train.flatMap((sample) => sample.labels);
  if (task === 'single-label') {
    return sampleWeights(train, { classWeights: balancedClassWeights(labels, { classCount }) });
  }
  const counts = classes.map((_, label) => labels.filter((each) => each === label).length);
  return sampleWeights(train, { rareBelow: Math.max(...counts) / train.length });
}
