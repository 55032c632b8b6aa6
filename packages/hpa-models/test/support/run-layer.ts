import type { Tensor } from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';

/** Applies a layer to a tensor, passing the options along as a network does. */
export function runLayer(
  layer: layers.Layer,
  x: Tensor,
  options: { readonly training: boolean; readonly step?: number; readonly firstImage?: number },
): Tensor {
  return layer.apply(x, options) as Tensor;
}
