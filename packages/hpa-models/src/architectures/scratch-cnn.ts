import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { connect } from '../layers/connect.js';
import { Dropout } from '../layers/dropout.js';
import { dropoutSeeds } from '../layers/dropout-seeds.js';
import { imageInput } from '../layers/image-input.js';
import { assembleClassifier } from '../network/assemble-classifier.js';
import { checkOption } from '../network/check-option.js';
import { checkRates } from '../network/check-rates.js';
import { RGBY, requireClassifierOptions } from '../network/require-classifier-options.js';
import type { Classifier, ClassifierOptions } from '../types.js';

/** Options of {@link scratchCnn}. */
export interface ScratchCnnOptions extends ClassifierOptions {
  /** Number of convolution and pooling stages. */
  readonly stages: 2 | 3;
  /** Units of the hidden dense layer. */
  readonly denseUnits?: number;
  /** Rate of both dropout layers, in [0, 1). */
  readonly dropout?: number;
}

const ARCHITECTURE = 'scratch-cnn';

/**
 * The CNN trained from scratch in the notebook of MridulaBontha/Human-Protein-Atlas-Classification: stages of a 4 x 4
 * convolution and a pooling, then one wide dense layer, which holds nearly all of the weights.
 *
 * Images default to `rgby` in [0, 1]; height and width at least 2^stages pixels. With 299 x 299 x 3 and four classes
 * it has 358,948,996 parameters of two stages, 89,858,244 of three.
 *
 * @throws RangeError if an option is out of range
 */
export function scratchCnn(options: ScratchCnnOptions): Classifier {
  const { stages, denseUnits = 1024, dropout = 0.5, ...common } = options;
  const settings = requireClassifierOptions(common, {
    architecture: ARCHITECTURE,
    minimumSize: 2 ** stages,
    channels: RGBY,
    normalization: 'unit',
  });
  checkOption(stages === 2 || stages === 3, `${ARCHITECTURE}: stages must be 2 or 3; received ${stages}`);
  checkOption(
    Number.isInteger(denseUnits) && denseUnits > 0,
    `${ARCHITECTURE}: denseUnits must be a positive integer; received ${denseUnits}`,
  );
  checkRates(ARCHITECTURE, { dropout });
  const nextDropout = dropoutSeeds(settings.seed);

  // Shapes at 299 x 299 x 3.
  const image = imageInput(settings); // 299 x 299 x 3
  let x: SymbolicTensor = image;
  for (let stage = 1; stage <= stages; stage++) {
    x = connect(
      layers.conv2d({
        name: `conv${stage}`,
        filters: 64,
        kernelSize: 4,
        padding: 'same',
        activation: 'relu',
        kernelInitializer: 'glorotUniform',
      }),
      x,
    ); // 299 x 299 x 64, 149 x 149 x 64, 74 x 74 x 64
    x = connect(layers.maxPooling2d({ name: `pool${stage}`, poolSize: 2 }), x);
    // 149 x 149 x 64, 74 x 74 x 64, 37 x 37 x 64
  }
  const features = connect(layers.globalAveragePooling2d({ name: 'features' }), x); // 64
  x = connect(layers.flatten({ name: 'flatten' }), x); // 350,464 of two stages, 87,616 of three
  x = connect(new Dropout({ ...nextDropout(), rate: dropout }), x);
  x = connect(dense('dense1', { units: denseUnits, activation: 'relu' }), x); // 1024
  x = connect(new Dropout({ ...nextDropout(), rate: dropout }), x);
  const logits = connect(dense('dense2', { units: settings.classes.length, activation: 'linear' }), x);

  return assembleClassifier(
    { image, features, logits },
    {
      architecture: ARCHITECTURE,
      settings,
      kernelInitializer: 'glorotUniform',
      options: { stages, denseUnits, dropout },
    },
  );
}

function dense(
  name: string,
  shape: { readonly units: number; readonly activation: 'relu' | 'linear' },
): layers.Layer {
  return layers.dense({ name, ...shape, kernelInitializer: 'glorotUniform' });
}
