import { type Tensor, tensor, type Variable } from '@tensorflow/tfjs-core';
import { variablesOf } from '../layers/variables-of.js';
import { stateWeights } from '../saving/state-weights.js';
import type { Classifier } from '../types.js';
import type { StoredTensor, StoredWeights } from './bytes/stored-weights.js';
import type { WeightDtype } from './bytes/weight-dtypes.js';
import { defaultNames } from './names/default-names.js';
import type { NameMapping } from './names/name-mapping.js';

/** Options of {@link loadWeights}. */
export interface LoadWeightsOptions {
  /** Whether everything must fit; otherwise what fits is assigned, and the report tells the rest. */
  readonly strict?: boolean;
  /** What the names in the file mean; by default the architecture's own mapping, which knows its published weights. */
  readonly names?: NameMapping;
  /** Layers, of the network or of the file, that are left out of it: a new head, or the one that the file has. */
  readonly except?: readonly string[];
  /** Where the weights come from, in words, for the card; the file's name by default. */
  readonly provenance?: string;
}

/** A stored tensor that its variable cannot take: another shape, or no floats. */
export interface MisshapenWeight {
  /** Of the variable. */
  readonly name: string;
  readonly expected: readonly number[];
  readonly found: readonly number[];
  readonly dtype: WeightDtype;
}

/** What became of every variable of a network and every tensor of a file. */
export interface WeightsReport {
  /** Variables that have the file's values now. */
  readonly assigned: readonly string[];
  /** Variables that the file has nothing for. */
  readonly missing: readonly string[];
  /** Tensors of the file, by their names there, that no variable is for. */
  readonly unexpected: readonly string[];
  readonly misshapen: readonly MisshapenWeight[];
}

/**
 * Sets the weights of a classifier from a file, by name and shape, and states on its card where they are from.
 *
 * Nothing is assigned unless all of it fits, or `strict` is off, and all of it could be read: the old weights and the new are in
 * memory together, and the file's one tensor at a time. Floats of other widths become float32.
 *
 * @throws Error naming what is missing, unexpected and misshapen, if `strict`
 * @throws Error if a tensor cannot be read, two are for one variable, or `except` names a layer that neither side has
 */
export function loadWeights(
  classifier: Classifier,
  weights: StoredWeights,
  options: LoadWeightsOptions = {},
): WeightsReport {
  const { strict = true, except = [], provenance = fileName(weights.source) } = options;
  const { names = defaultNames(classifier.card.architecture) } = options;
  const { pairs, ...unfit } = match(classifier, weights, { names, except });
  if (strict) {
    checkFit(classifier, weights, unfit);
  }

  assignAll(pairs);
  const assigned = pairs.map(({ name }) => name);
  const all = unfit.missing.length === 0 && unfit.misshapen.length === 0 && except.length === 0;
  const part = `${assigned.length} of ${classifier.state.length} variables from ${provenance}`;
  stateWeights(classifier, all ? provenance : `${part}; the others: ${classifier.card.weights}`);
  return { assigned, ...unfit };
}

interface Pair {
  readonly name: string;
  readonly variable: Variable;
  readonly stored: StoredTensor;
}

interface Match extends Omit<WeightsReport, 'assigned'> {
  readonly pairs: readonly Pair[];
}

function match(
  classifier: Classifier,
  { source, tensors }: StoredWeights,
  { names, except }: Required<Pick<LoadWeightsOptions, 'names' | 'except'>>,
): Match {
  const variables = namedVariables(classifier);
  checkExcept(except, { source, names: [...variables.keys(), ...tensors.keys()] });
  const isLeftOut = (name: string) => except.includes(layerOf(name));
  const mapping = names([...tensors.keys()]);

  const pairs: Pair[] = [];
  const misshapen: MisshapenWeight[] = [];
  const unexpected: string[] = [];
  const taken = new Map<string, string>();
  for (const stored of tensors.values()) {
    const name = mapping.get(stored.name);
    if (name === null || isLeftOut(stored.name) || (name !== undefined && isLeftOut(name))) {
      continue;
    }
    const variable = name === undefined ? undefined : variables.get(name);
    if (name === undefined || variable === undefined) {
      unexpected.push(stored.name);
      continue;
    }
    const other = taken.get(name);
    if (other !== undefined) {
      throw new Error(`${source}: both "${other}" and "${stored.name}" are for "${name}"`);
    }
    taken.set(name, stored.name);
    const { shape: found, dtype } = stored;
    if (variable.shape.join() === found.join() && dtype.includes('float')) {
      pairs.push({ name, variable, stored });
    } else {
      misshapen.push({ name, expected: variable.shape, found, dtype });
    }
  }
  const missing = [...variables.keys()].filter((name) => !taken.has(name) && !isLeftOut(name));
  return { pairs, missing, unexpected, misshapen };
}

function checkFit(
  { card }: Classifier,
  { source }: StoredWeights,
  { missing, unexpected, misshapen }: Omit<WeightsReport, 'assigned'>,
): void {
  if (missing.length + unexpected.length + misshapen.length === 0) {
    return;
  }
  const shapes = misshapen.map(
    ({ name, expected, found, dtype }) => `${name} must be float [${expected}], is ${dtype} [${found}]`,
  );
  throw new Error(
    `${source}: the weights do not fit ${card.architecture}, and none was assigned; ` +
      `missing: ${list(missing)}; unexpected: ${list(unexpected)}; misshapen: ${list(shapes)}`,
  );
}

const MOST_NAMES = 8;

function list(names: readonly string[]): string {
  if (names.length === 0) {
    return 'none';
  }
  const more = names.length - MOST_NAMES;
  return names.slice(0, MOST_NAMES).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** A layer that is nowhere is a misspelt one. */
function checkExcept(
  except: readonly string[],
  { source, names }: { readonly source: string; readonly names: readonly string[] },
): void {
  const layers = new Set(names.map(layerOf));
  for (const layer of except) {
    if (!layers.has(layer)) {
      throw new Error(`except: neither the network nor ${source} has a layer "${layer}" with weights`);
    }
  }
}

/** Reads everything before the first variable changes. */
function assignAll(pairs: readonly Pair[]): void {
  const values: Tensor[] = [];
  try {
    for (const { stored, variable } of pairs) {
      values.push(tensor(floats(stored), variable.shape));
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

function floats(stored: StoredTensor): Float32Array {
  const values = stored.read();
  return values instanceof Float32Array ? values : Float32Array.from(values as Float64Array);
}

function namedVariables(classifier: Classifier): Map<string, Variable> {
  const weights = classifier.network.layers.flatMap((layer) => layer.weights);
  const variables = variablesOf(weights);
  return new Map(weights.map(({ originalName }, i) => [originalName, variables[i]!]));
}

function layerOf(name: string): string {
  return name.slice(0, Math.max(name.lastIndexOf('/'), 0));
}

function fileName(source: string): string {
  return source.split(/[/\\]/).at(-1)!;
}
