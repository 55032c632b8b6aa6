import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { connect } from '../layers/connect.js';
import { convolve } from '../layers/convolve.js';
import { type Architecture, defineArchitecture } from '../network/architecture.js';

/** Channels of the convolutions that see the image shrunk by 1, 2, 4, 8, 16, 32 and 64. */
const SCALES = [16, 16, 16, 32, 32, 32, 64] as const;

/**
 * M-CNN, the multi-scale network of Godinez et al. (Bioinformatics 33(13), 2017, doi:10.1093/bioinformatics/btx069), as the
 * authors of GapNet-PL trained it for comparison (ml-jku/gapnet-pl, pytorch_models/models.py): seven scales of the image
 * pass three 5 x 5 convolutions each and meet at 1/64 of its size.
 *
 * By default, images show red, green, blue and yellow, standardized per image and channel. They must have at least 128 x 128
 * pixels. With 1024 x 1024 pixels, four channels and 13 classes it has 34,193,853 parameters.
 *
 * @throws RangeError if an option is out of range
 * @example
 * import { mCnn } from '@hpa/models';
 * const classes = [{ id: 0, name: 'Nucleus' }, { id: 1, name: 'Cytosol' }];
 * mCnn({ input: { height: 128, width: 256 }, classes, seed: 1, initialWeights: 'none' }).card.parameters; // 1682354
 */
export const mCnn: Architecture<'m-cnn', object> = defineArchitecture({
  name: 'm-cnn',
  input: { normalization: 'per-image' },
  minimumSize: 128,
  kernelInitializer: 'glorotUniform',

  complete: () => ({}),

  build(image, { classes, kernelInitializer }) {
    const conv = (x: SymbolicTensor, name: string, filters: number, kernelSize: number) =>
      convolve(x, { name, filters, kernelSize, useBias: true, activation: 'relu', kernelInitializer });
    const pool = (x: SymbolicTensor, name: string, poolSize: number) =>
      poolSize === 1 ? x : connect(layers.maxPooling2d({ name, poolSize }), x);
    const dense = (x: SymbolicTensor, name: string, units: number, activation: 'relu' | 'linear') =>
      connect(layers.dense({ name, units, activation, kernelInitializer }), x);

    // Shapes at 1024 x 1024 x 4.
    const scales = SCALES.map((filters, n) => {
      const name = `scale${n}`;
      let x = pool(image, `${name}_shrink`, 2 ** n); // 1024, 512, 256, 128, 64, 32 or 16 pixels wide
      for (const layer of [1, 2, 3]) {
        x = conv(x, `${name}_conv${layer}`, filters, 5);
      }
      return pool(x, `${name}_pool`, 2 ** (6 - n)); // 16 x 16 x 16, 32 or 64
    });
    let x = connect(layers.concatenate({ name: 'scales' }), scales); // 16 x 16 x 208
    x = conv(x, 'combine', 1024, 1); // 16 x 16 x 1024
    x = pool(x, 'pool', 2); // 8 x 8 x 1024
    const features = connect(layers.globalAveragePooling2d({ name: 'features' }), x); // 1024
    x = connect(layers.flatten({ name: 'flatten' }), x); // 65,536
    x = dense(x, 'dense1', 512, 'relu'); // 512
    const logits = dense(x, 'dense2', classes, 'linear');
    return { features, logits };
  },
});
