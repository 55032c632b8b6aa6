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
  /** Where the learning rate starts: Adam's, which falls along a cosine, unless `sgd` says otherwise. */
  readonly learningRate: number;
  /** The only task that it is for; it is for both without. */
  readonly task?: 'single-label' | 'multi-label';
  /** Trains it by stochastic gradient descent, on a learning rate that falls once validation macro F1 no longer rises. */
  readonly sgd?: {
    readonly momentum: number;
    /** Penalties on the kernels: these times the sum of absolute values and of squares. */
    readonly l1: number;
    readonly l2: number;
    /** Upper bound on the global norm of the gradients of a batch. */
    readonly clipNorm: number;
    /** The learning rate is multiplied by `factor` after `patience` epochs none of which was better by a share of `threshold`. */
    readonly plateau: { readonly patience: number; readonly factor: number; readonly threshold: number };
  };
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
    // tensorflow_models/configs/gapnet-pl.json and main.py in ml-jku/gapnet-pl; batches of 40 images of 1024 pixels there.
    name: 'gapnet-pl-published',
    title: 'GapNet-PL as published',
    architecture:
      'GapNet-PL with dropout 0.3 and a sigmoid a class, by its published recipe (Rumetshofer et al. 2019)',
    task: 'multi-label',
    learningRate: 1e-2,
    // Their L2 is 1e-5 of tf.nn.l2_loss, which is half the sum of squares; ours is of the sum. Their rate falls when more than 30
    // epochs were no better.
    sgd: {
      momentum: 0.9,
      l1: 1e-7,
      l2: 1e-5 / 2,
      clipNorm: 5,
      plateau: { patience: 31, factor: 0.5, threshold: 0.01 },
    },
    build: (options) => gapNetPl(options),
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
