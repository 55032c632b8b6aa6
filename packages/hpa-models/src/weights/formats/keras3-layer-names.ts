import { isRecord } from '../bytes/is-record.js';
import type { LayerNames } from './keras3-weights.js';

/**
 * Finds what the layers of a Keras 3 model are called, by their groups in its weights file, from its config.json: the group of the
 * third Conv2D in the list of layers is `layers/conv2d_2`. What is no list of layers is passed over.
 */
export function keras3LayerNames(config: unknown): LayerNames {
  const names = new Map<string, string>();
  visit(config, '', 0);
  return names;

  function visit(model: unknown, path: string, depth: number): void {
    // JSON.parse has no depth limit of its own, and the call stack has one.
    if (depth > 100 || !isRecord(model) || !isRecord(model.config) || !Array.isArray(model.config.layers)) {
      return;
    }
    const seen = new Map<string, number>();
    for (const layer of model.config.layers) {
      if (!isRecord(layer) || typeof layer.class_name !== 'string') {
        continue;
      }
      const group = snakeCase(layer.class_name);
      const rank = seen.get(group) ?? 0;
      seen.set(group, rank + 1);
      const at = `${path}layers/${group}${rank > 0 ? `_${rank}` : ''}`;
      const { name } = isRecord(layer.config) ? layer.config : layer;
      if (typeof name === 'string') {
        names.set(at, name);
      }
      visit(layer, `${at}/`, depth + 1);
    }
  }
}

/** As Keras makes names of classes: Conv2D is conv2d, BatchNormalization batch_normalization. */
function snakeCase(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
