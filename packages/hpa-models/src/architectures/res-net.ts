import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { BatchNormalization } from '../layers/batch-normalization.js';
import { connect } from '../layers/connect.js';
import { convolve } from '../layers/convolve.js';
import { type Architecture, defineArchitecture } from '../network/architecture.js';
import { classificationHead, completeHead, type HeadOptions } from '../network/classification-head.js';

/**
 * ResNet-18 (He et al., "Deep Residual Learning for Image Recognition", arXiv:1512.03385, table 1), as in torchvision.
 *
 * By default, images show red, green, blue and yellow in [0, 1]. They must have at least 32 x 32 pixels. With three channels
 * and 1000 classes it trains 11,689,512 parameters.
 *
 * @throws RangeError if an option is out of range
 * @example
 * import { resNet18 } from '@hpa/models';
 * const classes = [{ id: 0, name: 'Nucleus' }, { id: 1, name: 'Cytosol' }];
 * resNet18({ input: { height: 32, width: 48 }, classes, seed: 1, initialWeights: 'none' }).card.parameters; // 11190274
 */
export const resNet18: Architecture<'resnet-18', HeadOptions> = resNet('resnet-18', {
  blocks: [2, 2, 2, 2],
  bottleneck: false,
});

/**
 * ResNet-50 (He et al., arXiv:1512.03385, table 1) in the variant "v1.5" of torchvision, which halves the image in the 3 x 3
 * convolution of a block; the paper, and Keras, do it in the 1 x 1 before.
 *
 * By default, images show red, green, blue and yellow in [0, 1]. They must have at least 32 x 32 pixels. With three channels
 * and 1000 classes it trains 25,557,032 parameters. Layers are named as in Keras.
 *
 * @throws RangeError if an option is out of range
 * @example
 * import { resNet50 } from '@hpa/models';
 * const classes = [{ id: 0, name: 'Nucleus' }, { id: 1, name: 'Cytosol' }];
 * resNet50({ input: { height: 32, width: 48 }, classes, seed: 1, initialWeights: 'none' }).card.parameters; // 23568386
 */
export const resNet50: Architecture<'resnet-50', HeadOptions> = resNet('resnet-50', {
  blocks: [3, 4, 6, 3],
  bottleneck: true,
});

/** One column of table 1 of the paper. */
interface Depth {
  /** Blocks of conv2, conv3, conv4 and conv5. */
  readonly blocks: readonly [number, number, number, number];
  /** Whether a block is 1 x 1, 3 x 3, 1 x 1 with four times the channels at its end, or 3 x 3, 3 x 3. */
  readonly bottleneck: boolean;
}

function resNet<Name extends string>(
  architecture: Name,
  { blocks, bottleneck }: Depth,
): Architecture<Name, HeadOptions> {
  return defineArchitecture({
    name: architecture,
    input: { normalization: 'unit' },
    minimumSize: 32,
    kernelInitializer: 'heNormal',

    complete: (options: HeadOptions) =>
      completeHead(options, { maps: bottleneck ? 2048 : 512, batchNormMomentum: 0.9 }),

    build(image, options) {
      const { batchNormMomentum: momentum, kernelInitializer } = options;
      const conv = (x: SymbolicTensor, name: string, filters: number, kernelSize: number, strides = 1) =>
        convolve(x, { name: `${name}_conv`, filters, kernelSize, strides, kernelInitializer });
      const norm = (x: SymbolicTensor, name: string) =>
        connect(new BatchNormalization({ name: `${name}_bn`, epsilon: 1e-5, momentum }), x);
      const relu = (x: SymbolicTensor, name: string) =>
        connect(layers.activation({ name, activation: 'relu' }), x);
      const convNorm = (...[x, name, ...rest]: Parameters<typeof conv>) => norm(conv(x, name, ...rest), name);
      const convNormRelu = (...[x, name, ...rest]: Parameters<typeof conv>) =>
        relu(convNorm(x, name, ...rest), `${name}_relu`);

      /** Figure 5 of the paper, left: 3 x 3, 3 x 3. */
      function basicBlock(x: SymbolicTensor, name: string, filters: number, strides: number) {
        const first = convNormRelu(x, `${name}_1`, filters, 3, strides);
        return convNorm(first, `${name}_2`, filters, 3);
      }

      /** Figure 5 of the paper, right: 1 x 1, 3 x 3, 1 x 1. */
      function bottleneckBlock(x: SymbolicTensor, name: string, filters: number, strides: number) {
        const first = convNormRelu(x, `${name}_1`, filters, 1);
        const second = convNormRelu(first, `${name}_2`, filters, 3, strides);
        return convNorm(second, `${name}_3`, 4 * filters, 1);
      }

      /** Blocks of one image size. The first halves it; its shortcut is a projection if the shape changes. */
      function stage(
        x: SymbolicTensor,
        name: string,
        { filters, count, strides }: { filters: number; count: number; strides: number },
      ) {
        const block = bottleneck ? bottleneckBlock : basicBlock;
        const outputs = bottleneck ? 4 * filters : filters;
        let y = x;
        for (let i = 1; i <= count; i++) {
          const here = `${name}_block${i}`;
          const step = i === 1 ? strides : 1;
          const projects = step > 1 || y.shape.at(-1) !== outputs;
          const shortcut = projects ? convNorm(y, `${here}_0`, outputs, 1, step) : y;
          const residual = block(y, here, filters, step);
          y = relu(connect(layers.add({ name: `${here}_add` }), [shortcut, residual]), `${here}_out`);
        }
        return y;
      }

      // Shapes at 224 x 224 x 3; the channels of ResNet-18 | ResNet-50.
      let x = convNormRelu(image, 'conv1', 64, 7, 2); // 112 x 112 x 64
      // ReLU leaves nothing below 0, so zeros around it do the same as PyTorch's minus infinity.
      x = connect(layers.zeroPadding2d({ name: 'pool1_pad', padding: 1 }), x);
      x = connect(layers.maxPooling2d({ name: 'pool1_pool', poolSize: 3, strides: 2 }), x); // 56 x 56 x 64
      x = stage(x, 'conv2', { filters: 64, count: blocks[0], strides: 1 }); // 56 x 56 x 64 | 256
      x = stage(x, 'conv3', { filters: 128, count: blocks[1], strides: 2 }); // 28 x 28 x 128 | 512
      x = stage(x, 'conv4', { filters: 256, count: blocks[2], strides: 2 }); // 14 x 14 x 256 | 1024
      x = stage(x, 'conv5', { filters: 512, count: blocks[3], strides: 2 }); // 7 x 7 x 512 | 2048
      return classificationHead(x, options);
    },
  });
}
