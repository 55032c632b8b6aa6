import type { Tensor2D, Tensor4D, Variable } from '@tensorflow/tfjs-core';
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs-layers';

/** One class a network tells apart; its place in the list is its column in the logits. */
export interface ClassLabel {
  /** Number of the class in the data set, such as 0 to 27 for the 28 locations of the Human Protein Atlas. */
  readonly id: number;
  readonly name: string;
}

/**
 * Which stainings make up the channels of an image, in order.
 *
 * - `rgby`: microtubules, protein, nucleus, ER
 * - `bgry`: nucleus, protein, microtubules, ER, the order of GapNet-PL
 * - `rgb-half-yellow`: microtubules + ER/2, protein + ER/2, nucleus, saturating at the largest grey level
 */
export type Composition = 'rgby' | 'bgry' | 'rgb-half-yellow';

/**
 * How 8-bit grey levels become network input: as they are in [0, 255], in [0, 1], in [-1, 1], or per image
 * and channel (x - mean) / (standard deviation + 1e-7).
 */
export type Normalization = 'none' | 'unit' | 'symmetric' | 'per-image';

/** What a model is and how it wants its input: plain JSON, saved with the weights. */
export interface ModelCard {
  /** Version of this format. */
  readonly version: 1;
  readonly name: string;
  /** Name of the builder, such as `gapnet-pl`. */
  readonly architecture: string;
  /** Height, width and channels of an image, pixels. */
  readonly inputShape: readonly [height: number, width: number, channels: number];
  readonly channels: Composition;
  readonly normalization: Normalization;
  readonly classes: readonly ClassLabel[];
  /** Where the weights come from, in words. */
  readonly weights: string;
  /** Number of weights, moving statistics included. */
  readonly parameters: number;
  /** The builder's other options. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
}

/** How one forward pass runs. */
export interface ForwardOptions {
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
}

/** A network that scores images, with its card. */
export interface Classifier {
  readonly card: ModelCard;
  /** The layers, for what this interface does not offer. */
  readonly network: LayersModel;
  /** The layers from the image to the features; they share those of `network`, which owns the variables. */
  readonly trunk: LayersModel;
  /** The variables that training changes now, that is without those of frozen layers, in a stable order. */
  readonly variables: readonly Variable[];
  /** Every variable that makes the model what it is: trainable, frozen and moving statistics, in a stable order. */
  readonly state: readonly Variable[];
  /** Factors on the learning rate, by variable; 1 for those that are not in it. `scaleLearningRate` sets them. */
  readonly learningRateScales: Map<Variable, number>;
  /** Scores a batch float32 [N, height, width, channels]: unnormalized logits float32 [N, classes]. */
  logits(images: Tensor4D, options: ForwardOptions): Tensor2D;
  /** Embeds a batch float32 [N, height, width, channels]: the pooled features below the head, float32 [N, D]. */
  features(images: Tensor4D): Tensor2D;
  /** Frees every variable; the classifier cannot be used afterwards. */
  dispose(): void;
}

/** What every builder needs to know. */
export interface ClassifierOptions {
  /** Height, width and channels of the images, pixels. */
  readonly inputShape: readonly [height: number, width: number, channels: number];
  readonly classes: readonly ClassLabel[];
  /** Integer in [0, 2^32) from which the initial weights and the dropout masks follow. */
  readonly seed: number;
  readonly channels?: Composition;
  readonly normalization?: Normalization;
  /** Name on the card; the architecture's own by default. */
  readonly name?: string;
  /**
   * `zeros` makes all weights 0, which costs neither time nor (on the cpu backend) memory: for weights to be loaded.
   * `none` makes no weights at all: such a network has layers and shapes to look at, but cannot score.
   */
  readonly initialWeights?: 'random' | 'zeros' | 'none';
}

/** The three points of a layer graph that a classifier is made of. */
export interface Network {
  /** [N, height, width, channels] */
  readonly image: SymbolicTensor;
  /** [N, D] */
  readonly features: SymbolicTensor;
  /** [N, classes] */
  readonly logits: SymbolicTensor;
}
