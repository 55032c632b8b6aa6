import type { Tensor2D, Tensor4D, Variable } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** One class a network tells apart; its place in the list is its column in the logits. */
export interface ClassLabel {
  /** Number of the class in the data set, such as 0 to 27 for the 28 locations of the Human Protein Atlas. */
  readonly id: number;
  readonly name: string;
}

/**
 * How 8-bit grey levels become network input.
 *
 * - `none`: as they are, in [0, 255]
 * - `unit`: in [0, 1]
 * - `symmetric`: in [-1, 1], the mode "tf" of Keras
 * - `per-image`: (x - mean) / (standard deviation + 1e-7), per image and channel
 * - `imagenet`: (x / 255 - mean) / standard deviation, with the three means and deviations of torchvision; three channels only
 */
export type Normalization = 'none' | 'unit' | 'symmetric' | 'per-image' | 'imagenet';

/** What a network wants to see. */
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
  readonly normalization: Normalization;
}

/** What a model is and how it wants its input: plain JSON, saved with the weights. */
export interface ModelCard {
  /** Version of this format. */
  readonly version: 2;
  readonly name: string;
  /** Name of the builder, such as `gapnet-pl`. */
  readonly architecture: string;
  readonly input: InputSpec;
  readonly classes: readonly ClassLabel[];
  /** What the logits mean: `single-label` for one class per image, read through a softmax. */
  readonly task: 'single-label';
  /** Where the weights come from, in words. */
  readonly provenance: string;
  /** Number of weights, moving statistics included. */
  readonly parameters: number;
  /** The builder's other options. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
}

/** A network that scores images, with its card. */
export interface Classifier {
  readonly card: ModelCard;
  /** The layers, for what this interface does not offer. */
  readonly network: LayersModel;
  /** The layers from the image to the features; they share those of `network`, which owns the variables. */
  readonly backbone: LayersModel;
  /** The variables that training changes now, that is without those of frozen layers, in a stable order. */
  readonly variables: readonly Variable[];
  /** Every variable that makes the model what it is: trainable, frozen and moving statistics, in a stable order. */
  readonly state: readonly Variable[];
  /** Factors on the learning rate, by variable; 1 for those that are not in it. `scaleLearningRate` sets them. */
  readonly learningRateScales: Map<Variable, number>;
  /** Scores a batch float32 [N, height, width, channels]: unnormalized logits float32 [N, classes]. */
  logits(
    images: Tensor4D,
    options: {
      /** Whether dropout drops and batch normalization uses, and learns from, the statistics of the batch. */
      readonly training: boolean;
      /**
       * Global training step, an integer from 0: with the seed it alone decides what dropout drops. Without it the
       * passes of this classifier in training mode are counted.
       */
      readonly step?: number;
      /**
       * Images of the same batch that went before these, an integer from 0, where a batch is split: dropout then drops what
       * it would in the whole.
       */
      readonly firstImage?: number;
    },
  ): Tensor2D;
  /** Embeds a batch float32 [N, height, width, channels]: the pooled features below the head, float32 [N, D]. */
  features(images: Tensor4D): Tensor2D;
  /** Frees every variable; the classifier cannot be used afterwards. */
  dispose(): void;
}

/** What every builder needs to know. */
export interface ClassifierOptions {
  /** What the network sees; channels and normalization are the architecture's own by default. */
  readonly input: Pick<InputSpec, 'height' | 'width'> &
    Partial<Pick<InputSpec, 'channels' | 'normalization'>>;
  readonly classes: readonly ClassLabel[];
  /** Integer in [0, 2^32) from which the initial weights and the dropout masks follow. */
  readonly seed: number;
  /** Name on the card; the architecture's own by default. */
  readonly name?: string;
  /**
   * `zeros` makes all weights 0, which costs neither time nor (on the cpu backend) memory: for weights to be loaded.
   * `none` makes no weights at all: such a network has layers and shapes to look at, but cannot score.
   */
  readonly initialWeights?: 'random' | 'zeros' | 'none';
}

/**
 * How kernels start.
 *
 * - `glorotUniform`: uniform in ±sqrt(6 / (fanIn + fanOut)), the default of Keras (Glorot and Bengio, AISTATS 2010)
 * - `leCunNormal`: normal with variance 1 / fanIn, for SELU networks (Klambauer et al., arXiv:1706.02515)
 * - `heNormal`: normal with variance 2 / fanIn, for ReLU networks (He et al., arXiv:1502.01852)
 */
export type KernelInitializer = 'glorotUniform' | 'leCunNormal' | 'heNormal';
