import type { NameMapping } from './name-mapping.js';

/** How many layers of each class the network has, whatever Keras called them. */
const COUNTS: ReadonlyMap<string, number> = new Map([
  ['conv2d', 94],
  ['batch_normalization', 94],
  ['dense', 2],
]);

/**
 * Maps the names of Keras's InceptionV3 to those of `inceptionV3`.
 *
 * Keras numbers layers in the order of their making, from where it was: the published file has conv2d_1 to conv2d_94, a file of a
 * fresh TF-Keras conv2d to conv2d_93, one of a later model conv2d_94 to conv2d_187. So it is their order that counts; where a file
 * has not all layers of a class its names stay as they are.
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
