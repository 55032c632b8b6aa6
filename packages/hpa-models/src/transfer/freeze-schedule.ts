import type { Classifier } from '../types.js';
import { freeze } from './freeze.js';
import { type LowerLayers, layerCount } from './layer-count.js';
import { unfreeze } from './unfreeze.js';

/** From an epoch on, counted from 0, these lower layers are frozen and no others. */
export type FreezeStage = LowerLayers & { readonly epoch: number };

/**
 * Plans how a classifier thaws: what it returns, called before each epoch, freezes what the epoch's stage says. It depends
 * on the epoch alone, so a resumed training goes on as it would have.
 *
 * @throws RangeError if the stages do not begin with epoch 0 and rise, or name a layer that is not there
 * @example
 * const beforeEpoch = freezeSchedule(classifier, [{ epoch: 0, upTo: 'mixed10' }, { epoch: 3, upTo: 'mixed7' }]);
 */
export function freezeSchedule(
  classifier: Classifier,
  stages: readonly FreezeStage[],
): (epoch: number) => void {
  const epochs = stages.map(({ epoch }) => epoch);
  const rises = epochs.every((epoch, i) => Number.isInteger(epoch) && (i === 0 || epoch > epochs[i - 1]!));
  if (epochs[0] !== 0 || !rises) {
    throw new RangeError(`stages must begin at epoch 0 and rise in whole epochs; received [${epochs}]`);
  }
  for (const stage of stages) {
    layerCount(classifier, stage);
  }
  return (epoch) => {
    const stage = stages.filter((candidate) => candidate.epoch <= epoch).at(-1);
    if (!stage) {
      throw new RangeError(`epoch must be at least 0; received ${epoch}`);
    }
    unfreeze(classifier);
    freeze(classifier, stage);
  };
}
