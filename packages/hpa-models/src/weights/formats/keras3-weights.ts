import { isRecord } from '../../is-record.js';
import type { StoredTensor } from '../bytes/stored-weights.js';
import { snakeCase } from '../names/snake-case.js';
import type { Hdf5Group } from './hdf5/read-hdf5.js';

/** Group of the layers in Keras 3 and TF-Keras since 2.15, and in Keras 2.13 and 2.14. */
const CONTAINERS = ['layers', '_layer_checkpoint_dependencies'] as const;

/** Deepest nesting of models that is followed. JSON.parse has no limit of its own, and the call stack has one. */
const MAXIMUM_DEPTH = 100;

/** Whether an HDF5 file has the layout that {@link keras3Weights} reads. */
export function hasKeras3Layout(root: Hdf5Group): boolean {
  return CONTAINERS.some((container) => root.groups.has(container));
}

/**
 * Lists the weights in the layout of Keras 3, which names the group of a layer by its class and rank, `layers/conv2d_3/vars/0`,
 * whatever the name of the layer.
 *
 * The name of the layer comes from the model's `config`, the content of config.json, or else from the attribute that Keras writes
 * since 3.7. If neither has it, the name is the whole path of the group.
 */
export function* keras3Weights(root: Hdf5Group, config?: unknown): Generator<StoredTensor> {
  yield* below(root, { model: config, path: '', depth: 0 });
}

interface Place {
  /** The part of config.json that describes this model, if known. */
  readonly model: unknown;
  readonly path: string;
  readonly depth: number;
}

function* below(parent: Hdf5Group, { model, path, depth }: Place): Generator<StoredTensor> {
  const container = CONTAINERS.find((name) => parent.groups.has(name));
  if (container === undefined || depth > MAXIMUM_DEPTH) {
    return;
  }
  const { groups } = parent.groups.get(container)!;
  const layers = matchLayers([...groups.keys()], { model, container });
  for (const [group, content] of groups) {
    const at = `${path}${container}/${group}`;
    const layer = layers.get(group);
    const variables = content.groups.get('vars');
    const name = layerName(layer) ?? variables?.attributes.get('name') ?? at;
    const count = variables?.tensors.size ?? 0;
    for (const [number, tensor] of variables?.tensors ?? []) {
      yield { ...tensor, name: `${name}/${variableKind({ group, count, number })}` };
    }
    yield* below(content, { model: layer, path: `${at}/`, depth: depth + 1 });
  }
}

/** Finds the layer of a model's config that each group belongs to. */
function matchLayers(
  groups: readonly string[],
  { model, container }: { readonly model: unknown; readonly container: (typeof CONTAINERS)[number] },
): Map<string, Readonly<Record<string, unknown>>> {
  const byClass = new Map<string, Readonly<Record<string, unknown>>[]>();
  for (const layer of configuredLayers(model)) {
    if (isRecord(layer) && typeof layer.class_name === 'string') {
      const name = snakeCase(layer.class_name);
      const same = byClass.get(name) ?? [];
      same.push(layer);
      byClass.set(name, same);
    }
  }
  const rankedGroups = container === 'layers' ? undefined : groupsByClass(groups);
  const matched = new Map<string, Readonly<Record<string, unknown>>>();
  for (const [name, layers] of byClass) {
    for (const [rank, layer] of layers.entries()) {
      const group = rankedGroups ? rankedGroups.get(name)?.[rank] : rank > 0 ? `${name}_${rank}` : name;
      if (group !== undefined) {
        matched.set(group, layer);
      }
    }
  }
  return matched;
}

/** Keras 2.13 and 2.14 count a layer with weights twice, conv2d and conv2d_2: only the order tells which layer is meant. */
function groupsByClass(groups: readonly string[]): Map<string, string[]> {
  const byClass = new Map<string, string[]>();
  for (const group of [...groups].sort((a, b) => a.length - b.length || (a < b ? -1 : 1))) {
    const name = group.replace(/_\d+$/, '');
    const same = byClass.get(name) ?? [];
    same.push(group);
    byClass.set(name, same);
  }
  return byClass;
}

function configuredLayers(model: unknown): readonly unknown[] {
  return isRecord(model) && isRecord(model.config) && Array.isArray(model.config.layers)
    ? model.config.layers
    : [];
}

function layerName(layer: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const { name } = isRecord(layer?.config) ? layer.config : (layer ?? {});
  return typeof name === 'string' ? name : undefined;
}

/** Kind of a numbered variable. Without gamma, batch normalization starts at beta, as in Keras applications. */
function variableKind({
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
  depthwise_conv2d: ['depthwise_kernel', 'bias'],
  separable_conv2d: ['depthwise_kernel', 'pointwise_kernel', 'bias'],
  dense: KERNEL_AND_BIAS,
  batch_normalization: ['gamma', 'beta', 'moving_mean', 'moving_variance'],
  layer_normalization: ['gamma', 'beta'],
  p_re_lu: ['alpha'],
};
