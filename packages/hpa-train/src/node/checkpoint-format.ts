import type { TensorHeader, TrainingState } from '../state/training-state.js';

/** The file that makes a folder a checkpoint: it names the binary, and replaces its predecessor in one rename. */
export const manifestName = 'checkpoint.json';

/** What `checkpoint.json` holds. */
export interface CheckpointManifest {
  readonly format: typeof formatName;
  readonly version: typeof formatVersion;
  /** The little-endian float32 tensors, one after another in the order of mapTensors(). */
  readonly binary: { readonly file: string; readonly bytes: number };
  /** SHA-256, in hex, of the binary followed by the JSON text of `state`. */
  readonly sha256: string;
  /** The training state without its numbers; numbers that JSON lacks are spelled out. */
  readonly state: unknown;
}

/** Says that a JSON file is a checkpoint of this package. */
export const formatName = 'hpa-train-checkpoint';

/** The only layout there is so far. */
export const formatVersion = 1;

/** The training state with each tensor, one at a time, replaced by what `convert` makes of it. */
export async function mapTensors<From extends TensorHeader, To extends TensorHeader>(
  state: TrainingState<From>,
  convert: (tensor: From) => Promise<To>,
): Promise<TrainingState<To>> {
  const convertAll = async (tensors: readonly From[]): Promise<To[]> => {
    const converted: To[] = [];
    for (const tensor of tensors) {
      converted.push(await convert(tensor));
    }
    return converted;
  };
  const weights = await convertAll(state.weights);
  const slots = await convertAll(state.optimizer.slots);
  const bestWeights = state.bestWeights === null ? null : await convertAll(state.bestWeights);
  return { ...state, weights, optimizer: { ...state.optimizer, slots }, bestWeights };
}

/** A JSON value like the given one in which NaN and the infinities, which a metric may give, are spelled out. */
export function spellOutNumbers(value: unknown): unknown {
  const text = JSON.stringify(value, (_key, entry: unknown) =>
    typeof entry === 'number' && !Number.isFinite(entry) ? { nonFinite: String(entry) } : entry,
  );
  return JSON.parse(text);
}

/** The value that spellOutNumbers() was given, from the JSON text of its result. */
export function parseSpelledOut(text: string): unknown {
  return JSON.parse(text, (_key, entry: unknown) =>
    typeof entry === 'object' && entry !== null && 'nonFinite' in entry ? Number(entry.nonFinite) : entry,
  );
}
