import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { BatchNormalization } from '../layers/batch-normalization.js';
import { connect } from '../layers/connect.js';
import { Dropout } from '../layers/dropout.js';
import { dropoutSeeds } from '../layers/dropout-seeds.js';
import { imageInput } from '../layers/image-input.js';
import { assembleClassifier } from '../network/assemble-classifier.js';
import { checkMomentum } from '../network/check-momentum.js';
import { checkRates } from '../network/check-rates.js';
import { RGBY, requireClassifierOptions } from '../network/require-classifier-options.js';
import type { Classifier, ClassifierOptions } from '../types.js';

/** Options of {@link gapNet}; rates in [0, 1). */
export interface GapNetOptions extends ClassifierOptions {
  /** Dropout rate behind each of the three blocks. */
  readonly blockDropout?: number;
  /** Dropout rate behind the first hidden dense layer. */
  readonly firstDenseDropout?: number;
  /** Dropout rate behind the second hidden dense layer. */
  readonly secondDenseDropout?: number;
  /** How much of a moving average batch normalization keeps at each step, in [0, 1]; lower where there are few steps. */
  readonly batchNormMomentum?: number;
}

const ARCHITECTURE = 'gapnet';

/**
 * GapNet as the notebook of MridulaBontha/Human-Protein-Atlas-Classification has it: ReLU and batch normalization in
 * place of SELU, 'valid' convolutions. {@link gapNetPl} is the network of the paper.
 *
 * Images default to `rgby` in [0, 1]; height and width at least 76 pixels. With three channels and four classes it
 * has 590,928 parameters, of which 588,810 are trained.
 *
 * @throws RangeError if an option is out of range
 */
export function gapNet(options: GapNetOptions): Classifier {
  const {
    blockDropout = 0.5,
    firstDenseDropout = 0.5,
    secondDenseDropout = 0.1,
    batchNormMomentum = 0.99,
    ...common
  } = options;
  const settings = requireClassifierOptions(common, {
    architecture: ARCHITECTURE,
    minimumSize: 76,
    channels: RGBY,
    normalization: 'unit',
  });
  checkRates(ARCHITECTURE, { blockDropout, firstDenseDropout, secondDenseDropout });
  checkMomentum(ARCHITECTURE, batchNormMomentum);

  let norms = 0;
  const norm = (x: SymbolicTensor) =>
    connect(new BatchNormalization({ name: `bn${++norms}`, momentum: batchNormMomentum }), x);
  let convolutions = 0;
  const conv = (x: SymbolicTensor, filters: number, strides = 1) =>
    connect(convolution({ name: `conv${++convolutions}`, filters, strides }), x);
  const nextDropout = dropoutSeeds(settings.seed);
  const dropout = (x: SymbolicTensor, rate: number) => connect(new Dropout({ ...nextDropout(), rate }), x);

  // Shapes at 128 x 128 x 4.
  const image = imageInput(settings); // 128 x 128 x 4
  let x = conv(norm(image), 32); // 126 x 126 x 32
  x = connect(layers.maxPooling2d({ name: 'pool1', poolSize: 2 }), norm(x)); // 63 x 63 x 32
  const block1 = dropout(x, blockDropout);

  x = conv(norm(block1), 64, 2); // 31 x 31 x 64
  x = conv(norm(x), 64); // 29 x 29 x 64
  x = conv(norm(x), 64); // 27 x 27 x 64
  x = connect(layers.maxPooling2d({ name: 'pool2', poolSize: 2 }), norm(x)); // 13 x 13 x 64
  const block2 = dropout(x, blockDropout);

  x = conv(norm(block2), 128); // 11 x 11 x 128
  x = conv(norm(x), 128); // 9 x 9 x 128
  x = conv(norm(x), 128); // 7 x 7 x 128
  const block3 = dropout(x, blockDropout);

  const averages = [block1, block2, block3].map((block, i) =>
    connect(layers.globalAveragePooling2d({ name: `gap${i + 1}` }), block),
  );
  const features = connect(layers.concatenate({ name: 'features' }), averages); // 32 + 64 + 128 = 224
  x = connect(dense({ name: 'dense1', units: 256, activation: 'relu' }), norm(features)); // 256
  x = norm(dropout(x, firstDenseDropout));
  x = connect(dense({ name: 'dense2', units: 256, activation: 'relu' }), x); // 256
  x = dropout(x, secondDenseDropout);
  const logits = connect(dense({ name: 'dense3', units: settings.classes.length, activation: 'linear' }), x);

  return assembleClassifier(
    { image, features, logits },
    {
      architecture: ARCHITECTURE,
      settings,
      kernelInitializer: 'glorotUniform',
      options: { blockDropout, firstDenseDropout, secondDenseDropout, batchNormMomentum },
    },
  );
}

function convolution(args: {
  readonly name: string;
  readonly filters: number;
  readonly strides: number;
}): layers.Layer {
  return layers.conv2d({ ...args, kernelSize: 3, activation: 'relu', kernelInitializer: 'glorotUniform' });
}

function dense(args: {
  readonly name: string;
  readonly units: number;
  readonly activation: 'relu' | 'linear';
}): layers.Layer {
  return layers.dense({ ...args, kernelInitializer: 'glorotUniform' });
}
