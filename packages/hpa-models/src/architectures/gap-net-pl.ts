import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { AlphaDropout } from '../layers/alpha-dropout.js';
import { connect } from '../layers/connect.js';
import { dropoutSeeds } from '../layers/dropout-seeds.js';
import { imageInput } from '../layers/image-input.js';
import { assembleClassifier } from '../network/assemble-classifier.js';
import { checkRates } from '../network/check-rates.js';
import { BGRY, requireClassifierOptions } from '../network/require-classifier-options.js';
import type { Classifier, ClassifierOptions } from '../types.js';

/** Options of {@link gapNetPl}. */
export interface GapNetPlOptions extends ClassifierOptions {
  /** Rate of the alpha dropout behind each hidden dense layer, in [0, 1). */
  readonly dropout?: number;
}

const ARCHITECTURE = 'gapnet-pl';

/**
 * GapNet-PL, the self-normalizing network of Rumetshofer et al., "Human-level Protein Localization with Convolutional
 * Neural Networks", ICLR 2019 (https://openreview.net/forum?id=ryl5khRcKm), after the authors' code in ml-jku/gapnet-pl:
 * SELU everywhere, no batch normalization, global averages of three blocks.
 *
 * Images default to `bgry`, standardized per image and channel, of any size. The paper reads the logits through
 * sigmoids. With four channels and the paper's 13 classes it has 626,221 parameters.
 *
 * @throws RangeError if an option is out of range
 */
export function gapNetPl(options: GapNetPlOptions): Classifier {
  const { dropout = 0.3, ...common } = options;
  const settings = requireClassifierOptions(common, {
    architecture: ARCHITECTURE,
    minimumSize: 1,
    channels: BGRY,
    normalization: 'per-image',
  });
  checkRates(ARCHITECTURE, { dropout });
  const nextDropout = dropoutSeeds(settings.seed);

  // Shapes at 128 x 128 x 4.
  const image = imageInput(settings); // 128 x 128 x 4
  let x = halvingConv(image, { name: 'conv1', filters: 32 }); // 64 x 64 x 32
  const block1 = pool(x, 'pool1'); // 32 x 32 x 32

  x = halvingConv(block1, { name: 'conv2', filters: 64 }); // 16 x 16 x 64
  x = conv(x, { name: 'conv3', filters: 64 }); // 16 x 16 x 64
  x = conv(x, { name: 'conv4', filters: 64 }); // 16 x 16 x 64
  x = conv(x, { name: 'conv5', filters: 64 }); // 16 x 16 x 64
  const block2 = pool(x, 'pool2'); // 8 x 8 x 64

  x = conv(block2, { name: 'conv6', filters: 128 }); // 8 x 8 x 128
  x = conv(x, { name: 'conv7', filters: 128 }); // 8 x 8 x 128
  const block3 = conv(x, { name: 'conv8', filters: 128 }); // 8 x 8 x 128

  const averages = [block1, block2, block3].map((block, i) =>
    connect(layers.globalAveragePooling2d({ name: `gap${i + 1}` }), block),
  );
  const features = connect(layers.concatenate({ name: 'features' }), averages); // 32 + 64 + 128 = 224
  x = dense(features, { name: 'dense1', units: 256, activation: 'selu' }); // 256
  x = connect(new AlphaDropout({ ...nextDropout(), rate: dropout }), x);
  x = dense(x, { name: 'dense2', units: 256, activation: 'selu' }); // 256
  x = connect(new AlphaDropout({ ...nextDropout(), rate: dropout }), x);
  const logits = dense(x, { name: 'dense3', units: settings.classes.length, activation: 'linear' });

  return assembleClassifier(
    { image, features, logits },
    { architecture: ARCHITECTURE, settings, kernelInitializer: 'leCunNormal', options: { dropout } },
  );
}

interface ConvolutionArgs {
  readonly name: string;
  readonly filters: number;
}

/** 3 x 3, stride 1: one pixel of zeros on each side, which is what 'same' means here. */
function conv(x: SymbolicTensor, { name, filters }: ConvolutionArgs): SymbolicTensor {
  return connect(
    layers.conv2d({
      name,
      filters,
      kernelSize: 3,
      padding: 'same',
      activation: 'selu',
      kernelInitializer: 'leCunNormal',
    }),
    x,
  );
}

/** 3 x 3, stride 2: 'same' would put all of its padding behind an image of even size, so the zeros come first. */
function halvingConv(x: SymbolicTensor, { name, filters }: ConvolutionArgs): SymbolicTensor {
  const padded = connect(layers.zeroPadding2d({ name: `${name}_padding`, padding: 1 }), x);
  return connect(
    layers.conv2d({
      name,
      filters,
      kernelSize: 3,
      strides: 2,
      activation: 'selu',
      kernelInitializer: 'leCunNormal',
    }),
    padded,
  );
}

/** Max of 2 x 2, stride 2; an odd size keeps its last row. */
function pool(x: SymbolicTensor, name: string): SymbolicTensor {
  return connect(layers.maxPooling2d({ name, poolSize: 2, padding: 'same' }), x);
}

function dense(
  x: SymbolicTensor,
  args: { readonly name: string; readonly units: number; readonly activation: 'selu' | 'linear' },
): SymbolicTensor {
  return connect(layers.dense({ ...args, kernelInitializer: 'leCunNormal' }), x);
}
