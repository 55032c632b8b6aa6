import type { Classifier } from '../types.js';

/** Name of the last layer that puts out maps [N, h, w, C]: what Grad-CAM looks at by default. */
export function lastMaps({ network }: Classifier): string {
  return network.layers.filter(({ outputShape }) => outputShape.length === 4).at(-1)!.name;
}
