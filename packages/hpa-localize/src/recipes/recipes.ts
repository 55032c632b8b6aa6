import { COMPOSITIONS } from '@hpa/data';
import {
  type Classifier,
  type ClassifierOptions,
  deepLoc,
  denseNet121,
  gapNet,
  gapNetPl,
  inceptionV3,
  mCnn,
  PUBLISHED_WEIGHTS,
  resNet18,
  resNet50,
  scratchCnn,
} from '@hpa/models';
import { loadWeights } from '@hpa/models/node';
import { adam, type Optimizer } from '@hpa/train';
import type { TrainedWeights } from './find-trained-weights.js';

export const modelNames = [
  'inception-v3',
  'scratch-cnn',
  'scratch-cnn-3',
  'gapnet-pl',
  'gapnet',
  'resnet-18',
  'resnet-50',
  'densenet-121',
  'm-cnn',
  'deeploc',
] as const;
export type ModelName = (typeof modelNames)[number];

/** What every builder is told. */
export interface Build {
  readonly name: string;
  readonly input: ClassifierOptions['input'];
  readonly classes: readonly { readonly id: number; readonly name: string }[];
  readonly seed: number;
}

/** How one model is built and trained. */
export interface Recipe {
  readonly title: string;
  /** One line for the report. */
  readonly architecture: string;
  /** Smallest legal height and width, pixels. */
  readonly minimumSize: number;
  readonly learningRate: number;
  readonly build: (options: Build) => Classifier;
  readonly optimizer: (learningRate: number) => Optimizer;
  /** The same from weights that others trained; a recipe without it starts at random whatever there is. */
  readonly transfer?: {
    readonly learningRate: number;
    readonly build: (options: Build, weights: TrainedWeights) => Classifier;
  };
}

/** Moving averages with the memory of ten steps: an epoch here has some thirty, too few for the usual hundred. */
const FEW_STEPS = 0.9;

/** Standardized stains: in [0, 1] most of a cell is nearly black, and a network from random weights starts blind. */
const perImage = (options: Build): Build => ({
  ...options,
  input: { normalization: 'per-image', ...options.input },
});

const adamAt = (learningRate: number): Optimizer => adam({ learningRate });

/** The models that can be compared, each with the recipe that it trains by. */
export const recipes: Readonly<Record<ModelName, Recipe>> = {
  'inception-v3': {
    title: 'InceptionV3',
    architecture: 'Inception blocks to 2048 averaged features, dense 512, dropout 0.5 (Szegedy et al. 2016)',
    minimumSize: 75,
    learningRate: 1e-3,
    build: (options) => inceptionV3({ ...perImage(options), pooling: 'avg', batchNormMomentum: FEW_STEPS }),
    optimizer: adamAt,
    // A tenth of the rate: what was learned from photographs is to be changed, not washed out.
    transfer: { learningRate: 1e-4, build: trainedInceptionV3 },
  },
  'scratch-cnn': {
    title: 'CNN from scratch',
    architecture: 'two stages of 4x4 convolution and pooling, dense 1024, dropout 0.5',
    minimumSize: 16,
    learningRate: 1e-4,
    build: (options) => scratchCnn({ ...perImage(options), stages: 2 }),
    optimizer: adamAt,
  },
  'scratch-cnn-3': {
    title: 'CNN from scratch, three stages',
    architecture: 'three stages of 4x4 convolution and pooling, dense 1024, dropout 0.5',
    minimumSize: 16,
    learningRate: 1e-4,
    build: (options) => scratchCnn({ ...perImage(options), stages: 3 }),
    optimizer: adamAt,
  },
  'gapnet-pl': {
    title: 'GapNet-PL',
    architecture:
      'eight SELU convolutions, global averages of three blocks, two dense 256 (Rumetshofer et al. 2019)',
    minimumSize: 16,
    learningRate: 5e-4,
    build: (options) => gapNetPl({ ...options, dropout: 0.1 }),
    optimizer: adamAt,
  },
  gapnet: {
    title: 'GapNet, batch-norm variant',
    architecture: 'seven batch-normalized convolutions, global averages of three blocks, two dense 256',
    minimumSize: 76,
    learningRate: 1e-3,
    // Dropout below batch normalization shifts the statistics between training and inference (Li et al.,
    // arXiv:1801.05134): with the notebook's 0.5 behind each block, validation never left chance on real cells.
    build: (options) => gapNet({ ...options, batchNormMomentum: FEW_STEPS, blockDropout: 0 }),
    optimizer: adamAt,
  },
  'resnet-18': {
    title: 'ResNet-18',
    architecture: 'eight residual blocks of two 3x3 convolutions to 512 averaged features (He et al. 2016)',
    minimumSize: 32,
    learningRate: 1e-3,
    build: (options) => resNet18({ ...perImage(options), batchNormMomentum: FEW_STEPS }),
    optimizer: adamAt,
  },
  'resnet-50': {
    title: 'ResNet-50',
    architecture: 'sixteen bottleneck blocks to 2048 averaged features (He et al. 2016)',
    minimumSize: 32,
    learningRate: 1e-3,
    build: (options) => resNet50({ ...perImage(options), batchNormMomentum: FEW_STEPS }),
    optimizer: adamAt,
  },
  'densenet-121': {
    title: 'DenseNet-121',
    architecture:
      'four dense blocks to averages and maxima of 1024 maps, dense 1024, dropout 0.5 (Huang et al. 2017)',
    minimumSize: 32,
    learningRate: 1e-3,
    build: (options) =>
      denseNet121({ ...perImage(options), pooling: 'avg-max', batchNormMomentum: FEW_STEPS }),
    optimizer: adamAt,
  },
  'm-cnn': {
    title: 'M-CNN',
    architecture:
      'seven scales of the image through three 5x5 convolutions each, dense 512 (Godinez et al. 2017)',
    minimumSize: 128,
    learningRate: 1e-4,
    build: mCnn,
    optimizer: adamAt,
  },
  deeploc: {
    title: 'DeepLoc',
    architecture: 'eight batch-normalized convolutions, two dense 512 (Kraus et al. 2017)',
    minimumSize: 16,
    learningRate: 1e-3,
    build: (options) => deepLoc({ ...perImage(options), batchNormMomentum: FEW_STEPS }),
    optimizer: adamAt,
  },
};

/** As its weights want it: three channels in [-1, 1]. All layers go on learning, the head from a random start. */
function trainedInceptionV3(options: Build, { path, provenance }: TrainedWeights): Classifier {
  const { height, width } = options.input;
  const classifier = inceptionV3({
    ...options,
    input: { height, width, channels: COMPOSITIONS['rgb-half-yellow'], normalization: 'symmetric' },
    pooling: 'avg',
    batchNormMomentum: FEW_STEPS,
  });
  loadWeights(classifier, path, { except: PUBLISHED_WEIGHTS['inception-v3'].imagenet.without, provenance });
  return classifier;
}
