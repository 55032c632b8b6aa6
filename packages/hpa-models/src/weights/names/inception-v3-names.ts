import type { NameMapping } from './name-mapping.js';

/** Number of layers of each class in the network. */
const COUNTS: ReadonlyMap<string, number> = new Map([
  ['conv2d', 94],
  ['batch_normalization', 94],
  ['dense', 2],
]);

/**
 * Translates the names of Keras's InceptionV3.
 *
 * Keras numbers layers in order of creation, and keeps counting within a process: the published file has conv2d_1 to conv2d_94, the
 * first model of a process conv2d to conv2d_93, the second conv2d_94 to conv2d_187. The mapping therefore goes by their order. If a
 * file lacks layers of a class, the names of that class stay as they are.
 */
export const inceptionV3Names: NameMapping = (stored) => {
  const numbers = new Map<string, Set<number>>();
  for (const name of stored) {
    const numbered = parse(name);
    if (!numbered) {
      continue;
    }
    const { layerClass, number } = numbered;
    numbers.set(layerClass, (numbers.get(layerClass) ?? new Set()).add(number));
  }
  const order = new Map(
    [...numbers].map(([layerClass, found]) => [layerClass, [...found].sort((a, b) => a - b)]),
  );
  return new Map(
    stored.map((name) => {
      const numbered = parse(name);
      if (!numbered) {
        return [name, name];
      }
      const { layerClass, number, kind } = numbered;
      const sorted = order.get(layerClass)!;
      if (sorted.length !== COUNTS.get(layerClass)) {
        return [name, name];
      }
      return [name, `${layerClass}_${sorted.indexOf(number) + 1}/${kind}`];
    }),
  );
};

function parse(name: string) {
  const [, layerClass = '', digits = '0', kind = ''] =
    /^([a-z\d_]+?)(?:_(\d+))?\/([a-z_]+)$/.exec(name) ?? [];
  return COUNTS.has(layerClass) ? { layerClass, number: Number(digits), kind } : undefined;
}
