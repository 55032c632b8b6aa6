import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { BatchNormalization } from '../layers/batch-normalization.js';
import { connect } from '../layers/connect.js';
import { Dropout } from '../layers/dropout.js';
import { dropoutSeeds } from '../layers/dropout-seeds.js';
import { type Architecture, defineArchitecture } from '../network/architecture.js';
import { requireMomentum, requireRate } from '../require-number.js';

/**
 * GapNet as in the notebook of MridulaBontha/Human-Protein-Atlas-Classification: ReLU and batch normalization instead of
 * SELU, 'valid' convolutions. {@link gapNetPl} is the network of the paper.
 *
 * By default, images show red, green, blue and yellow in [0, 1]. They must have at least 76 x 76 pixels. With three channels
 * and four classes it has 590,928 parameters, of which 588,810 are trained.
 *
 * @throws RangeError if an option is out of range
 * @example
 * import { gapNet } from '@hpa/models';
 * const classes = [{ id: 0, name: 'Nucleus' }, { id: 1, name: 'Cytosol' }];
 * gapNet({ input: { height: 76, width: 80 }, classes, seed: 1, initialWeights: 'none' }).card.parameters; // 590706
 */
export const gapNet: Architecture<
  'gapnet',
  {
    /** Dropout rate after each of the three blocks, in [0, 1); 0.5 by default. */
    readonly blockDropout?: number;
    /** Dropout rate after the first hidden dense layer, in [0, 1); 0.5 by default. */
    readonly firstDenseDropout?: number;
    /** Dropout rate after the second hidden dense layer, in [0, 1); 0.1 by default. */
    readonly secondDenseDropout?: number;
    /**
     * Share of a moving average that batch normalization keeps per step, in [0, 1]; 0.99 by default, too slow for a training of
     * few steps.
     */
    readonly batchNormMomentum?: number;
  }
> = defineArchitecture({
  name: 'gapnet',
  input: { normalization: 'unit' },
  minimumSize: 76,
  kernelInitializer: 'glorotUniform',

  complete: ({
    blockDropout = 0.5,
    firstDenseDropout = 0.5,
    secondDenseDropout = 0.1,
    batchNormMomentum = 0.99,
  }) => ({
    blockDropout: requireRate(blockDropout, { name: 'blockDropout' }),
    firstDenseDropout: requireRate(firstDenseDropout, { name: 'firstDenseDropout' }),
    secondDenseDropout: requireRate(secondDenseDropout, { name: 'secondDenseDropout' }),
    batchNormMomentum: requireMomentum(batchNormMomentum, { name: 'batchNormMomentum' }),
  }),

  build(image, { classes, seed, kernelInitializer, ...options }) {
    const nextDropout = dropoutSeeds(seed);
    let norms = 0;
    let convolutions = 0;
    const norm = (x: SymbolicTensor) =>
      connect(new BatchNormalization({ name: `bn${++norms}`, momentum: options.batchNormMomentum }), x);
    const conv = (x: SymbolicTensor, filters: number, strides = 1) => {
      const name = `conv${++convolutions}`;
      const activation = 'relu';
      return connect(
        layers.conv2d({ name, filters, kernelSize: 3, strides, activation, kernelInitializer }),
        x,
      );
    };
    const pool = (x: SymbolicTensor, name: string) => connect(layers.maxPooling2d({ name, poolSize: 2 }), x);
    const drop = (x: SymbolicTensor, rate: number) => connect(new Dropout({ ...nextDropout(), rate }), x);
    const dense = (x: SymbolicTensor, name: string, units: number, activation: 'relu' | 'linear') =>
      connect(layers.dense({ name, units, activation, kernelInitializer }), x);

    // Shapes at 128 x 128 x 4.
    let x = conv(norm(image), 32); // 126 x 126 x 32
    x = pool(norm(x), 'pool1'); // 63 x 63 x 32
    const block1 = drop(x, options.blockDropout);

    x = conv(norm(block1), 64, 2); // 31 x 31 x 64
    x = conv(norm(x), 64); // 29 x 29 x 64
    x = conv(norm(x), 64); // 27 x 27 x 64
    x = pool(norm(x), 'pool2'); // 13 x 13 x 64
    const block2 = drop(x, options.blockDropout);

    x = conv(norm(block2), 128); // 11 x 11 x 128
    x = conv(norm(x), 128); // 9 x 9 x 128
    x = conv(norm(x), 128); // 7 x 7 x 128
    const block3 = drop(x, options.blockDropout);

    const averages = [block1, block2, block3].map((block, i) =>
      connect(layers.globalAveragePooling2d({ name: `gap${i + 1}` }), block),
    );
    const features = connect(layers.concatenate({ name: 'features' }), averages); // 32 + 64 + 128 = 224
    x = dense(norm(features), 'dense1', 256, 'relu'); // 256
    x = norm(drop(x, options.firstDenseDropout));
    x = dense(x, 'dense2', 256, 'relu'); // 256
    x = drop(x, options.secondDenseDropout);
    const logits = dense(x, 'dense3', classes, 'linear');
    return { features, logits };
  },
});
