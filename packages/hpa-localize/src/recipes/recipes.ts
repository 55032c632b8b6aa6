import {
  type Classifier,
  type ClassifierOptions,
  deepLoc,
  denseNet121,
  gapNet,
  gapNetPl,
  inceptionV3,
  mCnn,
  mobileNetV2,
  PUBLISHED_WEIGHTS,
  type PublishedWeights,
  resNet18,
  resNet50,
  scratchCnn,
} from '@hpa/models';

/** How one model is built and trained. */
export interface Recipe {
  /** Name of its folder and of its flag. */
  readonly name: string;
  /** The name that readers see. */
  readonly title: string;
  /** Its layers in one line. */
  readonly architecture: string;
  /** Where the cosine schedule of Adam's learning rate starts. */
  readonly learningRate: number;
  /** Builds it from random weights; throws a RangeError if it does not take images of that size. */
  build(options: ClassifierOptions): Classifier;
  /** Published weights that it can start from; a recipe without them always starts from random ones. */
  readonly published?: PublishedWeights;
}

/** Moving averages over some ten steps: an epoch here has about thirty, too few for the usual hundred. */
const FEW_STEPS = 0.9;

/** Standardizes each channel: in [0, 1] most of a cell is nearly black, and random weights then learn slowly. */
const perImage = (options: ClassifierOptions): ClassifierOptions => ({
  ...options,
  input: { normalization: 'per-image', ...options.input },
});

const LIST: readonly Recipe[] = [
  {
    name: 'inception-v3',
    title: 'InceptionV3',
    architecture: 'Inception blocks to 2048 averaged features, dense 512, dropout 0.5 (Szegedy et al. 2016)',
    learningRate: 1e-3,
    build: (options) => inceptionV3({ ...perImage(options), pooling: 'avg', batchNormMomentum: FEW_STEPS }),
    published: PUBLISHED_WEIGHTS['inception-v3'].imagenet,
  },
  {
    name: 'scratch-cnn',
    title: 'CNN from scratch',
    architecture: 'two stages of 4x4 convolution and pooling, dense 1024, dropout 0.5',
    learningRate: 1e-4,
    build: (options) => scratchCnn({ ...perImage(options), stages: 2 }),
  },
  {
    name: 'scratch-cnn-3',
    title: 'CNN from scratch, three stages',
    architecture: 'three stages of 4x4 convolution and pooling, dense 1024, dropout 0.5',
    learningRate: 1e-4,
    build: (options) => scratchCnn({ ...perImage(options), stages: 3 }),
  },
  {
    name: 'gapnet-pl',
    title: 'GapNet-PL',
    architecture:
      'eight SELU convolutions, global averages of three blocks, two dense 256 (Rumetshofer et al. 2019)',
    learningRate: 5e-4,
    build: (options) => gapNetPl({ ...options, dropout: 0.1 }),
  },
  {
    name: 'gapnet',
    title: 'GapNet, batch-norm variant',
    architecture: 'seven batch-normalized convolutions, global averages of three blocks, two dense 256',
    learningRate: 1e-3,
    // Dropout below batch normalization shifts the statistics between training and inference (Li et al.,
    // arXiv:1801.05134): with the notebook's 0.5 after each block, validation stayed at chance on real cells.
    build: (options) => gapNet({ ...options, batchNormMomentum: FEW_STEPS, blockDropout: 0 }),
  },
  {
    name: 'resnet-18',
    title: 'ResNet-18',
    architecture: 'eight residual blocks of two 3x3 convolutions to 512 averaged features (He et al. 2016)',
    learningRate: 1e-3,
    build: (options) => resNet18({ ...perImage(options), batchNormMomentum: FEW_STEPS }),
    published: PUBLISHED_WEIGHTS['resnet-18'].imagenet,
  },
  {
    name: 'resnet-50',
    title: 'ResNet-50',
    architecture: 'sixteen bottleneck blocks to 2048 averaged features (He et al. 2016)',
    learningRate: 1e-3,
    build: (options) => resNet50({ ...perImage(options), batchNormMomentum: FEW_STEPS }),
    published: PUBLISHED_WEIGHTS['resnet-50'].imagenet,
  },
  {
    name: 'densenet-121',
    title: 'DenseNet-121',
    architecture:
      'four dense blocks to averages and maxima of 1024 maps, dense 1024, dropout 0.5 (Huang et al. 2017)',
    learningRate: 1e-3,
    build: (options) =>
      denseNet121({ ...perImage(options), pooling: 'avg-max', batchNormMomentum: FEW_STEPS }),
    published: PUBLISHED_WEIGHTS['densenet-121'].imagenet,
  },
  {
    name: 'm-cnn',
    title: 'M-CNN',
    architecture:
      'seven scales of the image through three 5x5 convolutions each, dense 512 (Godinez et al. 2017)',
    learningRate: 1e-4,
    build: mCnn,
  },
  {
    name: 'deeploc',
    title: 'DeepLoc',
    architecture: 'eight batch-normalized convolutions, two dense 512 (Kraus et al. 2017)',
    learningRate: 1e-3,
    build: (options) => deepLoc({ ...perImage(options), batchNormMomentum: FEW_STEPS }),
  },
  {
    name: 'mobilenet-v2',
    title: 'MobileNetV2',
    architecture: 'seventeen inverted residual blocks to 1280 averaged features (Sandler et al. 2018)',
    learningRate: 1e-3,
    build: (options) => mobileNetV2({ ...perImage(options), batchNormMomentum: FEW_STEPS }),
  },
];

/**
 * The models that can be compared, by name, each with the recipe that trains it.
 *
 * @example
 * import { RECIPES } from '@hpa/localize';
 * RECIPES['gapnet-pl'].title; // "GapNet-PL"
 */
export const RECIPES: Readonly<Record<string, Recipe>> = Object.fromEntries(
  LIST.map((recipe) => [recipe.name, recipe]),
);
