import type { Classifier } from '../types.js';
import { countLayers } from './count-layers.js';
import { freeze, unfreeze } from './freeze.js';

/**
 * Plans how a classifier is unfrozen during training. The function it returns is called before each epoch, and freezes exactly the
 * lower layers of the stage that the epoch belongs to. It depends on the epoch alone, so that a resumed training continues alike.
 *
 * @param stages the lower layers that are frozen from an epoch on, an integer from 0
 * @throws RangeError if the stages do not begin at epoch 0 in rising order, or name a layer that does not exist
 * @example
 * import { freezeSchedule, gapNetPl } from '@hpa/models';
 * const model = gapNetPl({ input: { height: 32, width: 32 }, classes: [{ id: 0, name: 'Cytosol' }], seed: 1 });
 * const beforeEpoch = freezeSchedule(model, [{ epoch: 0, upTo: 'conv8' }, { epoch: 3, upTo: 'pool2' }]);
 * beforeEpoch(4);
 * model.variables.length; // 12
 */
export function freezeSchedule(
  classifier: Classifier,
  stages: readonly (({ readonly upTo: string } | { readonly layers: number }) & { readonly epoch: number })[],
): (epoch: number) => void {
  const epochs = stages.map(({ epoch }) => epoch);
  const rises = epochs.every((epoch, i) => Number.isInteger(epoch) && (i === 0 || epoch > epochs[i - 1]!));
  if (epochs[0] !== 0 || !rises) {
    throw new RangeError(`stages must begin at epoch 0 and rise in whole epochs; received [${epochs}]`);
  }
  for (const stage of stages) {
    countLayers(classifier, stage);
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
