import { grad, slice, sum, type Tensor, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { layerOutputs } from '../../src/network/layer-outputs.js';
import type { Classifier } from '../../src/types.js';
import { imageShape } from './image-shape.js';

/**
 * Finds by backpropagation what a cell of the maps of a layer sees of the image: the center of mass of the gradient of its value by
 * the pixels.
 *
 * A maximum passes its gradient to one pixel alone. So two images are shown, one that brightens to the lower right, where the last
 * pixel of each window is the maximum, and its mirror image: the mean of the two is the middle of the windows.
 */
export function centerOfSight(
  classifier: Classifier,
  { layer, row, column }: { readonly layer: string; readonly row: number; readonly column: number },
): { readonly row: number; readonly column: number } {
  const [height, width, channels] = imageShape(classifier.card) as [number, number, number];
  const score = (images: Tensor): Tensor => {
    const [maps] = layerOutputs(classifier, images as Tensor4D, { layers: [layer] });
    const depth = maps!.shape[3]!;
    return sum(slice(maps as Tensor4D, [0, row, column, 0], [1, 1, 1, depth]));
  };
  const centers = [1, -1].map((direction) =>
    tidy(() => {
      const ramp = Array.from({ length: height * width * channels }, (_, i) => {
        const pixel = Math.floor(i / channels);
        const along = (Math.floor(pixel / width) + (pixel % width)) / (height + width);
        // Dim, so that sums of many branches stay below the limit of ReLU6.
        return 1e-4 * (1 + 0.1 * direction * along);
      });
      const gradient = grad(score)(tensor4d(ramp, [1, height, width, channels]) as Tensor).dataSync();
      let [mass, down, right] = [0, 0, 0];
      for (const [i, value] of gradient.entries()) {
        const pixel = Math.floor(i / channels);
        mass += value;
        down += value * Math.floor(pixel / width);
        right += value * (pixel % width);
      }
      return { row: down / mass, column: right / mass };
    }),
  );
  const [rising, falling] = centers as [(typeof centers)[0], (typeof centers)[0]];
  return { row: (rising.row + falling.row) / 2, column: (rising.column + falling.column) / 2 };
}
