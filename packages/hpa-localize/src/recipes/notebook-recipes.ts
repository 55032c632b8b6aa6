import type { WrittenRecipe } from './recipe-schema.js';

/**
 * What the runs of the public notebook have in common: MridulaBontha/Human-Protein-Atlas-Classification, which shows its networks
 * yellow added to red and green in bytes that wrap round, augments nothing, weighs no class, holds its learning rate and ends with
 * its last epoch.
 */
const COMMON = {
  input: { channels: 'rgb-half-yellow-wrapping', normalization: 'unit' },
  schedule: { name: 'constant' },
  augment: 'none',
  classWeights: 'none',
  keep: 'last',
  monitor: 'accuracy',
} as const;

/** Height and width of the notebook's images, in pixels. */
export const NOTEBOOK_SIZE = 299;

/**
 * The trainings of that notebook, by their optimizers, batches and epochs. Its sweep of the learning rate is a search. GapNet there
 * answers by sigmoids under categorical cross-entropy; here, as its other networks, by a softmax.
 */
export const NOTEBOOK_RECIPES: readonly WrittenRecipe[] = [
  {
    ...COMMON,
    name: 'notebook-inception-v3-flatten',
    title: 'InceptionV3, flattened (notebook)',
    description: 'InceptionV3 to its flattened maps, dense 1024 between dropouts of 0.5, all layers trained',
    architecture: 'inception-v3',
    options: { pooling: 'flatten' },
    initialWeights: 'imagenet',
    optimizer: { name: 'adam' },
    learningRate: 1e-6,
    batchSize: 50,
    epochs: 20,
  },
  {
    ...COMMON,
    name: 'notebook-inception-v3-top',
    title: 'InceptionV3, upper layers (notebook)',
    description:
      'InceptionV3 to its averages, dense 512, dropout 0.5: one epoch of the head, then the layers from 249 on',
    architecture: 'inception-v3',
    options: { pooling: 'avg' },
    initialWeights: 'imagenet',
    optimizer: { name: 'adam' },
    learningRate: 1e-6,
    batchSize: 50,
    // One of the head and 20 more.
    epochs: 21,
    headFirst: { epochs: 1, optimizer: { name: 'rmsprop' }, learningRate: 1e-3 },
    freeze: { layers: 249 },
  },
  {
    ...COMMON,
    name: 'notebook-cnn-adam',
    title: 'CNN from scratch, Adam (notebook)',
    description: 'two stages of 4x4 convolution and pooling, dense 1024 between dropouts of 0.5',
    architecture: 'scratch-cnn',
    options: { stages: 2 },
    optimizer: { name: 'adam' },
    learningRate: 1e-5,
    batchSize: 32,
    epochs: 20,
  },
  {
    ...COMMON,
    name: 'notebook-cnn-sgd',
    title: 'CNN from scratch, SGD (notebook)',
    description: 'two stages of 4x4 convolution and pooling, dense 1024 between dropouts of 0.5',
    architecture: 'scratch-cnn',
    options: { stages: 2 },
    optimizer: { name: 'sgd', momentum: 0.9, nesterov: true, decay: 1e-6 },
    learningRate: 1e-2,
    batchSize: 100,
    epochs: 20,
  },
  {
    ...COMMON,
    name: 'notebook-cnn-3',
    title: 'CNN from scratch, three stages (notebook)',
    description: 'three stages of 4x4 convolution and pooling, dense 1024 between dropouts of 0.5',
    architecture: 'scratch-cnn',
    options: { stages: 3 },
    optimizer: { name: 'adam' },
    learningRate: 1e-4,
    batchSize: 32,
    epochs: 20,
  },
  {
    ...COMMON,
    name: 'notebook-gapnet',
    title: 'GapNet (notebook)',
    description: 'GapNet with batch normalization and dropout of 0.5 after each block',
    architecture: 'gapnet',
    optimizer: { name: 'adam' },
    learningRate: 1e-4,
    batchSize: 50,
    epochs: 30,
  },
];
