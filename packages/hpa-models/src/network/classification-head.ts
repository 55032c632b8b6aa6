import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { BatchNormalization } from '../layers/batch-normalization.js';
import { connect } from '../layers/connect.js';
import { Dropout } from '../layers/dropout.js';
import { dropoutSeeds } from '../layers/dropout-seeds.js';
import { checkOption } from './check-option.js';
import { checkRates } from './check-rates.js';
import type { KernelInitializer } from './initialize-weights.js';

/** What a head sees of the last feature maps: every value, each map's average, or its average and its maximum. */
export type Pooling = 'flatten' | 'gap' | 'gap-gmp';

/** Options of the head of a network that was made to be transferred. */
export interface HeadOptions {
  readonly head?: Pooling;
  /** Units of a hidden dense layer (ReLU); 0 for none. */
  readonly hiddenUnits?: number;
  /** Rate of the dropout before the hidden layer, in [0, 1). */
  readonly inputDropout?: number;
  /** Rate of the dropout before the logits, in [0, 1). */
  readonly dropout?: number;
  /** Whether batch normalization precedes each dropout. */
  readonly headBatchNorm?: boolean;
}

/** Everything that decides how {@link classificationHead} is built. */
export interface ClassificationHead {
  readonly options: Required<HeadOptions>;
  readonly classes: number;
  readonly seed: number;
  readonly kernelInitializer: KernelInitializer;
  readonly batchNormMomentum: number;
}

const POOLINGS: readonly Pooling[] = ['flatten', 'gap', 'gap-gmp'];

/**
 * Completes the options of a head.
 *
 * `gap` and `flatten` are followed by the logits at once. `gap-gmp` is the head of the first place of Kaggle's protein
 * competition of 2018: batch normalization, dropout 0.5, a hidden layer of as many units as there are maps, ReLU, batch
 * normalization, dropout 0.5.
 *
 * @param maps number of the last feature maps
 */
export function completeHead(
  options: HeadOptions,
  { maps }: { readonly maps: number },
): Required<HeadOptions> {
  const { head = 'gap' } = options;
  const winners = head === 'gap-gmp';
  const {
    hiddenUnits = winners ? maps : 0,
    inputDropout = winners && hiddenUnits > 0 ? 0.5 : 0,
    dropout = winners ? 0.5 : 0,
    headBatchNorm = winners,
  } = options;
  return { head, hiddenUnits, inputDropout, dropout, headBatchNorm };
}

/**
 * Checks the options of a head.
 *
 * @throws RangeError naming the option that is out of range, or that would have no effect
 */
export function checkHead(architecture: string, options: Required<HeadOptions>): void {
  const { head, hiddenUnits, inputDropout, dropout, headBatchNorm } = options;
  const check = (holds: boolean, message: string) => checkOption(holds, `${architecture}: ${message}`);
  const poolings = POOLINGS.map((pooling) => `'${pooling}'`).join(', ');
  check(POOLINGS.includes(head), `head must be one of ${poolings}; received ${head}`);
  check(
    Number.isInteger(hiddenUnits) && hiddenUnits >= 0,
    `hiddenUnits must be an integer of at least 0; received ${hiddenUnits}`,
  );
  checkRates(architecture, { inputDropout, dropout });
  check(
    hiddenUnits > 0 || inputDropout === 0,
    'inputDropout stands before a hidden layer; with hiddenUnits 0, give dropout alone',
  );
  check(typeof headBatchNorm === 'boolean', `headBatchNorm must be true or false; received ${headBatchNorm}`);
}

/**
 * Puts a head on feature maps [N, h, w, C]: pooling, then [batch normalization, dropout, dense ReLU], then [batch
 * normalization, dropout], dense.
 *
 * @returns the embedding, [N, C] or with `gap-gmp` [N, 2 C], and the logits [N, classes]
 */
export function classificationHead(
  maps: SymbolicTensor,
  { options, classes, seed, kernelInitializer, batchNormMomentum }: ClassificationHead,
): { readonly features: SymbolicTensor; readonly logits: SymbolicTensor } {
  const { head, hiddenUnits, inputDropout, dropout, headBatchNorm } = options;
  const nextDropout = dropoutSeeds(seed);
  let norms = 0;
  let denses = 0;

  const norm = (x: SymbolicTensor) =>
    headBatchNorm
      ? connect(new BatchNormalization({ name: `head_bn_${++norms}`, momentum: batchNormMomentum }), x)
      : x;
  const drop = (x: SymbolicTensor, rate: number) =>
    rate > 0 ? connect(new Dropout({ ...nextDropout(), rate }), x) : x;
  const dense = (x: SymbolicTensor, units: number, activation: 'relu' | 'linear') =>
    connect(layers.dense({ name: `dense_${++denses}`, units, activation, kernelInitializer }), x);

  const averages = connect(layers.globalAveragePooling2d({ name: 'avg_pool' }), maps);
  const features = head === 'gap-gmp' ? withMaxima(averages, maps) : averages;
  let x = head === 'flatten' ? connect(layers.flatten({ name: 'flatten' }), maps) : features;
  if (hiddenUnits > 0) {
    x = dense(drop(norm(x), inputDropout), hiddenUnits, 'relu');
  }
  return { features, logits: dense(drop(norm(x), dropout), classes, 'linear') };
}

function withMaxima(averages: SymbolicTensor, maps: SymbolicTensor): SymbolicTensor {
  const maxima = connect(layers.globalMaxPooling2d({ name: 'max_pool' }), maps);
  return connect(layers.concatenate({ name: 'pooled' }), [averages, maxima]);
}
