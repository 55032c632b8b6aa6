/** A layer with weights of a network. */
export interface OrderedLayer {
  readonly name: string;
  /** Class of the layer as Keras writes it in files, such as `conv2d`. */
  readonly layerClass: string;
  readonly weights: readonly LayerWeight[];
  /** Names of the layers that its input comes from, directly or through others. */
  readonly below: ReadonlySet<string>;
  /** Whether the features do not depend on it. */
  readonly isHead: boolean;
}

interface LayerWeight {
  /** Such as `kernel`. */
  readonly kind: string;
  readonly shape: readonly number[];
}

/** A tensor of a file. */
interface Named {
  readonly name: string;
  readonly shape: readonly number[];
}

/** Whether names tell layers by numbers alone, as in `layers/conv2d_3/kernel` or `layer_with_weights-3/kernel/.ATTRIBUTES/VARIABLE_VALUE`. */
export function isNameless(names: readonly string[]): boolean {
  return names.some((name) => parseName(name) !== undefined);
}

/**
 * Translates the names of a file that numbers its layers in the order in which data flows through them: `.weights.h5` of Keras 2.13 to
 * 3.6, and checkpoints of TensorFlow 2.
 *
 * Among layers with equal shapes the order tells which is which, where each stands below the next. Of layers side by side it is the
 * order in which Keras collected them, which a network shares only if it was built as in Keras.
 *
 * @param options.layers the layers of the network that have weights, in its order
 * @param options.isBuiltAsInKeras whether that order is the one of Keras for layers side by side too
 * @throws Error naming the layers if it cannot be told which is which
 */
export function topologyNames(
  stored: readonly Named[],
  {
    layers,
    isBuiltAsInKeras,
  }: { readonly layers: readonly OrderedLayer[]; readonly isBuiltAsInKeras: boolean },
): ReadonlyMap<string, string | null> {
  const inFile = fileLayers(stored);
  const hasClasses = inFile.every(({ layerClass }) => layerClass !== undefined);
  const candidates = groupBy(inFile, ({ layerClass, weights }) => signature(layerClass, weights));
  const own = groupBy(layers, ({ layerClass, weights }) =>
    signature(hasClasses ? layerClass : undefined, weights),
  );
  const names = new Map<string, string | null>();
  for (const { name } of stored) {
    if (/(?:^|\/)(?:save_counter|optimizer|\.OPTIMIZER_SLOT)\//.test(name)) {
      names.set(name, null);
    }
  }
  for (const [shapes, wanted] of own) {
    const found = candidates.get(shapes) ?? [];
    if (found.length !== wanted.length && wanted.every(({ isHead }) => isHead)) {
      continue;
    }
    requireOrder(wanted, { found, shapes, isBuiltAsInKeras });
    for (const [i, layer] of found.entries()) {
      for (const { name, kind } of layer.weights) {
        names.set(name, `${wanted[i]!.name}/${kind}`);
      }
    }
  }
  return names;
}

function requireOrder(
  wanted: readonly OrderedLayer[],
  {
    found,
    shapes,
    isBuiltAsInKeras,
  }: { readonly found: readonly FileLayer[]; readonly shapes: string; readonly isBuiltAsInKeras: boolean },
): void {
  if (found.length !== wanted.length) {
    const [{ name }] = wanted as [OrderedLayer];
    throw unclear(
      `of layers like "${name}" (${shapes}) the network has ${wanted.length}, the file ${found.length}`,
    );
  }
  if (new Set(found.map(({ parent }) => parent)).size > 1) {
    throw unclear(`layers of equal shapes (${shapes}) are in several models within the file`);
  }
  for (const [i, layer] of wanted.slice(1).entries()) {
    const before = wanted[i]!.name;
    if (!isBuiltAsInKeras && !layer.below.has(before)) {
      throw unclear(`"${before}" and "${layer.name}" stand side by side and have equal shapes`);
    }
  }
}

function unclear(reason: string): Error {
  return new Error(
    `the file does not name its layers, and their order does not tell which is which: ${reason}; save the model as .keras or .h5 instead`,
  );
}

interface FileLayer {
  /** The models around it. */
  readonly parent: string;
  /** Absent where the file does not tell it. */
  readonly layerClass: string | undefined;
  readonly number: number;
  readonly weights: (LayerWeight & { readonly name: string })[];
}

/** The layers of a file, in the order of their numbers. */
function fileLayers(stored: readonly Named[]): FileLayer[] {
  const layers = new Map<string, FileLayer>();
  for (const { name, shape } of stored) {
    const parsed = parseName(name);
    if (!parsed) {
      continue;
    }
    const { parent, layerClass, number, kind } = parsed;
    const key = JSON.stringify([parent, layerClass, number]);
    const layer = layers.get(key) ?? { parent, layerClass, number, weights: [] };
    layer.weights.push({ name, kind, shape });
    layers.set(key, layer);
  }
  return [...layers.values()].sort((a, b) => a.number - b.number);
}

const NUMBERED_CLASS =
  /^((?:.*\/)?)(?:layers|_layer_checkpoint_dependencies)\/([a-z\d_]+?)(?:_(\d+))?\/([a-z\d_]+)$/;
const NUMBERED_LAYER = /^((?:.*\/)?)layer_with_weights-(\d+)\/([a-z\d_]+)\/\.ATTRIBUTES\/VARIABLE_VALUE$/;

function parseName(name: string) {
  // A name of a file made by hand may have any length.
  if (name.length > 1000) {
    return undefined;
  }
  const [, parent = '', layerClass, digits = '0', kind = ''] = NUMBERED_CLASS.exec(name) ?? [];
  if (layerClass !== undefined) {
    return { parent, layerClass, number: Number(digits), kind };
  }
  const [, outer = '', number, variable = ''] = NUMBERED_LAYER.exec(name) ?? [];
  return number === undefined
    ? undefined
    : { parent: outer, layerClass: undefined, number: Number(number), kind: variable };
}

/** Class and shapes of a layer, in words: layers that differ in them cannot be mistaken for each other. */
function signature(layerClass: string | undefined, weights: readonly LayerWeight[]): string {
  const shapes = weights.map(({ kind, shape }) => `${kind} [${shape}]`).sort();
  return [...(layerClass === undefined ? [] : [layerClass]), ...shapes].join(' ');
}

function groupBy<Item>(items: readonly Item[], key: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item)) ?? [];
    group.push(item);
    groups.set(key(item), group);
  }
  return groups;
}
