import type { WrittenRecipe } from './recipe-schema.js';

/**
 * What held from seed to seed on a few hundred cells, in the networks that were measured: weights that decay, labels that are not quite
 * certain, brightness that varies, and by default the last epoch of a falling rate instead of the luckiest one. The README of this
 * package has what they reach.
 */
const STEADY = {
  optimizer: { name: 'adamw', weightDecay: 0.05 },
  schedule: { name: 'cosine', warmUp: 2 },
  loss: { name: 'cross-entropy', labelSmoothing: 0.1 },
  augment: [{ name: 'dihedral' }, { name: 'intensity-jitter', change: 0.2 }],
} as const;

/** Moving averages over some ten steps: an epoch here has about thirty, too few for the usual hundred. */
const FEW_STEPS = { batchNormMomentum: 0.9 } as const;

/** The recipes that this project trains by, one a model. */
export const BUILT_IN_RECIPES: readonly WrittenRecipe[] = [
  {
    ...STEADY,
    name: 'inception-v3',
    title: 'InceptionV3',
    description: 'Inception blocks to 2048 averaged features, dense 512, dropout 0.5 (Szegedy et al. 2016)',
    architecture: 'inception-v3',
    options: { ...FEW_STEPS, pooling: 'avg' },
    learningRate: 1e-3,
    epochs: 60,
  },
  {
    ...STEADY,
    name: 'scratch-cnn',
    title: 'CNN from scratch',
    description: 'two stages of 4x4 convolution and pooling, dense 1024, dropout 0.5',
    architecture: 'scratch-cnn',
    options: { stages: 2 },
    learningRate: 1e-3,
    epochs: 30,
  },
  {
    ...STEADY,
    name: 'scratch-cnn-3',
    title: 'CNN from scratch, three stages',
    description: 'three stages of 4x4 convolution and pooling, dense 1024, dropout 0.5',
    architecture: 'scratch-cnn',
    options: { stages: 3 },
    learningRate: 5e-4,
    epochs: 20,
  },
  {
    ...STEADY,
    name: 'gapnet-pl',
    title: 'GapNet-PL',
    description:
      'eight SELU convolutions, global averages of three blocks, two dense 256 (Rumetshofer et al. 2019)',
    architecture: 'gapnet-pl',
    options: { dropout: 0.1 },
    learningRate: 1e-3,
    schedule: { name: 'cosine', warmUp: 3 },
    clipNorm: 1,
    epochs: 60,
  },
  {
    // tensorflow_models/configs/gapnet-pl.json and main.py in ml-jku/gapnet-pl; batches of 40 images of 1024 pixels there. It
    // weighs no class. Its L2 is 1e-5 of tf.nn.l2_loss, which is half the sum of squares; ours is of the sum. Its rate falls when
    // more than 30 epochs were no better.
    name: 'gapnet-pl-published',
    title: 'GapNet-PL as published',
    description:
      'GapNet-PL with dropout 0.3 and a sigmoid a class, by its published recipe (Rumetshofer et al. 2019)',
    architecture: 'gapnet-pl',
    task: 'multi-label',
    optimizer: { name: 'sgd', momentum: 0.9 },
    learningRate: 1e-2,
    schedule: { name: 'plateau', patience: 31, factor: 0.5, threshold: 0.01 },
    classWeights: 'none',
    keep: 'best',
    l1: 1e-7,
    l2: 1e-5 / 2,
    clipNorm: 5,
  },
  {
    ...STEADY,
    // Dropout below batch normalization shifts the statistics between training and inference (Li et al.,
    // arXiv:1801.05134): with the notebook's 0.5 after each block, validation stayed at chance on real cells.
    name: 'gapnet',
    title: 'GapNet, batch-norm variant',
    description: 'seven batch-normalized convolutions, global averages of three blocks, two dense 256',
    architecture: 'gapnet',
    options: { ...FEW_STEPS, blockDropout: 0 },
    input: { normalization: 'unit' },
    learningRate: 1e-3,
    epochs: 30,
  },
  {
    ...STEADY,
    name: 'resnet-18',
    title: 'ResNet-18',
    description: 'eight residual blocks of two 3x3 convolutions to 512 averaged features (He et al. 2016)',
    architecture: 'resnet-18',
    options: FEW_STEPS,
    learningRate: 1e-3,
  },
  {
    ...STEADY,
    name: 'resnet-50',
    title: 'ResNet-50',
    description: 'sixteen bottleneck blocks to 2048 averaged features (He et al. 2016)',
    architecture: 'resnet-50',
    options: FEW_STEPS,
    learningRate: 1e-3,
  },
  {
    ...STEADY,
    name: 'densenet-121',
    title: 'DenseNet-121',
    description:
      'four dense blocks to averages and maxima of 1024 maps, dense 1024, dropout 0.5 (Huang et al. 2017)',
    architecture: 'densenet-121',
    options: { ...FEW_STEPS, pooling: 'avg-max' },
    learningRate: 1e-3,
  },
  {
    ...STEADY,
    name: 'm-cnn',
    title: 'M-CNN',
    description:
      'seven scales of the image through three 5x5 convolutions each, dense 512 (Godinez et al. 2017)',
    architecture: 'm-cnn',
    learningRate: 1e-4,
  },
  {
    ...STEADY,
    name: 'deeploc',
    title: 'DeepLoc',
    description: 'eight batch-normalized convolutions, two dense 512 (Kraus et al. 2017)',
    architecture: 'deeploc',
    options: FEW_STEPS,
    learningRate: 1e-3,
  },
  {
    ...STEADY,
    name: 'mobilenet-v2',
    title: 'MobileNetV2',
    description: 'seventeen inverted residual blocks to 1280 averaged features (Sandler et al. 2018)',
    architecture: 'mobilenet-v2',
    options: FEW_STEPS,
    learningRate: 1e-3,
  },
];
