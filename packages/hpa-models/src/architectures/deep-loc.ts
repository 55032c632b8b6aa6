import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { BatchNormalization } from '../layers/batch-normalization.js';
import { connect } from '../layers/connect.js';
import { convolve } from '../layers/convolve.js';
import { type Architecture, defineArchitecture } from '../network/architecture.js';
import { requireMomentum } from '../require-number.js';

/**
 * DeepLoc (Kraus et al., "Automated analysis of high-content microscopy data with deep learning", Molecular Systems
 * Biology 13:924, 2017), after the authors' code in okraus/DeepLoc: eight convolutions and three dense layers, each with a
 * bias and batch normalization, the logits included.
 *
 * By default, images show red, green, blue and yellow in [0, 1]. They may have any size. With 60 x 60 x 4 pixels and the
 * 19 classes of the paper it has 10,997,471 parameters, of which 10,992,569 are trained; the images of the paper have two
 * channels, which makes 1,152 fewer.
 *
 * @throws RangeError if an option is out of range
 * @example
 * import { deepLoc } from '@hpa/models';
 * const classes = [{ id: 0, name: 'Nucleus' }, { id: 1, name: 'Cytosol' }];
 * deepLoc({ input: { height: 16, width: 24 }, classes, seed: 1, initialWeights: 'none' }).card.parameters; // 3386506
 */
export const deepLoc: Architecture<
  'deeploc',
  {
    /**
     * Share of a moving average that batch normalization keeps per step, in [0, 1]; 0.5 by default, as in the authors' code.
     */
    readonly batchNormMomentum?: number;
  }
> = defineArchitecture({
  name: 'deeploc',
  input: { normalization: 'unit' },
  minimumSize: 1,
  kernelInitializer: 'heNormal',

  complete: ({ batchNormMomentum = 0.5 }) => ({
    batchNormMomentum: requireMomentum(batchNormMomentum, { name: 'batchNormMomentum' }),
  }),

  build(image, { classes, batchNormMomentum, kernelInitializer }) {
    const norm = (x: SymbolicTensor, name: string) =>
      connect(new BatchNormalization({ name: `${name}_bn`, momentum: batchNormMomentum }), x);
    const normRelu = (x: SymbolicTensor, name: string) =>
      connect(layers.activation({ name: `${name}_relu`, activation: 'relu' }), norm(x, name));
    const conv = (x: SymbolicTensor, name: string, filters: number) =>
      normRelu(convolve(x, { name, filters, kernelSize: 3, useBias: true, kernelInitializer }), name);
    const pool = (x: SymbolicTensor, name: string) =>
      connect(layers.maxPooling2d({ name, poolSize: 2, padding: 'same' }), x);
    const dense = (x: SymbolicTensor, name: string, units: number) =>
      connect(layers.dense({ name, units, kernelInitializer }), x);

    // Shapes at 60 x 60 x 4.
    let x = conv(image, 'conv1', 64); // 60 x 60 x 64
    x = conv(x, 'conv2', 64); // 60 x 60 x 64
    x = pool(x, 'pool1'); // 30 x 30 x 64
    x = conv(x, 'conv3', 128); // 30 x 30 x 128
    x = conv(x, 'conv4', 128); // 30 x 30 x 128
    x = pool(x, 'pool2'); // 15 x 15 x 128
    x = conv(x, 'conv5', 256); // 15 x 15 x 256
    x = conv(x, 'conv6', 256); // 15 x 15 x 256
    x = conv(x, 'conv7', 256); // 15 x 15 x 256
    x = conv(x, 'conv8', 256); // 15 x 15 x 256
    x = pool(x, 'pool3'); // 8 x 8 x 256; an odd size keeps its last row
    const features = connect(layers.globalAveragePooling2d({ name: 'features' }), x); // 256
    x = connect(layers.flatten({ name: 'flatten' }), x); // 16,384
    x = normRelu(dense(x, 'dense1', 512), 'dense1'); // 512
    x = normRelu(dense(x, 'dense2', 512), 'dense2'); // 512
    const logits = norm(dense(x, 'dense3', classes), 'dense3');
    return { features, logits };
  },
});
