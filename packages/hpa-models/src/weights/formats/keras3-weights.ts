import type { StoredTensor } from '../bytes/stored-weights.js';
import type { Hdf5Group } from './hdf5/read-hdf5.js';

/** The names of a model's layers by their group in the file, such as `layers/conv2d_3`. */
export type LayerNames = ReadonlyMap<string, string>;

/**
 * Lists the weights in the layout of Keras 3, where a layer's group is named by its class and its rank among the layers of
 * that class, `layers/conv2d_3/vars/0`, whatever the layer is called.
 *
 * The layer's own name comes from `names`, or from the attribute that Keras 3 writes since 3.7; where neither has it the
 * group's path is kept whole, which no network's name resembles by mistake.
 */
export function* keras3Weights(root: Hdf5Group, names: LayerNames = new Map()): Generator<StoredTensor> {
  yield* below(root, '');

  function* below(container: Hdf5Group, path: string): Generator<StoredTensor> {
    const inner = `${path}layers`;
    for (const [group, layer] of container.groups.get('layers')?.groups ?? []) {
      const at = `${inner}/${group}`;
      const variables = layer.groups.get('vars');
      const name = names.get(at) ?? variables?.attributes.get('name') ?? at;
      const count = variables?.tensors.size ?? 0;
      for (const [number, tensor] of variables?.tensors ?? []) {
        yield { ...tensor, name: `${name}/${kindOf({ group, count, number })}` };
      }
      yield* below(layer, `${at}/`);
    }
  }
}

/** What a layer's numbered variables are; without gamma batch normalization starts at beta, as in Keras applications. */
function kindOf({
  group,
  count,
  number,
}: {
  readonly group: string;
  readonly count: number;
  readonly number: string;
}): string {
  const layerClass = group.replace(/_\d+$/, '');
  const kinds = KINDS[layerClass] ?? [];
  const first = layerClass === 'batch_normalization' ? Math.max(kinds.length - count, 0) : 0;
  return kinds[first + Number(number)] ?? number;
}

const KERNEL_AND_BIAS = ['kernel', 'bias'];

const KINDS: Readonly<Record<string, readonly string[]>> = {
  conv1d: KERNEL_AND_BIAS,
  conv2d: KERNEL_AND_BIAS,
  conv3d: KERNEL_AND_BIAS,
  conv2d_transpose: KERNEL_AND_BIAS,
  depthwise_conv2d: KERNEL_AND_BIAS,
  separable_conv2d: ['depthwise_kernel', 'pointwise_kernel', 'bias'],
  dense: KERNEL_AND_BIAS,
  batch_normalization: ['gamma', 'beta', 'moving_mean', 'moving_variance'],
  layer_normalization: ['gamma', 'beta'],
  p_re_lu: ['alpha'],
};
