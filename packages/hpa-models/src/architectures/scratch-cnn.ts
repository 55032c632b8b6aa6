import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { connect } from '../layers/connect.js';
import { Dropout } from '../layers/dropout.js';
import { dropoutSeeds } from '../layers/dropout-seeds.js';
import { type Architecture, defineArchitecture } from '../network/architecture.js';
import { requireInteger, requireRate } from '../require-number.js';

/**
 * The CNN trained from scratch in the notebook of MridulaBontha/Human-Protein-Atlas-Classification: stages of a 4 x 4
 * convolution and a pooling, then one wide dense layer, which holds nearly all of the weights.
 *
 * By default, images show red, green, blue and yellow in [0, 1]. Height and width must be at least 2^stages pixels. With
 * 299 x 299 x 3 and four classes it has 358,948,996 parameters in two stages, 89,858,244 in three.
 *
 * @throws RangeError if an option is out of range
 * @example
 * import { scratchCnn } from '@hpa/models';
 * const classes = [{ id: 0, name: 'Nucleus' }, { id: 1, name: 'Cytosol' }];
 * const input = { height: 16, width: 32 };
 * scratchCnn({ input, classes, seed: 1, stages: 3, initialWeights: 'none' }).card.parameters; // 662722
 */
export const scratchCnn: Architecture<
  'scratch-cnn',
  {
    /** Number of stages. */
    readonly stages: 2 | 3;
    /** Units of the hidden dense layer; 1024 by default. */
    readonly denseUnits?: number;
    /** Rate of both dropout layers, in [0, 1); 0.5 by default. */
    readonly dropout?: number;
  }
> = defineArchitecture({
  name: 'scratch-cnn',
  input: { normalization: 'unit' },
  variants: [{ stages: 2 }, { stages: 3 }],
  kernelInitializer: 'glorotUniform',

  complete({ stages, denseUnits = 1024, dropout = 0.5 }) {
    if (stages !== 2 && stages !== 3) {
      throw new RangeError(`stages must be 2 or 3; received ${stages}`);
    }
    return {
      stages,
      denseUnits: requireInteger(denseUnits, { name: 'denseUnits', minimum: 1 }),
      dropout: requireRate(dropout, { name: 'dropout' }),
    };
  },

  minimumSize: ({ stages }) => 2 ** stages,

  build(image, { classes, seed, stages, denseUnits, dropout, kernelInitializer }) {
    const nextDropout = dropoutSeeds(seed);
    const conv = (x: SymbolicTensor, name: string) => {
      const shape = { filters: 64, kernelSize: 4, padding: 'same', activation: 'relu' } as const;
      return connect(layers.conv2d({ name, ...shape, kernelInitializer }), x);
    };
    const dense = (x: SymbolicTensor, name: string, units: number, activation: 'relu' | 'linear') =>
      connect(layers.dense({ name, units, activation, kernelInitializer }), x);
    const drop = (x: SymbolicTensor) => connect(new Dropout({ ...nextDropout(), rate: dropout }), x);

    // Shapes at 299 x 299 x 3.
    let x = image;
    for (let stage = 1; stage <= stages; stage++) {
      x = conv(x, `conv${stage}`); // 299 x 299 x 64, 149 x 149 x 64, 74 x 74 x 64
      x = connect(layers.maxPooling2d({ name: `pool${stage}`, poolSize: 2 }), x);
      // 149 x 149 x 64, 74 x 74 x 64, 37 x 37 x 64
    }
    const features = connect(layers.globalAveragePooling2d({ name: 'features' }), x); // 64
    x = connect(layers.flatten({ name: 'flatten' }), x); // 350,464 after two stages, 87,616 after three
    x = dense(drop(x), 'dense1', denseUnits, 'relu'); // 1024
    const logits = dense(drop(x), 'dense2', classes, 'linear');
    return { features, logits };
  },
});
