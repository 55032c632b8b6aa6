import type { Tensor2D, Tensor4D, Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** One class of a network. Its position in the list is its column in the logits. */
export interface ClassLabel {
  /** Number of the class in the dataset, such as 0 to 27 for the 28 locations of the Human Protein Atlas. */
  readonly id: number;
  readonly name: string;
}

/** The images that a network takes. */
export interface InputSpec {
  /** Pixels. */
  readonly height: number;
  /** Pixels. */
  readonly width: number;
  /**
   * What each plane of the input shows, in order: a channel such as `protein`, or a saturating sum such as
   * `microtubules+er/2`. Networks only count them.
   */
  readonly channels: readonly string[];
  /**
   * How 8-bit gray levels become network input.
   *
   * - `none`: as they are, in [0, 255]
   * - `unit`: in [0, 1]
   * - `symmetric`: in [-1, 1], the mode "tf" of Keras
   * - `per-image`: (x - mean) / (standard deviation + 1e-7), per image and channel
   * - `imagenet`: (x / 255 - mean) / standard deviation, with the means and deviations of torchvision; three channels only
   */
  readonly normalization: 'none' | 'unit' | 'symmetric' | 'per-image' | 'imagenet';
  /**
   * Which levels of image files are 0 and 255. Networks do not see it; whoever reads files for one does.
   *
   * - `bit-depth`: 0 and the highest level of the camera's bits; meant if absent
   * - `percentile`: percentiles of the levels in all images, by channel
   * - two numbers: those of black and white
   */
  readonly levels?: 'bit-depth' | 'percentile' | readonly [black: number, white: number];
}

/** Description of a model in plain JSON, saved with the weights. */
export interface ModelCard {
  /** Version of this format. */
  readonly version: 2;
  readonly name: string;
  /** Name of the architecture, such as `gapnet-pl`. */
  readonly architecture: string;
  readonly input: InputSpec;
  readonly classes: readonly ClassLabel[];
  /**
   * What a row of labels may hold, and with it what makes probabilities of logits.
   *
   * - `single-label`: one class per image; softmax over the logits
   * - `multi-label`: any number of classes per image, none included; the sigmoid of each logit
   */
  readonly task: 'single-label' | 'multi-label';
  /** Multi-label: the probability from which on each class is predicted, in (0, 1], one per class; 0.5 each if absent. */
  readonly thresholds?: readonly number[];
  /**
   * What logits are divided by before they become probabilities, positive: one number, or for `multi-label` one per class; 1 if
   * absent (Guo et al., arXiv:1706.04599).
   */
  readonly temperature?: readonly number[];
  /** Where the weights come from, in words. */
  readonly provenance: string;
  /** Number of weights, moving statistics included. */
  readonly parameters: number;
  /** The options of the architecture, and the seed. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
}

/** A network that classifies images, with its card. */
export interface Classifier {
  readonly card: ModelCard;
  /** The layers, for everything that this interface does not offer. */
  readonly network: LayersModel;
  /** The layers from the image to the features. They are layers of `network`, which owns the variables. */
  readonly backbone: LayersModel;
  /** The variables that training changes now, without those of frozen layers, in a stable order. */
  readonly variables: readonly Variable[];
  /** All variables, in a stable order: trainable, frozen, and moving statistics. */
  readonly state: readonly Variable[];
  /** Factors on the learning rate by variable, 1 for all others; set by `scaleLearningRate`. */
  readonly learningRateScales: Map<Variable, number>;
  /** Returns the unnormalized logits, float32 [N, classes], of a batch, float32 [N, height, width, channels]. */
  logits(
    images: Tensor4D,
    options: {
      /** Whether dropout is active, and whether batch normalization uses the statistics of the batch and updates its averages. */
      readonly training: boolean;
      /**
       * Training step, an integer from 0; by default, the number of passes in training mode so far. Together with the seed it
       * determines what dropout drops.
       */
      readonly step?: number;
      /**
       * Number of images of the same batch in earlier passes, if a batch is split; 0 by default. Dropout then drops what it
       * would drop in the whole batch.
       */
      readonly firstImage?: number;
    },
  ): Tensor2D;
  /** Returns the pooled features below the head, float32 [N, D], of a batch, float32 [N, height, width, channels]. */
  features(images: Tensor4D): Tensor2D;
  /** Frees all variables; the classifier cannot be used afterwards. */
  dispose(): void;
}

/** The options of all builders. */
export interface ClassifierOptions {
  /** The images; channels and normalization default to those of the architecture. */
  readonly input: Pick<InputSpec, 'height' | 'width'> &
    Partial<Pick<InputSpec, 'channels' | 'normalization' | 'levels'>>;
  readonly classes: readonly ClassLabel[];
  /** Whether an image has exactly one of the classes, or any number of them; `single-label` by default. */
  readonly task?: ModelCard['task'];
  /** Integer in [0, 2^32) that determines the initial weights and the dropout masks. */
  readonly seed: number;
  /** Name on the card; the name of the architecture by default. */
  readonly name?: string;
  /**
   * `zeros` costs no time, and on the cpu backend no memory, for weights that are loaded later. `none` makes no weights at
   * all: such a network has layers and shapes, but cannot run. `random` by default.
   */
  readonly initialWeights?: 'random' | 'zeros' | 'none';
}

/**
 * How kernels are initialized.
 *
 * - `glorotUniform`: uniform in ±sqrt(6 / (fanIn + fanOut)), the default of Keras (Glorot and Bengio, AISTATS 2010)
 * - `leCunNormal`: normal with variance 1 / fanIn, for SELU networks (Klambauer et al., arXiv:1706.02515)
 * - `heNormal`: normal with variance 2 / fanIn, for ReLU networks (He et al., arXiv:1502.01852)
 */
export type KernelInitializer = 'glorotUniform' | 'leCunNormal' | 'heNormal';
