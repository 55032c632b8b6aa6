import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { BatchNormalization } from '../layers/batch-normalization.js';
import { connect } from '../layers/connect.js';
import { convolve } from '../layers/convolve.js';
import { type Architecture, defineArchitecture } from '../network/architecture.js';
import { classificationHead, completeHead, type HeadOptions } from '../network/classification-head.js';

/** Channels that each layer of a dense block adds: k in the paper. */
const GROWTH = 32;

/**
 * DenseNet-121 (Huang et al., "Densely Connected Convolutional Networks", arXiv:1608.06993, table 1), as in torchvision,
 * with the layer names of Keras. It won Kaggle's protein competition of 2018 with the pooling `avg-max`.
 *
 * By default, images show red, green, blue and yellow in [0, 1]. They must have at least 32 x 32 pixels. With three channels
 * and 1000 classes it has 8,062,504 parameters, of which 7,978,856 are trained.
 *
 * @throws RangeError if an option is out of range
 * @example
 * import { denseNet121 } from '@hpa/models';
 * const classes = [{ id: 0, name: 'Nucleus' }, { id: 1, name: 'Cytosol' }];
 * denseNet121({ input: { height: 32, width: 48 }, classes, seed: 1, initialWeights: 'none' }).card.parameters; // 7042690
 */
export const denseNet121: Architecture<'densenet-121', HeadOptions> = defineArchitecture({
  name: 'densenet-121',
  input: { normalization: 'unit' },
  minimumSize: 32,
  variants: [{ pooling: 'avg' }, { pooling: 'avg-max' }],
  kernelInitializer: 'heNormal',

  complete: (options: HeadOptions) => completeHead(options, { maps: 1024, batchNormMomentum: 0.9 }),

  build(image, options) {
    const { batchNormMomentum, kernelInitializer } = options;
    const conv = (x: SymbolicTensor, name: string, filters: number, kernelSize: number, strides = 1) =>
      convolve(x, { name, filters, kernelSize, strides, kernelInitializer });
    const normRelu = (x: SymbolicTensor, names: { readonly norm: string; readonly relu: string }) => {
      const norm = new BatchNormalization({ name: names.norm, epsilon: 1e-5, momentum: batchNormMomentum });
      return connect(layers.activation({ name: names.relu, activation: 'relu' }), connect(norm, x));
    };

    /** Each layer sees all maps before it, squeezes them to 4 k by a 1 x 1 and adds k by a 3 x 3. */
    function denseBlock(x: SymbolicTensor, name: string, count: number) {
      let maps = x;
      for (let i = 1; i <= count; i++) {
        const here = `${name}_block${i}`;
        let y = normRelu(maps, { norm: `${here}_0_bn`, relu: `${here}_0_relu` });
        y = conv(y, `${here}_1_conv`, 4 * GROWTH, 1);
        y = normRelu(y, { norm: `${here}_1_bn`, relu: `${here}_1_relu` });
        y = conv(y, `${here}_2_conv`, GROWTH, 3);
        maps = connect(layers.concatenate({ name: `${here}_concat` }), [maps, y]);
      }
      return maps;
    }

    /** Half of the maps, on half of the pixels. */
    function transition(x: SymbolicTensor, name: string) {
      const y = normRelu(x, { norm: `${name}_bn`, relu: `${name}_relu` });
      const halved = conv(y, `${name}_conv`, (x.shape.at(-1) as number) / 2, 1);
      return connect(layers.averagePooling2d({ name: `${name}_pool`, poolSize: 2 }), halved);
    }

    // Shapes at 224 x 224 x 3.
    let x = conv(image, 'conv1_conv', 64, 7, 2); // 112 x 112 x 64
    x = normRelu(x, { norm: 'conv1_bn', relu: 'conv1_relu' });
    // ReLU leaves nothing below 0, so zeros around it do the same as PyTorch's minus infinity.
    x = connect(layers.zeroPadding2d({ name: 'pool1_pad', padding: 1 }), x);
    x = connect(layers.maxPooling2d({ name: 'pool1', poolSize: 3, strides: 2 }), x); // 56 x 56 x 64
    x = denseBlock(x, 'conv2', 6); // 56 x 56 x 256
    x = transition(x, 'pool2'); // 28 x 28 x 128
    x = denseBlock(x, 'conv3', 12); // 28 x 28 x 512
    x = transition(x, 'pool3'); // 14 x 14 x 256
    x = denseBlock(x, 'conv4', 24); // 14 x 14 x 1024
    x = transition(x, 'pool4'); // 7 x 7 x 512
    x = denseBlock(x, 'conv5', 16); // 7 x 7 x 1024
    x = normRelu(x, { norm: 'bn', relu: 'relu' });
    return classificationHead(x, options);
  },
});
