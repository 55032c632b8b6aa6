import { io, tensor, tidy } from '@tensorflow/tfjs-core';
import { isRecord } from '../is-record.js';
import { listed } from '../listed.js';
import { readableError } from '../readable-error.js';
import { shown } from '../shown.js';
import type { Classifier, ModelCard } from '../types.js';
import { requireFinite } from '../weights/bytes/require-finite.js';
import { namedVariables } from '../weights/named-variables.js';
import { stateOnCard } from '../weights/state-on-card.js';
import { parseModelCard } from './parse-model-card.js';
import { rebuildClassifier } from './rebuild-classifier.js';

const BYTES_PER_FLOAT = 4;

/**
 * Loads a classifier that `saveClassifierTo` saved, through an IO handler of TensorFlow.js.
 *
 * The network is built from the card, and its weights are set by name. It is therefore a network of this library, which can be
 * trained and frozen, whatever layers the file lists. No memory is taken for a network that is larger than the weights that came.
 *
 * @throws Error if the card is missing, malformed, of another version or of an unknown architecture
 * @throws Error if a weight is missing, unknown, truncated, of another shape or type, or not finite
 * @example
 * import { io } from '@tensorflow/tfjs-core';
 * import { gapNetPl, loadClassifierFrom, saveClassifierTo } from '@hpa/models';
 * const model = gapNetPl({ input: { height: 32, width: 32 }, classes: [{ id: 0, name: 'Cytosol' }], seed: 1 });
 * let saved;
 * await saveClassifierTo(model, io.withSaveHandler(async (artifacts) => (saved = artifacts, {})));
 * (await loadClassifierFrom(io.fromMemory(saved))).card.classes; // [{ "id": 0, "name": "Cytosol" }]
 */
export async function loadClassifierFrom(handler: io.IOHandler): Promise<Classifier> {
  if (!handler.load) {
    throw new Error('handler must have a load() method; received one without');
  }
  const artifacts = await handler.load();
  try {
    return restored(artifacts);
  } catch (error) {
    throw readableError(error);
  }
}

function restored({ userDefinedMetadata, weightSpecs = [], weightData }: io.ModelArtifacts): Classifier {
  const card = parseModelCard((userDefinedMetadata as { readonly card?: unknown } | undefined)?.card);
  const bytes = new io.CompositeArrayBuffer(weightData ?? new ArrayBuffer(0));
  requireSpecs(weightSpecs);
  rebuildClassifier(card, 'none');
  requireBytes(card, { weightSpecs, byteLength: bytes.byteLength });
  const classifier = rebuildClassifier(card, 'zeros');
  try {
    setWeights(classifier, { weightSpecs, bytes });
  } catch (error) {
    classifier.dispose();
    throw error;
  }
  // The provenance of the rebuilt network is "zeros", and no builder takes thresholds or a temperature.
  const { provenance, thresholds, temperature } = card;
  return stateOnCard(classifier, {
    provenance,
    ...(thresholds && { thresholds }),
    ...(temperature && { temperature }),
  });
}

/** What describes the weights, as far as it is used here. */
type WeightSpecs = readonly Pick<io.WeightsManifestEntry, 'name' | 'shape' | 'dtype' | 'quantization'>[];

function requireSpecs(specs: unknown): asserts specs is WeightSpecs {
  const isSpec = (spec: unknown) =>
    isRecord(spec) &&
    typeof spec.name === 'string' &&
    Array.isArray(spec.shape) &&
    spec.shape.every((dimension) => Number.isSafeInteger(dimension) && dimension >= 0);
  if (!Array.isArray(specs)) {
    throw new Error(`weightSpecs must be a list; found ${shown(specs)}`);
  }
  const wrong = specs.findIndex((spec) => !isSpec(spec));
  if (wrong >= 0) {
    throw new Error(`each weight must have a name and a shape of integers; found ${shown(specs[wrong])}`);
  }
}

/** Requires at least the bytes that the network of the card takes, before it takes them. */
function requireBytes(
  { architecture, parameters }: ModelCard,
  { weightSpecs, byteLength }: { readonly weightSpecs: WeightSpecs; readonly byteLength: number },
): void {
  if (byteLength >= parameters * BYTES_PER_FLOAT) {
    return;
  }
  let end = 0;
  for (const { name, shape } of weightSpecs) {
    end += shape.reduce((size, dimension) => size * dimension, BYTES_PER_FLOAT);
    if (end > byteLength) {
      throw new Error(`the weights are truncated in "${name}", which ends at byte ${end} of ${byteLength}`);
    }
  }
  throw new Error(
    `${architecture} has ${parameters} parameters, ${parameters * BYTES_PER_FLOAT} bytes; found ${byteLength} bytes of weights`,
  );
}

function setWeights(
  classifier: Classifier,
  { weightSpecs, bytes }: { readonly weightSpecs: WeightSpecs; readonly bytes: io.CompositeArrayBuffer },
): void {
  const variables = namedVariables(classifier);
  requireNames({ expected: [...variables.keys()], found: weightSpecs.map(({ name }) => name) });

  let offset = 0;
  for (const spec of weightSpecs) {
    const variable = variables.get(spec.name)!;
    if (spec.dtype !== 'float32' || spec.quantization) {
      const found = spec.quantization?.dtype ?? spec.dtype;
      throw new Error(`weight "${spec.name}" must be float32 without quantization; found ${found}`);
    }
    if (spec.shape.join() !== variable.shape.join()) {
      throw new Error(`weight "${spec.name}" must be [${variable.shape}]; found [${spec.shape}]`);
    }
    const end = offset + variable.size * BYTES_PER_FLOAT;
    const values = new Float32Array(bytes.slice(offset, end));
    requireFinite(values, { name: spec.name });
    tidy(() => variable.assign(tensor(values, variable.shape)));
    offset = end;
  }
  if (offset !== bytes.byteLength) {
    throw new Error(`the weights must be ${offset} bytes; found ${bytes.byteLength}`);
  }
}

function requireNames({
  expected,
  found,
}: {
  readonly expected: readonly string[];
  readonly found: readonly string[];
}): void {
  const missing = new Set(expected);
  const unknown: string[] = [];
  for (const name of found) {
    if (!missing.delete(name)) {
      unknown.push(name);
    }
  }
  if (missing.size === 0 && unknown.length === 0) {
    return;
  }
  throw new Error(
    `the weights do not fit the network; missing: ${listed([...missing])}; unknown or repeated: ${listed(unknown)}`,
  );
}
