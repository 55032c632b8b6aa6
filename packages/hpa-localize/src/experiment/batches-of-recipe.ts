import { augmentBatches, type BatchSource, createBatches, type InputSpec, type Sample } from '@hpa/data';
import { createAugmentations } from '../recipes/create-augmentations.js';
import type { Recipe } from '../recipes/recipe-schema.js';
import { drawBalanced } from './draw-balanced.js';
import type { SplitDataset } from './split-dataset.js';

/** What the gray levels of a normalization may be, to which augmentations clip; of the others, anything. */
const RANGES: Readonly<Partial<Record<InputSpec['normalization'], readonly [number, number]>>> = {
  none: [0, 255],
  unit: [0, 1],
  symmetric: [-1, 1],
};

/** Makes the batches of samples: to train on, drawn and augmented as a recipe says, or to measure, as the images are. */
export function batchesOfRecipe(
  recipe: Recipe,
  {
    input,
    study,
    seed,
  }: {
    /** What the model sees. */
    readonly input: InputSpec;
    readonly study: Pick<SplitDataset, 'images' | 'classes' | 'task' | 'splits'>;
    /** Decides order and augmentation. */
    readonly seed: number;
  },
): (samples: readonly Sample[], use: 'training' | 'measuring') => BatchSource {
  const { images, classes } = study;
  const common = {
    images,
    input,
    classCount: classes.length,
    batchSize: recipe.batchSize,
    seed,
    reuseMemory: true,
  };
  const { orientation, onBatches } = createAugmentations(recipe);
  return (samples, use) => {
    if (use === 'measuring') {
      return createBatches(samples, common);
    }
    const weights = recipe.sampling === 'balanced' ? drawBalanced(study) : undefined;
    const batches = createBatches(samples, {
      ...common,
      shuffle: true,
      augment: orientation,
      ...(weights && { weights }),
    });
    const range = RANGES[input.normalization] ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    return onBatches.length === 0
      ? batches
      : augmentBatches(batches, { augmentations: onBatches, seed, range });
  };
}
