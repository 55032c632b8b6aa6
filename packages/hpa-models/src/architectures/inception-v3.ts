import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { AveragePooling } from '../layers/average-pooling.js';
import { BatchNormalization } from '../layers/batch-normalization.js';
import { connect } from '../layers/connect.js';
import { type Architecture, defineArchitecture } from '../network/architecture.js';
import { classificationHead, completeHead, type HeadOptions } from '../network/classification-head.js';

/**
 * InceptionV3 (Szegedy et al., "Rethinking the Inception Architecture for Computer Vision", arXiv:1512.00567) as in Keras
 * applications: convolutions without bias, batch normalization without gamma, layers named and numbered as there.
 *
 * By default, images show red, green, blue and yellow in [-1, 1]. They must have at least 75 x 75 pixels. With 299 x 299 x 3
 * and four classes it has 156,025,636 parameters with the pooling `flatten`, 22,853,924 with `avg`.
 *
 * Heads default to those of the notebook's two experiments: `flatten`, dropout 0.5, dense 1024 ReLU, dropout 0.5, dense; or
 * `avg` (and likewise `max`), dense 512 ReLU, dropout 0.5, dense.
 *
 * @throws RangeError if an option is out of range
 * @example
 * import { inceptionV3 } from '@hpa/models';
 * const classes = [{ id: 0, name: 'Nucleus' }, { id: 1, name: 'Cytosol' }];
 * inceptionV3({ input: { height: 75, width: 80 }, classes, seed: 1, initialWeights: 'none' }).card.parameters; // 22853186
 */
export const inceptionV3: Architecture<'inception-v3', HeadOptions> = defineArchitecture({
  name: 'inception-v3',
  input: { normalization: 'symmetric' },
  minimumSize: 75,
  variants: [{ pooling: 'avg' }, { pooling: 'flatten' }],
  kernelInitializer: 'glorotUniform',

  complete: (options: HeadOptions) =>
    completeHead({ ...notebookHead(options), ...options }, { maps: 2048, batchNormMomentum: 0.99 }),

  build(image, options) {
    // The notebook puts a ReLU after flatten, which changes nothing: the maps end in ReLUs already.
    return classificationHead(convolutionalBase(image, { momentum: options.batchNormMomentum }), options);
  },
});

function notebookHead({ pooling = 'avg' }: HeadOptions): HeadOptions {
  if (pooling === 'avg-max') {
    return {};
  }
  const flat = pooling === 'flatten';
  return { hiddenUnits: flat ? 1024 : 512, inputDropout: flat ? 0.5 : 0, dropout: 0.5 };
}

/**
 * Everything below the head: table 1 of the paper, with the shapes at 299 x 299 x 3.
 * The layers are numbered in the order of the calls, as in Keras.
 */
function convolutionalBase(
  image: SymbolicTensor,
  { momentum }: { readonly momentum: number },
): SymbolicTensor {
  let convolutions = 0;
  let averages = 0;
  let maxima = 0;

  /** Convolution of kernel height x width, batch normalization, ReLU. */
  function conv(
    x: SymbolicTensor,
    filters: number,
    kernelSize: [number, number],
    { strides = 1, padding = 'same' }: { strides?: number; padding?: 'same' | 'valid' } = {},
  ) {
    const n = ++convolutions;
    const kernelInitializer = 'glorotUniform';
    const name = `conv2d_${n}`;
    const linear = connect(
      layers.conv2d({ name, filters, kernelSize, strides, padding, useBias: false, kernelInitializer }),
      x,
    );
    const normal = connect(
      new BatchNormalization({ name: `batch_normalization_${n}`, scale: false, momentum }),
      linear,
    );
    return connect(layers.activation({ name: `activation_${n}`, activation: 'relu' }), normal);
  }

  const averagePool = (x: SymbolicTensor) =>
    connect(new AveragePooling({ name: `average_pooling2d_${++averages}`, poolSize: 3 }), x);
  const maxPool = (x: SymbolicTensor) =>
    connect(layers.maxPooling2d({ name: `max_pooling2d_${++maxima}`, poolSize: 3, strides: 2 }), x);
  const concatenate = (name: string, branches: SymbolicTensor[]) =>
    connect(layers.concatenate({ name }), branches);

  /** Figure 5 of the paper: 35 x 35. */
  function blockA(x: SymbolicTensor, name: string, poolFilters: number) {
    const one = conv(x, 64, [1, 1]);
    let five = conv(x, 48, [1, 1]);
    five = conv(five, 64, [5, 5]);
    let three = conv(x, 64, [1, 1]);
    three = conv(three, 96, [3, 3]);
    three = conv(three, 96, [3, 3]);
    const pooled = conv(averagePool(x), poolFilters, [1, 1]);
    return concatenate(name, [one, five, three, pooled]);
  }

  /** Figure 6 of the paper with n = 7: 17 x 17. */
  function blockB(x: SymbolicTensor, name: string, filters: number) {
    const one = conv(x, 192, [1, 1]);
    let seven = conv(x, filters, [1, 1]);
    seven = conv(seven, filters, [1, 7]);
    seven = conv(seven, 192, [7, 1]);
    let double = conv(x, filters, [1, 1]);
    double = conv(double, filters, [7, 1]);
    double = conv(double, filters, [1, 7]);
    double = conv(double, filters, [7, 1]);
    double = conv(double, 192, [1, 7]);
    const pooled = conv(averagePool(x), 192, [1, 1]);
    return concatenate(name, [one, seven, double, pooled]);
  }

  /** Figure 7 of the paper: 8 x 8. */
  function blockC(x: SymbolicTensor, name: string, part: number) {
    const one = conv(x, 320, [1, 1]);
    const three = conv(x, 384, [1, 1]);
    const across = conv(three, 384, [1, 3]);
    const down = conv(three, 384, [3, 1]);
    const split = concatenate(`mixed9_${part}`, [across, down]);
    let double = conv(x, 448, [1, 1]);
    double = conv(double, 384, [3, 3]);
    const doubleAcross = conv(double, 384, [1, 3]);
    const doubleDown = conv(double, 384, [3, 1]);
    const doubleSplit = concatenate(`concatenate_${part + 1}`, [doubleAcross, doubleDown]);
    const pooled = conv(averagePool(x), 192, [1, 1]);
    return concatenate(name, [one, split, doubleSplit, pooled]);
  }

  let x = conv(image, 32, [3, 3], { strides: 2, padding: 'valid' }); // 149 x 149 x 32
  x = conv(x, 32, [3, 3], { padding: 'valid' }); // 147 x 147 x 32
  x = conv(x, 64, [3, 3]); // 147 x 147 x 64
  x = maxPool(x); // 73 x 73 x 64
  x = conv(x, 80, [1, 1], { padding: 'valid' }); // 73 x 73 x 80
  x = conv(x, 192, [3, 3], { padding: 'valid' }); // 71 x 71 x 192
  x = maxPool(x); // 35 x 35 x 192

  x = blockA(x, 'mixed0', 32); // 35 x 35 x 256
  x = blockA(x, 'mixed1', 64); // 35 x 35 x 288
  x = blockA(x, 'mixed2', 64); // 35 x 35 x 288

  // 17 x 17 x 768
  let three = conv(x, 384, [3, 3], { strides: 2, padding: 'valid' });
  let double = conv(x, 64, [1, 1]);
  double = conv(double, 96, [3, 3]);
  double = conv(double, 96, [3, 3], { strides: 2, padding: 'valid' });
  x = concatenate('mixed3', [three, double, maxPool(x)]);

  x = blockB(x, 'mixed4', 128); // 17 x 17 x 768
  x = blockB(x, 'mixed5', 160); // 17 x 17 x 768
  x = blockB(x, 'mixed6', 160); // 17 x 17 x 768
  x = blockB(x, 'mixed7', 192); // 17 x 17 x 768

  // 8 x 8 x 1280
  three = conv(x, 192, [1, 1]);
  three = conv(three, 320, [3, 3], { strides: 2, padding: 'valid' });
  let seven = conv(x, 192, [1, 1]);
  seven = conv(seven, 192, [1, 7]);
  seven = conv(seven, 192, [7, 1]);
  seven = conv(seven, 192, [3, 3], { strides: 2, padding: 'valid' });
  x = concatenate('mixed8', [three, seven, maxPool(x)]);

  x = blockC(x, 'mixed9', 0); // 8 x 8 x 2048
  return blockC(x, 'mixed10', 1); // 8 x 8 x 2048
}
