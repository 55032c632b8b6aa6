import { io, tensor, tidy } from '@tensorflow/tfjs-core';
import { variablesOf } from '../layers/variables-of.js';
import type { Classifier } from '../types.js';
import { stateProvenance } from '../weights/state-provenance.js';
import { parseModelCard } from './parse-model-card.js';
import { rebuildClassifier } from './rebuild-classifier.js';

const BYTES_PER_FLOAT = 4;

/**
 * Loads a classifier that `saveClassifier` saved, through an IO handler of TensorFlow.js.
 *
 * The network is built anew from the card and every weight is set by name, so that it is the library's own network,
 * which trains and freezes, whatever layers the file lists.
 *
 * @throws Error if the card is missing, malformed, of another version or of an unknown architecture, or if a weight is
 * missing, unknown, of another shape or type, or cut off; the message names it
 */
export async function loadClassifier(handler: io.IOHandler): Promise<Classifier> {
  if (!handler.load) {
    throw new Error('the IO handler cannot load: it has no load() method');
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
  // The rebuilt network's own words for its weights are "zeros".
  return stateProvenance(classifier, card.provenance);
}

function setWeights(classifier: Classifier, { weightSpecs, weightData }: Required<WeightArtifacts>): void {
  const weights = classifier.network.layers.flatMap((layer) => layer.weights);
  const variables = variablesOf(weights);
  const byName = new Map(weights.map(({ originalName }, i) => [originalName, variables[i]!]));
  checkNames({ expected: [...byName.keys()], found: weightSpecs.map(({ name }) => name) });

  const bytes = new io.CompositeArrayBuffer(weightData);
  let offset = 0;
  for (const spec of weightSpecs) {
    const variable = byName.get(spec.name)!;
    if (spec.dtype !== 'float32' || spec.quantization) {
      throw new Error(
        `weight "${spec.name}" must be plain float32; found ${spec.quantization?.dtype ?? spec.dtype}`,
      );
    }
    if (spec.shape.join() !== variable.shape.join()) {
      throw new Error(`weight "${spec.name}" must be [${variable.shape}]; found [${spec.shape}]`);
    }
    const end = offset + variable.size * BYTES_PER_FLOAT;
    if (end > bytes.byteLength) {
      throw new Error(
        `the weights are cut off in "${spec.name}": it ends at byte ${end} of ${bytes.byteLength}`,
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

function checkNames({
  expected,
  found,
}: {
  readonly expected: readonly string[];
  readonly found: readonly string[];
}): void {
  const missing = expected.filter((name) => !found.includes(name));
  const unknown = found.filter((name, i) => !expected.includes(name) || found.indexOf(name) !== i);
  if (missing.length === 0 && unknown.length === 0) {
    return;
  }
  const list = (names: readonly string[]) => (names.length > 0 ? names.join(', ') : 'none');
  throw new Error(
    `the weights do not fit the network; missing: ${list(missing)}; unknown or repeated: ${list(unknown)}`,
  );
}
