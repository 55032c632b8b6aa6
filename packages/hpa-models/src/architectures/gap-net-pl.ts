import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { AlphaDropout } from '../layers/alpha-dropout.js';
import { connect } from '../layers/connect.js';
import { dropoutSeeds } from '../layers/dropout-seeds.js';
import { type Architecture, defineArchitecture } from '../network/architecture.js';
import { requireRate } from '../require-number.js';

/**
 * GapNet-PL, the self-normalizing network of Rumetshofer et al., "Human-level Protein Localization with Convolutional
 * Neural Networks", ICLR 2019 (https://openreview.net/forum?id=ryl5khRcKm), after the authors' code in ml-jku/gapnet-pl:
 * SELU everywhere, no batch normalization, global averages of three blocks.
 *
 * By default, images show blue, green, red and yellow, standardized per image and channel. They may have any size. The paper
 * reads the logits through sigmoids. With four channels and the 13 classes of the paper it has 626,221 parameters.
 *
 * @throws RangeError if an option is out of range
 * @example
 * import { gapNetPl } from '@hpa/models';
 * const classes = [{ id: 0, name: 'Nucleus' }, { id: 1, name: 'Cytosol' }];
 * gapNetPl({ input: { height: 128, width: 96 }, classes, seed: 1, initialWeights: 'none' }).card.parameters; // 623394
 */
export const gapNetPl: Architecture<
  'gapnet-pl',
  {
    /** Rate of the alpha dropout after each hidden dense layer, in [0, 1); 0.3 by default. */
    readonly dropout?: number;
  }
> = defineArchitecture({
  name: 'gapnet-pl',
  input: { channels: ['nucleus', 'protein', 'microtubules', 'er'], normalization: 'per-image' },
  minimumSize: 1,
  kernelInitializer: 'leCunNormal',

  complete: ({ dropout = 0.3 }) => ({ dropout: requireRate(dropout, { name: 'dropout' }) }),

  build(image, { classes, seed, dropout, kernelInitializer }) {
    const nextDropout = dropoutSeeds(seed);
    const conv2d = (options: Omit<Parameters<typeof layers.conv2d>[0], 'kernelSize'>) =>
      layers.conv2d({ ...options, kernelSize: 3, activation: 'selu', kernelInitializer });

    /** 3 x 3, stride 1, with a border of zeros of one pixel: 'same'. */
    const conv = (x: SymbolicTensor, name: string, filters: number) =>
      connect(conv2d({ name, filters, padding: 'same' }), x);

    /** 3 x 3, stride 2. 'same' would pad an image of even size at its end alone, so the zeros come first. */
    const halvingConv = (x: SymbolicTensor, name: string, filters: number) => {
      const padded = connect(layers.zeroPadding2d({ name: `${name}_padding`, padding: 1 }), x);
      return connect(conv2d({ name, filters, strides: 2 }), padded);
    };

    /** Maximum of 2 x 2, stride 2; an odd size keeps its last row. */
    const pool = (x: SymbolicTensor, name: string) =>
      connect(layers.maxPooling2d({ name, poolSize: 2, padding: 'same' }), x);

    const dense = (x: SymbolicTensor, name: string, units: number, activation: 'selu' | 'linear') =>
      connect(layers.dense({ name, units, activation, kernelInitializer }), x);

    // Shapes at 128 x 128 x 4.
    let x = halvingConv(image, 'conv1', 32); // 64 x 64 x 32
    const block1 = pool(x, 'pool1'); // 32 x 32 x 32

    x = halvingConv(block1, 'conv2', 64); // 16 x 16 x 64
    x = conv(x, 'conv3', 64); // 16 x 16 x 64
    x = conv(x, 'conv4', 64); // 16 x 16 x 64
    x = conv(x, 'conv5', 64); // 16 x 16 x 64
    const block2 = pool(x, 'pool2'); // 8 x 8 x 64

    x = conv(block2, 'conv6', 128); // 8 x 8 x 128
    x = conv(x, 'conv7', 128); // 8 x 8 x 128
    const block3 = conv(x, 'conv8', 128); // 8 x 8 x 128

    const averages = [block1, block2, block3].map((block, i) =>
      connect(layers.globalAveragePooling2d({ name: `gap${i + 1}` }), block),
    );
    const features = connect(layers.concatenate({ name: 'features' }), averages); // 32 + 64 + 128 = 224
    x = dense(features, 'dense1', 256, 'selu'); // 256
    x = connect(new AlphaDropout({ ...nextDropout(), rate: dropout }), x);
    x = dense(x, 'dense2', 256, 'selu'); // 256
    x = connect(new AlphaDropout({ ...nextDropout(), rate: dropout }), x);
    const logits = dense(x, 'dense3', classes, 'linear');
    return { features, logits };
  },
});
