import { augmentations, type ImageAugmentation } from '@hpa/data';
import type { Recipe } from './recipe-schema.js';

/** How a training image varies: its orientation, which costs nothing, and what the engine does to a batch. */
interface Augmentations {
  readonly orientation: 'none' | 'flips' | 'dihedral';
  readonly onBatches: readonly ImageAugmentation[];
}

const MAKERS = {
  'random-affine': augmentations.randomAffine,
  'intensity-jitter': augmentations.intensityJitter,
  'gaussian-noise': augmentations.gaussianNoise,
  cutout: augmentations.cutout,
  mixup: augmentations.mixup,
} as const;

/**
 * Makes the augmentations that a recipe asks for.
 *
 * @throws RangeError if it asks for two ways to turn an image.
 */
export function createAugmentations({ augment }: Pick<Recipe, 'augment'>): Augmentations {
  if (typeof augment === 'string') {
    return { orientation: augment, onBatches: [] };
  }
  const turns = augment.flatMap((each) =>
    each.name === 'dihedral' || each.name === 'flips' ? [each.name] : [],
  );
  if (turns.length > 1) {
    throw new RangeError(`augment must have dihedral or flips once; received ${turns.join(', ')}`);
  }
  return {
    orientation: turns[0] ?? 'none',
    onBatches: augment.flatMap(({ name, ...settings }) => {
      if (name === 'dihedral' || name === 'flips') {
        return [];
      }
      const make: (settings: object) => ImageAugmentation = MAKERS[name];
      return [make(settings)];
    }),
  };
}
