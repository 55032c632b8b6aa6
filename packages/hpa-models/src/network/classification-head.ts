import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { BatchNormalization } from '../layers/batch-normalization.js';
import { connect } from '../layers/connect.js';
import { Dropout } from '../layers/dropout.js';
import { dropoutSeeds } from '../layers/dropout-seeds.js';
import { requireInteger, requireMomentum, requireRate } from '../require-number.js';
import type { KernelInitializer } from '../types.js';

/** Options of the networks that are made for transfer, most of them of the head. */
export interface HeadOptions {
  /**
   * How feature maps [N, h, w, C] become a vector: the average of each map (the default), its maximum, both, [N, 2 C], or every
   * value, [N, h w C].
   */
  readonly pooling?: 'avg' | 'max' | 'avg-max' | 'flatten';
  /** Units of a hidden dense layer (ReLU); 0 for none. */
  readonly hiddenUnits?: number;
  /** Rate of the dropout before the hidden layer, in [0, 1). */
  readonly inputDropout?: number;
  /** Rate of the dropout before the logits, in [0, 1). */
  readonly dropout?: number;
  /** Whether batch normalization precedes each dropout. */
  readonly headBatchNorm?: boolean;
  /**
   * Share of a moving average that batch normalization keeps per step, in [0, 1], in the whole network. The default is that of
   * the architecture; 0.9 suits a training of few steps.
   */
  readonly batchNormMomentum?: number;
}

type Pooling = NonNullable<HeadOptions['pooling']>;

const POOLINGS: readonly Pooling[] = ['avg', 'max', 'avg-max', 'flatten'];

/**
 * Completes the options of a head.
 *
 * After `avg`, `max` and `flatten` come the logits at once. `avg-max` defaults to the head of the first place of Kaggle's
 * protein competition of 2018: batch normalization, dropout 0.5, a hidden layer of as many units as there are maps, ReLU,
 * batch normalization, dropout 0.5.
 *
 * @param defaults.maps number of the last feature maps
 * @throws RangeError if an option is out of range or would have no effect
 */
export function completeHead(
  options: HeadOptions,
  defaults: { readonly maps: number; readonly batchNormMomentum: number },
): Required<HeadOptions> {
  const { pooling = 'avg', batchNormMomentum = defaults.batchNormMomentum } = options;
  const winners = pooling === 'avg-max';
  const {
    hiddenUnits = winners ? defaults.maps : 0,
    inputDropout = winners && hiddenUnits > 0 ? 0.5 : 0,
    dropout = winners ? 0.5 : 0,
    headBatchNorm = winners,
  } = options;
  if (!POOLINGS.includes(pooling)) {
    throw new RangeError(`pooling must be one of ${POOLINGS.join(', ')}; received ${pooling}`);
  }
  requireInteger(hiddenUnits, { name: 'hiddenUnits', minimum: 0 });
  requireRate(inputDropout, { name: 'inputDropout' });
  requireRate(dropout, { name: 'dropout' });
  if (hiddenUnits === 0 && inputDropout > 0) {
    throw new RangeError('inputDropout needs a hidden layer; with hiddenUnits 0, give dropout alone');
  }
  if (typeof headBatchNorm !== 'boolean') {
    throw new RangeError(`headBatchNorm must be true or false; received ${headBatchNorm}`);
  }
  requireMomentum(batchNormMomentum, { name: 'batchNormMomentum' });
  return { pooling, hiddenUnits, inputDropout, dropout, headBatchNorm, batchNormMomentum };
}

/**
 * Puts a head on feature maps [N, h, w, C]: pooling, then [batch normalization, dropout, dense ReLU], then [batch
 * normalization, dropout], dense.
 *
 * @returns the embedding, [N, C] or with `avg-max` [N, 2 C], and the logits [N, classes]
 */
export function classificationHead(
  maps: SymbolicTensor,
  options: Required<HeadOptions> & {
    readonly classes: number;
    readonly seed: number;
    readonly kernelInitializer: KernelInitializer;
  },
): { readonly features: SymbolicTensor; readonly logits: SymbolicTensor } {
  const { pooling, hiddenUnits, kernelInitializer } = options;
  const nextDropout = dropoutSeeds(options.seed);
  let norms = 0;
  let denses = 0;

  const norm = (x: SymbolicTensor) => {
    if (!options.headBatchNorm) {
      return x;
    }
    const name = `head_bn_${++norms}`;
    return connect(new BatchNormalization({ name, momentum: options.batchNormMomentum }), x);
  };
  const drop = (x: SymbolicTensor, rate: number) =>
    rate > 0 ? connect(new Dropout({ ...nextDropout(), rate }), x) : x;
  const dense = (x: SymbolicTensor, units: number, activation: 'relu' | 'linear') =>
    connect(layers.dense({ name: `dense_${++denses}`, units, activation, kernelInitializer }), x);

  const features = pooledFeatures(maps, pooling);
  let x = pooling === 'flatten' ? connect(layers.flatten({ name: 'flatten' }), maps) : features;
  if (hiddenUnits > 0) {
    x = dense(drop(norm(x), options.inputDropout), hiddenUnits, 'relu');
  }
  return { features, logits: dense(drop(norm(x), options.dropout), options.classes, 'linear') };
}

/** The embedding: averages, maxima or both; the averages with `flatten`. */
function pooledFeatures(maps: SymbolicTensor, pooling: Pooling): SymbolicTensor {
  const averages = () => connect(layers.globalAveragePooling2d({ name: 'avg_pool' }), maps);
  const maxima = () => connect(layers.globalMaxPooling2d({ name: 'max_pool' }), maps);
  if (pooling === 'max') {
    return maxima();
  }
  return pooling === 'avg-max'
    ? connect(layers.concatenate({ name: 'pooled' }), [averages(), maxima()])
    : averages();
}
