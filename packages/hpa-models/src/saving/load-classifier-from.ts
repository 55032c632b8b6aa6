import { io, tensor, tidy } from '@tensorflow/tfjs-core';
import type { Classifier } from '../types.js';
import { namedVariables } from '../weights/named-variables.js';
import { stateProvenance } from '../weights/state-provenance.js';
import { parseModelCard } from './parse-model-card.js';
import { rebuildClassifier } from './rebuild-classifier.js';

const BYTES_PER_FLOAT = 4;

/**
 * Loads a classifier that `saveClassifierTo` saved, through an IO handler of TensorFlow.js.
 *
 * The network is built from the card, and its weights are set by name. It is therefore a network of this library, which can be
 * trained and frozen, whatever layers the file lists.
 *
 * @throws Error if the card is missing, malformed, of another version or of an unknown architecture
 * @throws Error if a weight is missing, unknown, truncated, or of another shape or type
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
  const { userDefinedMetadata, weightSpecs = [], weightData = new ArrayBuffer(0) } = await handler.load();
  const card = parseModelCard((userDefinedMetadata as { readonly card?: unknown } | undefined)?.card);
  const classifier = rebuildClassifier(card);
  try {
    setWeights(classifier, { weightSpecs, weightData });
  } catch (error) {
    classifier.dispose();
    throw error;
  }
  // The provenance of the rebuilt network is "zeros".
  return stateProvenance(classifier, card.provenance);
}

function setWeights(classifier: Classifier, { weightSpecs, weightData }: Required<WeightArtifacts>): void {
  const variables = namedVariables(classifier);
  requireNames({ expected: [...variables.keys()], found: weightSpecs.map(({ name }) => name) });

  const bytes = new io.CompositeArrayBuffer(weightData);
  let offset = 0;
  for (const spec of weightSpecs) {
    const variable = variables.get(spec.name)!;
    if (spec.dtype !== 'float32' || spec.quantization) {
      throw new Error(
        `weight "${spec.name}" must be float32 without quantization; found ${spec.quantization?.dtype ?? spec.dtype}`,
      );
    }
    if (spec.shape.join() !== variable.shape.join()) {
      throw new Error(`weight "${spec.name}" must be [${variable.shape}]; found [${spec.shape}]`);
    }
    const end = offset + variable.size * BYTES_PER_FLOAT;
    if (end > bytes.byteLength) {
      throw new Error(
        `the weights are truncated in "${spec.name}", which ends at byte ${end} of ${bytes.byteLength}`,
      );
    }
    const values = new Float32Array(bytes.slice(offset, end));
    tidy(() => variable.assign(tensor(values, variable.shape)));
    offset = end;
  }
  if (offset !== bytes.byteLength) {
    throw new Error(`the weights must be ${offset} bytes; found ${bytes.byteLength}`);
  }
}

type WeightArtifacts = Pick<io.ModelArtifacts, 'weightSpecs' | 'weightData'>;

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
    `the weights do not fit the network; missing: ${list([...missing])}; unknown or repeated: ${list(unknown)}`,
  );
}

const MAXIMUM_LISTED = 100;

function list(names: readonly string[]): string {
  if (names.length === 0) {
    return 'none';
  }
  const more = names.length - MAXIMUM_LISTED;
  return names.slice(0, MAXIMUM_LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
