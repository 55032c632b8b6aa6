import { type Tensor, tensor, type Variable } from '@tensorflow/tfjs-core';
import { listed } from '../listed.js';
import { readableError } from '../readable-error.js';
import { shown } from '../shown.js';
import type { Classifier } from '../types.js';
import { requireFinite } from './bytes/require-finite.js';
import type { StoredTensor, StoredWeights } from './bytes/stored-weights.js';
import { kerasLayout } from './keras-layout.js';
import { namedVariables } from './named-variables.js';
import { architectureNames } from './names/architecture-names.js';
import { PUBLISHED_HEAD } from './names/name-mapping.js';
import { resolveNames } from './names/resolve-names.js';
import { isNameless, topologyNames } from './names/topology-names.js';
import { orderedLayers } from './ordered-layers.js';
import { stateOnCard } from './state-on-card.js';

/**
 * Sets the weights of a classifier by name and shape, and states their provenance on its card.
 *
 * Nothing is assigned unless everything fits, or `strict` is false. The kernels of PyTorch are transposed. A classification layer for
 * other classes, such as torchvision's `fc`, is left out, and the head of the network keeps its weights.
 *
 * @throws Error if something does not fit and `strict` is true; the message lists what is missing, unexpected and misshapen
 * @throws Error if a tensor cannot be read or is not finite, two are for the same variable, or `except` names an unknown layer
 * @example
 * import { exportSafetensors, gapNetPl, assignWeights, readWeights } from '@hpa/models';
 * const options = { input: { height: 32, width: 32 }, classes: [{ id: 0, name: 'Cytosol' }] };
 * const bytes = await exportSafetensors(gapNetPl({ ...options, seed: 1 }));
 * const model = gapNetPl({ ...options, seed: 2 });
 * assignWeights(model, readWeights({ 'model.safetensors': bytes })).assigned.length; // 22
 */
export function assignWeights(
  classifier: Classifier,
  weights: StoredWeights,
  options: {
    /** Whether to throw if anything does not fit; true by default. Otherwise what fits is assigned, and the report lists the rest. */
    readonly strict?: boolean;
    /**
     * Translates the names of all tensors in the file to names of variables, such as `conv1/kernel`; null for what is not a weight. By
     * default the names of the architecture's published weights are known, with or without a common prefix such as `module.`.
     */
    readonly names?: (stored: readonly string[]) => ReadonlyMap<string, string | null>;
    /** Layers of the network or of the file to leave out, such as a new head. */
    readonly except?: readonly string[];
    /** Provenance for the card; the name of the file by default. */
    readonly provenance?: string;
  } = {},
): {
  /** Variables that were set. */
  readonly assigned: readonly string[];
  /** Variables for which the file has no tensor. */
  readonly missing: readonly string[];
  /** Tensors of the file, by their names there, for which there is no variable. */
  readonly unexpected: readonly string[];
  /** Tensors that their variable cannot take: another shape, or no floats. */
  readonly misshapen: readonly {
    /** Name of the variable. */
    readonly name: string;
    readonly expected: readonly number[];
    readonly found: readonly number[];
    readonly dtype: StoredTensor['dtype'];
  }[];
} {
  try {
    return assign(classifier, weights, options);
  } catch (error) {
    throw readableError(error, weights.source);
  }
}

type Options = NonNullable<Parameters<typeof assignWeights>[2]>;
type Report = ReturnType<typeof assignWeights>;

function assign(classifier: Classifier, weights: StoredWeights, options: Options): Report {
  const { strict = true, except = [], provenance = fileName(weights.source) } = options;
  if (typeof provenance !== 'string') {
    throw new Error(`provenance must be a string; received ${shown(provenance)}`);
  }
  const variables = namedVariables(classifier);
  requireLayers(except, { source: weights.source, names: [...variables.keys(), ...weights.tensors.keys()] });
  const targets = resolveTargets(classifier, weights, { variables, names: options.names });
  const { pairs, ...unfit } = match(weights, { variables, targets, except });
  if (strict) {
    requireFit(classifier, weights, unfit);
  }

  assignAll(pairs);
  const assigned = pairs.map(({ name }) => name);
  const part = `${assigned.length} of ${variables.size} variables from ${provenance}`;
  const whole = assigned.length === variables.size;
  stateOnCard(classifier, {
    provenance: whole ? provenance : `${part}; the others: ${classifier.card.provenance}`,
  });
  return { assigned, ...unfit };
}

type Variables = ReadonlyMap<string, Variable>;

/** What the tensors of a file are for. */
interface Targets {
  /** Names of variables by those of tensors; null for what is not a weight. */
  readonly names: ReadonlyMap<string, string | null>;
  /** Layers of the network that the file may lack, since its own head is for other classes. */
  readonly optional: readonly string[];
}

function resolveTargets(
  classifier: Classifier,
  { tensors }: StoredWeights,
  { variables, names }: { readonly variables: Variables; readonly names: Options['names'] },
): Targets {
  const stored = [...tensors.keys()];
  const resolved = names ? names(stored) : knownNames(classifier, { tensors, variables });
  const published = new Set(stored.filter((name) => layerName(resolved.get(name) ?? '') === PUBLISHED_HEAD));
  if (published.size === 0 || classifier.network.layers.some(({ name }) => name === PUBLISHED_HEAD)) {
    return { names: resolved, optional: [] };
  }
  // The head of the network can take that of the file if it is a single layer for as many classes.
  const below = new Set(classifier.backbone.layers.map(({ name }) => name));
  const head = classifier.network.layers.filter(
    ({ name, weights }) => weights.length > 0 && !below.has(name),
  );
  const own = (name: string) => `${head[0]?.name}/${resolved.get(name)!.slice(PUBLISHED_HEAD.length + 1)}`;
  const fits =
    head.length === 1 &&
    [...published].every(
      (name) => variables.get(own(name))?.shape.join() === kerasLayout(tensors.get(name)!).shape.join(),
    );
  return {
    names: new Map(
      [...resolved].map(([name, target]) => [name, published.has(name) ? (fits ? own(name) : null) : target]),
    ),
    optional: fits ? [] : head.map(({ name }) => name),
  };
}

/** Translates the names of a file by what is known of its kind. */
function knownNames(
  classifier: Classifier,
  { tensors, variables }: Pick<StoredWeights, 'tensors'> & { readonly variables: Variables },
): ReadonlyMap<string, string | null> {
  const stored = [...tensors.keys()];
  const { architecture } = classifier.card;
  return isNameless(stored)
    ? topologyNames([...tensors.values()], {
        layers: orderedLayers(classifier),
        isBuiltAsInKeras: BUILT_AS_IN_KERAS.includes(architecture),
      })
    : resolveNames(stored, {
        names: architectureNames(architecture),
        known: (name) => variables.has(name),
      });
}

/** Architectures whose layers TensorFlow.js lists in the order of Keras applications, found by comparing both lists. */
const BUILT_AS_IN_KERAS: readonly string[] = ['inception-v3'];

interface Pair {
  readonly name: string;
  readonly variable: Variable;
  readonly stored: StoredTensor;
}

function match(
  { source, tensors }: StoredWeights,
  {
    variables,
    targets,
    except,
  }: { readonly variables: Variables; readonly targets: Targets; readonly except: readonly string[] },
): Omit<Report, 'assigned'> & { readonly pairs: readonly Pair[] } {
  const isLeftOut = (name: string) => except.includes(layerName(name));

  const pairs: Pair[] = [];
  const misshapen: Report['misshapen'][number][] = [];
  const unexpected: string[] = [];
  const taken = new Map<string, string>();
  for (const tensor of tensors.values()) {
    const name = targets.names.get(tensor.name);
    if (name === null || isLeftOut(tensor.name) || (name !== undefined && isLeftOut(name))) {
      continue;
    }
    const variable = name === undefined ? undefined : variables.get(name);
    if (name === undefined || variable === undefined) {
      unexpected.push(tensor.name);
      continue;
    }
    const other = taken.get(name);
    if (other !== undefined) {
      throw new Error(`${source}: "${other}" and "${tensor.name}" are both for "${name}"`);
    }
    taken.set(name, tensor.name);
    const stored = kerasLayout(tensor);
    const { shape: found, dtype } = stored;
    if (variable.shape.join() === found.join() && dtype.includes('float')) {
      pairs.push({ name, variable, stored });
    } else {
      misshapen.push({ name, expected: variable.shape, found, dtype });
    }
  }
  const mayLack = new Set([...except, ...targets.optional]);
  const missing = [...variables.keys()].filter((name) => !taken.has(name) && !mayLack.has(layerName(name)));
  return { pairs, missing, unexpected, misshapen };
}

function requireFit(
  { card }: Classifier,
  { source }: StoredWeights,
  { missing, unexpected, misshapen }: Omit<Report, 'assigned'>,
): void {
  if (missing.length + unexpected.length + misshapen.length === 0) {
    return;
  }
  const shapes = misshapen.map(
    ({ name, expected, found, dtype }) => `${name} must be float [${expected}], is ${dtype} [${found}]`,
  );
  throw new Error(
    `${source}: the weights do not fit ${card.architecture}, and none was assigned; ` +
      `missing: ${listed(missing)}; unexpected: ${listed(unexpected)}; misshapen: ${listed(shapes)}`,
  );
}

/** Requires the layers to exist on one side: a layer that does not is a misspelt one. */
function requireLayers(
  except: readonly string[],
  { source, names }: { readonly source: string; readonly names: readonly string[] },
): void {
  const layers = new Set(names.map(layerName));
  for (const layer of except) {
    if (!layers.has(layer)) {
      throw new Error(`except: neither the network nor ${source} has a layer "${layer}" with weights`);
    }
  }
}

/** Reads every tensor before the first variable changes. */
function assignAll(pairs: readonly Pair[]): void {
  const values: Tensor[] = [];
  try {
    for (const { name, stored, variable } of pairs) {
      const floats = readFloats(stored);
      requireFinite(floats, { name });
      values.push(tensor(floats, variable.shape));
    }
    for (const [i, { variable }] of pairs.entries()) {
      variable.assign(values[i]!);
    }
  } finally {
    for (const value of values) {
      value.dispose();
    }
  }
}

function readFloats(stored: StoredTensor): Float32Array {
  const values = stored.read();
  return values instanceof Float32Array ? values : Float32Array.from(values as Float64Array);
}

/** The part of a name before its last slash; before its last dot in a name of PyTorch, which has no slashes. */
function layerName(name: string): string {
  const slash = name.lastIndexOf('/');
  return name.slice(0, Math.max(slash < 0 ? name.lastIndexOf('.') : slash, 0));
}

function fileName(source: string): string {
  return source.split(/[/\\]/).at(-1)!;
}
