import { CHANNEL_NAMES, COMPOSITIONS } from '@hpa/data';
import {
  type ArchitectureName,
  type Classifier,
  type ClassifierOptions,
  createClassifier,
} from '@hpa/models';
import type { Task } from '../answers/task.js';
import { channelsIn } from '../dataset/channels-in.js';
import type { Dataset } from '../dataset/open-dataset.js';
import type { StartingWeights } from '../recipes/find-starting-weights.js';
import { loadStartingWeights } from '../recipes/load-starting-weights.js';
import type { Recipe } from '../recipes/recipe-schema.js';

/**
 * Builds the model of a recipe for the images of a study, from random or trained weights. Its head starts at random.
 *
 * Where the recipe does not say what the network sees, it is what the trained weights saw or, of images that lack a channel of it or have
 * other channels than those of the Atlas, all channels of the images. From random weights each channel is
 * standardized by itself: in [0, 1] most of a cell is nearly black, and learning is slow.
 *
 * @throws RangeError if the network does not take images of this size, or an option of its architecture is wrong.
 * @throws Error if no tensor of the trained weights fits.
 */
export function buildModel(
  recipe: Recipe,
  {
    study: { images, classes, task, levels },
    seed,
    weights = null,
    initialWeights = 'random',
  }: {
    readonly study: {
      readonly images: Pick<Dataset['images'], 'height' | 'width' | 'channels'>;
      readonly classes: ClassifierOptions['classes'];
      readonly task: Task;
      /** How the levels of its files were chosen, which goes on the card. */
      readonly levels?: Pick<NonNullable<Dataset['levels']>, 'way'> | undefined;
    };
    readonly seed: number;
    readonly weights?: StartingWeights | null | undefined;
    /** `none` builds a network to look at, which cannot score. */
    readonly initialWeights?: 'random' | 'none';
  },
): Classifier {
  const { name, architecture } = recipe;
  const { height, width } = images;
  const build = (input: Partial<ClassifierOptions['input']>): Classifier =>
    createClassifier(architecture as ArchitectureName, {
      ...(recipe.options as { readonly stages: 2 }),
      name,
      classes,
      task,
      seed,
      initialWeights,
      input: { height, width, ...input, ...(levels && { levels: levels.way }) },
    });
  const classifier = build(inputOf(recipe, { weights, images }));
  if (weights === null || initialWeights === 'none') {
    return classifier;
  }
  try {
    loadStartingWeights(classifier, { weights, recipe, build });
    return classifier;
  } catch (error) {
    classifier.dispose();
    throw error;
  }
}

function inputOf(
  { input }: Recipe,
  {
    weights,
    images: { channels: present },
  }: { readonly weights: StartingWeights | null; readonly images: Pick<Dataset['images'], 'channels'> },
): Partial<Pick<ClassifierOptions['input'], 'channels' | 'normalization'>> {
  const { channels: named } = input;
  const seen = weights?.input?.channels;
  const isSeen = channelsIn(seen ?? []).every((name) => (present ?? CHANNEL_NAMES).includes(name));
  const channels =
    (typeof named === 'string' ? COMPOSITIONS[named] : named) ?? (isSeen && seen ? seen : present);
  const trained = weights?.input?.normalization;
  // ImageNet's means are of three channels: with a fourth, each is standardized by itself instead.
  const fitting = trained === 'imagenet' && channels?.length !== 3 ? 'per-image' : trained;
  const normalization = input.normalization ?? fitting ?? 'per-image';
  return { normalization, ...(channels && { channels }) };
}
