import { COMPOSITIONS } from '@hpa/data';
import { z } from 'zod';
import { type Immutable, text } from '../report/schema/shared-fields.js';

const positive = z.number().positive();
const notNegative = z.number().nonnegative();
/** In [0, 1): a share that cannot be the whole. */
const fraction = z.number().min(0).lt(1);
const epochs = z
  .int()
  .positive()
  .max(2 ** 32 - 1);

const optimizer = z.discriminatedUnion('name', [
  z.strictObject({
    name: z.literal('adam'),
    beta1: fraction.exactOptional(),
    beta2: fraction.exactOptional(),
    epsilon: positive.exactOptional(),
  }),
  z.strictObject({
    name: z.literal('adamw'),
    beta1: fraction.exactOptional(),
    beta2: fraction.exactOptional(),
    epsilon: positive.exactOptional(),
    weightDecay: notNegative.exactOptional(),
  }),
  z.strictObject({
    name: z.literal('sgd'),
    momentum: fraction.exactOptional(),
    nesterov: z.boolean().exactOptional(),
    /** Of the rate, at every update: rate / (1 + decay updates). */
    decay: notNegative.exactOptional(),
  }),
  z.strictObject({
    name: z.literal('rmsprop'),
    rho: fraction.exactOptional(),
    momentum: fraction.exactOptional(),
    epsilon: positive.exactOptional(),
  }),
]);

/** How the learning rate goes; lengths are in epochs. */
const schedule = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('constant') }),
  z.strictObject({ name: z.literal('step'), every: positive, factor: positive.max(1).exactOptional() }),
  z.strictObject({
    name: z.literal('cosine'),
    warmUp: notNegative.exactOptional(),
    minimum: notNegative.exactOptional(),
  }),
  z.strictObject({
    name: z.literal('linear'),
    warmUp: notNegative.exactOptional(),
    minimum: notNegative.exactOptional(),
  }),
  z.strictObject({
    name: z.literal('one-cycle'),
    warmUpShare: positive.lt(1).exactOptional(),
    annealing: z.enum(['cosine', 'linear']).exactOptional(),
    divisor: z.number().min(1).exactOptional(),
    finalDivisor: z.number().min(1).exactOptional(),
  }),
  z.strictObject({
    name: z.literal('plateau'),
    patience: epochs,
    factor: fraction.exactOptional(),
    threshold: notNegative.exactOptional(),
    minimum: notNegative.exactOptional(),
  }),
]);

const crossEntropy = z.strictObject({
  name: z.literal('cross-entropy'),
  labelSmoothing: fraction.exactOptional(),
});
const focal = z.strictObject({
  name: z.literal('focal'),
  gamma: notNegative.exactOptional(),
  alpha: fraction.nullable().exactOptional(),
});
const lovasz = z.strictObject({ name: z.literal('lovasz') });
const weight = positive.exactOptional();

const loss = z.discriminatedUnion('name', [
  crossEntropy,
  focal,
  lovasz,
  z.strictObject({
    name: z.literal('sum'),
    terms: z
      .array(
        z.discriminatedUnion('name', [
          crossEntropy.extend({ weight }),
          focal.extend({ weight }),
          lovasz.extend({ weight }),
        ]),
      )
      .min(2),
  }),
]);

const augmentation = z.discriminatedUnion('name', [
  z.strictObject({ name: z.literal('dihedral') }),
  z.strictObject({ name: z.literal('flips') }),
  z.strictObject({
    name: z.literal('random-affine'),
    degrees: z.number().min(0).max(180).exactOptional(),
    scale: fraction.exactOptional(),
    shift: fraction.exactOptional(),
  }),
  z.strictObject({ name: z.literal('intensity-jitter'), change: fraction.exactOptional() }),
  z.strictObject({ name: z.literal('gaussian-noise'), deviation: notNegative.exactOptional() }),
  z.strictObject({ name: z.literal('cutout'), side: fraction.exactOptional() }),
  z.strictObject({ name: z.literal('mixup'), alpha: positive.max(1).exactOptional() }),
]);

const LOWER_LAYERS = {
  /** The name of the last layer that is frozen. */
  upTo: text.exactOptional(),
  /** How many layers are frozen, in the order of the network, from the image. */
  layers: z.int().positive().exactOptional(),
};

const parameterGroup = z.strictObject({
  /** A regular expression, found anywhere in the name. */
  match: z.string().refine(isRegularExpression, { error: 'expected a regular expression' }),
  learningRateScale: notNegative.exactOptional(),
  /** Instead of that of `adamw`. */
  weightDecay: notNegative.exactOptional(),
  l1: notNegative.exactOptional(),
  l2: notNegative.exactOptional(),
});

function isRegularExpression(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}

/** How one model is built and trained, as a JSON value. What is left out has the default written here. */
export const recipeSchema = z.strictObject({
  /** Name of its folder and of its flag. */
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/, {
    error: 'expected letters, digits, hyphens and underscores, as in the name of a folder',
  }),
  /** The name that readers see; `name` by default. */
  title: text.exactOptional(),
  /** Its layers in one line; the name of the architecture by default. */
  description: text.exactOptional(),
  /** The name of an architecture of @hpa/models. */
  architecture: text,
  /** Options of that architecture: dropout, pooling, stages and the like. */
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  /** The only task that it is for; it is for both without. */
  task: z.enum(['single-label', 'multi-label']).exactOptional(),
  /** What the network sees; where nothing is said, what its initial weights were trained with. */
  input: z
    .strictObject({
      channels: z
        .union([z.enum(Object.keys(COMPOSITIONS) as [keyof typeof COMPOSITIONS]), z.array(text).min(1)])
        .exactOptional(),
      normalization: z.enum(['none', 'unit', 'symmetric', 'per-image', 'imagenet']).exactOptional(),
    })
    .default({}),
  optimizer: optimizer.default({ name: 'adam' }),
  /** Where the schedule starts, or for `one-cycle` its highest rate. */
  learningRate: positive,
  schedule: schedule.default({ name: 'cosine' }),
  loss: loss.default({ name: 'cross-entropy' }),
  /** How training images vary from epoch to epoch: one way, or a list of them, applied in order. */
  augment: z.union([z.enum(['none', 'flips', 'dihedral']), z.array(augmentation).min(1)]).default('dihedral'),
  /** `shuffle`: every cell once an epoch; `balanced`: cells of rare classes more often. */
  sampling: z.enum(['shuffle', 'balanced']).default('shuffle'),
  /** How much classes weigh in the loss: inversely to their frequencies, to the square roots of these, or to effective numbers. */
  classWeights: z.enum(['none', 'balanced', 'square-root', 'effective-number']).default('square-root'),
  /** Penalty on the weights of more than one axis: l1 times the sum of their absolute values. */
  l1: notNegative.default(0),
  /** Penalty on the weights of more than one axis: l2 times the sum of their squares. */
  l2: notNegative.default(0),
  /** Bound on every number of the gradients of a batch. */
  clipValue: positive.exactOptional(),
  /** Upper bound on the global norm of the gradients of a batch, after `clipValue`. */
  clipNorm: positive.exactOptional(),
  /** Validates, keeps and saves an exponential moving average of the weights. */
  ema: z.strictObject({ decay: fraction }).exactOptional(),
  /** Settings of some variables, by their names such as `conv1/kernel`; the first group that matches one counts. */
  parameterGroups: z.array(parameterGroup).min(1).exactOptional(),
  epochs: epochs.default(15),
  batchSize: epochs.default(16),
  /**
   * Which epoch the model keeps: the last, or the best in validation by `monitor`. Where the rate falls to its end, the last are alike;
   * on few validation cells, the best is a lucky one.
   */
  keep: z.enum(['last', 'best']).default('last'),
  /** What of the validation split says which epoch is best, and when a plateau is reached. */
  monitor: z.enum(['macroF1', 'accuracy', 'loss']).default('macroF1'),
  /** `random`, the name of published weights such as `imagenet`, or a file or folder of weights. */
  initialWeights: text.default('random'),
  /** How first layers take a channel that the initial weights do not know: like red, not at all, or all like their mean. */
  stem: z.enum(['copy-red', 'zeros', 'mean']).default('copy-red'),
  /** The lower layers that do not train: for the first `epochs` epochs or, without, at all. */
  freeze: z
    .strictObject({ ...LOWER_LAYERS, epochs: epochs.exactOptional() })
    .refine(({ upTo, layers }) => (upTo === undefined) !== (layers === undefined), {
      error: 'expected either upTo, the name of a layer, or layers, how many',
    })
    .exactOptional(),
  /** Of a recipe that a search found: what it was chosen from, and by what. */
  tuned: z
    .strictObject({
      /** How many configurations were tried. */
      trials: z.int().positive(),
      /** What they were judged by. */
      split: z.literal('validation'),
      /** The value of this one there; that of the best of many is higher than what its recipe reaches again. */
      value: z.number(),
      /** A digest of the samples and of how they were split. */
      study: z.string().regex(/^[0-9a-f]{16}$/, { error: 'expected 16 hexadecimal digits' }),
    })
    .exactOptional(),
  /** Trains the head alone first, with an optimizer and a constant rate of its own; these epochs count among `epochs`. */
  headFirst: z.strictObject({ epochs, optimizer, learningRate: positive }).exactOptional(),
});

/**
 * How one model is built and trained.
 *
 * @interface
 */
export type Recipe = Immutable<z.output<typeof recipeSchema>>;

/** A recipe as it is written down: what has a default may be missing. */
export type WrittenRecipe = Immutable<z.input<typeof recipeSchema>>;
