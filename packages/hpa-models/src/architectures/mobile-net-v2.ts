import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { BatchNormalization } from '../layers/batch-normalization.js';
import { connect } from '../layers/connect.js';
import { type Architecture, defineArchitecture } from '../network/architecture.js';
import { classificationHead, completeHead, type HeadOptions } from '../network/classification-head.js';

/** Table 2 of the paper: expansion, channels, number of blocks, and strides of the first block. */
const STAGES = [
  { expansion: 1, filters: 16, count: 1, strides: 1 },
  { expansion: 6, filters: 24, count: 2, strides: 2 },
  { expansion: 6, filters: 32, count: 3, strides: 2 },
  { expansion: 6, filters: 64, count: 4, strides: 2 },
  { expansion: 6, filters: 96, count: 3, strides: 1 },
  { expansion: 6, filters: 160, count: 3, strides: 2 },
  { expansion: 6, filters: 320, count: 1, strides: 1 },
] as const;

/**
 * MobileNetV2 (Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", arXiv:1801.04381, table 2) as in Keras
 * applications, down to the names of the layers: the published .h5 files load by name.
 *
 * By default, images show red, green, blue and yellow in [-1, 1]. They must have at least 32 x 32 pixels. Below the head, with
 * three channels, it has 2,257,984 parameters, of which 2,223,872 are trained.
 *
 * @throws RangeError if an option is out of range
 * @example
 * import { mobileNetV2 } from '@hpa/models';
 * const classes = [{ id: 0, name: 'Nucleus' }, { id: 1, name: 'Cytosol' }];
 * const input = { height: 96, width: 64 };
 * mobileNetV2({ input, classes, seed: 1, widthMultiplier: 0.35, initialWeights: 'none' }).card.parameters; // 412914
 */
export const mobileNetV2: Architecture<
  'mobilenet-v2',
  HeadOptions & {
    /** Factor on the channels of all layers, which are then rounded to multiples of 8; 1 by default. */
    readonly widthMultiplier?: number;
  }
> = defineArchitecture({
  name: 'mobilenet-v2',
  input: { normalization: 'symmetric' },
  minimumSize: 32,
  variants: [{ widthMultiplier: 1 }, { widthMultiplier: 0.35 }],
  kernelInitializer: 'heNormal',

  complete({ widthMultiplier = 1, ...head }) {
    if (!(Number.isFinite(widthMultiplier) && widthMultiplier > 0)) {
      throw new RangeError(`widthMultiplier must be a positive number; received ${widthMultiplier}`);
    }
    return {
      ...completeHead(head, { maps: lastFilters(widthMultiplier), batchNormMomentum: 0.999 }),
      widthMultiplier,
    };
  },

  build(image, options) {
    const { widthMultiplier, batchNormMomentum: momentum, kernelInitializer } = options;
    const norm = (x: SymbolicTensor, name: string) => connect(new BatchNormalization({ name, momentum }), x);
    const relu6 = (x: SymbolicTensor, name: string) =>
      connect(layers.activation({ name, activation: 'relu6' }), x);
    const conv = (x: SymbolicTensor, name: string, filters: number) =>
      connect(layers.conv2d({ name, filters, kernelSize: 1, useBias: false, kernelInitializer }), x);

    /** 3 x 3 on each channel. At stride 2, a layer adds the zeros before, as in Keras. */
    function depthwise(x: SymbolicTensor, name: string, strides: number) {
      const padded = strides === 1 ? x : pad(x, `${name}_pad`);
      const padding = strides === 1 ? 'same' : 'valid';
      const shape = { kernelSize: 3, strides, padding, useBias: false } as const;
      const layer = { name: `${name}_depthwise`, ...shape, depthwiseInitializer: kernelInitializer };
      return connect(layers.depthwiseConv2d(layer), padded);
    }

    /** Figure 4 of the paper: 1 x 1 to more channels, 3 x 3 on each, 1 x 1 to fewer, without an activation. */
    function block(x: SymbolicTensor, name: string, { expansion, filters, strides }: Block) {
      const inputs = x.shape.at(-1) as number;
      let y = x;
      if (expansion > 1) {
        y = conv(y, `${name}_expand`, expansion * inputs);
        y = relu6(norm(y, `${name}_expand_BN`), `${name}_expand_relu`);
      }
      y = depthwise(y, name, strides);
      y = relu6(norm(y, `${name}_depthwise_BN`), `${name}_depthwise_relu`);
      y = norm(conv(y, `${name}_project`, filters), `${name}_project_BN`);
      const adds = strides === 1 && inputs === filters;
      return adds ? connect(layers.add({ name: `${name}_add` }), [x, y]) : y;
    }

    // Shapes at 224 x 224 x 3 and a width multiplier of 1.
    const stem = {
      name: 'Conv1',
      filters: multipleOfEight(32 * widthMultiplier),
      kernelSize: 3,
      strides: 2,
      padding: 'same',
      useBias: false,
      kernelInitializer,
    } as const;
    let x = connect(layers.conv2d(stem), image); // 112 x 112 x 32
    x = relu6(norm(x, 'bn_Conv1'), 'Conv1_relu');
    let blocks = 0;
    for (const { expansion, filters, count, strides } of STAGES) {
      // 112 x 112 x 16, 56 x 56 x 24, 28 x 28 x 32, 14 x 14 x 64, 14 x 14 x 96, 7 x 7 x 160, 7 x 7 x 320
      for (let i = 0; i < count; i++) {
        x = block(x, blocks === 0 ? 'expanded_conv' : `block_${blocks}`, {
          expansion,
          filters: multipleOfEight(Math.trunc(filters * widthMultiplier)),
          strides: i === 0 ? strides : 1,
        });
        blocks += 1;
      }
    }
    x = conv(x, 'Conv_1', lastFilters(widthMultiplier)); // 7 x 7 x 1280
    x = relu6(norm(x, 'Conv_1_bn'), 'out_relu');
    return classificationHead(x, options);
  },
});

interface Block {
  readonly expansion: number;
  readonly filters: number;
  readonly strides: number;
}

/** Pads an image for a 3 x 3 of stride 2, as Keras does: at the end of an even size, on both sides of an odd one. */
function pad(x: SymbolicTensor, name: string): SymbolicTensor {
  const [height, width] = x.shape.slice(1) as [number, number];
  const padding: [[number, number], [number, number]] = [
    [height % 2, 1],
    [width % 2, 1],
  ];
  return connect(layers.zeroPadding2d({ name, padding }), x);
}

/** Narrow networks keep the width of the last layer. */
function lastFilters(widthMultiplier: number): number {
  return multipleOfEight(1280 * Math.max(1, widthMultiplier));
}

/** The nearest multiple of 8, at least 8, and at least 90 % of the number. */
function multipleOfEight(filters: number): number {
  const nearest = Math.max(8, Math.floor((filters + 4) / 8) * 8);
  return nearest < 0.9 * filters ? nearest + 8 : nearest;
}
