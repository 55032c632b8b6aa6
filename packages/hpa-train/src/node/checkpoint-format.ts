import type { SavedTensor, TrainingState } from '../state/training-state.js';
import type { RunIdentity } from './run-identity.js';

/** The file that makes a folder a checkpoint: it names the binary file. */
export const MANIFEST_NAME = 'checkpoint.json';

/** A copy of the manifest of the checkpoint before: what is left if the newest is damaged. */
export const EARLIER_NAME = 'checkpoint-before.json';

/** Identifies a JSON file as a checkpoint of this package. */
export const FORMAT_NAME = 'hpa-train-checkpoint';

/** The version that is written; 1, which has no epochs under way, averages and parts of batches, is read too. */
export const FORMAT_VERSION = 2;

/** The contents of `checkpoint.json`. */
export interface CheckpointManifest {
  readonly format: typeof FORMAT_NAME;
  readonly version: number;
  /** The little-endian float32 tensors, one after another in the order of mapTensors(). */
  readonly binary: { readonly file: string; readonly bytes: number };
  /** SHA-256, in hex, of the binary followed by the JSON text of `state` and, if there is one, of `identity`. */
  readonly sha256: string;
  /** Which run the checkpoint belongs to; absent if the caller did not say. */
  readonly identity?: RunIdentity;
  /** What computed it, in words; absent if the caller did not say. Not covered by the checksum. */
  readonly engine?: string;
  /** The training state without tensor data; numbers that JSON lacks are spelled out. */
  readonly state: unknown;
}

/** A tensor without its data. */
export type TensorHeader = Pick<SavedTensor, 'name' | 'shape'>;

/** A training state whose tensors are something else, such as headers. */
export type StateWith<Tensor> = Omit<TrainingState, 'weights' | 'optimizer' | 'bestWeights' | 'averages'> & {
  readonly weights: readonly Tensor[];
  readonly optimizer: Omit<TrainingState['optimizer'], 'slots'> & { readonly slots: readonly Tensor[] };
  readonly bestWeights: readonly Tensor[] | null;
  readonly averages?: { readonly decay: number; readonly weights: readonly Tensor[] };
};

/** Returns the training state with each tensor converted, one at a time: weights, slots, best weights, averages. */
export async function mapTensors<From, To>(
  state: StateWith<From>,
  convert: (tensor: From) => Promise<To> | To,
): Promise<StateWith<To>> {
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
  const { averages, ...rest } = state;
  return {
    ...rest,
    weights,
    optimizer: { ...state.optimizer, slots },
    bestWeights,
    ...(averages && { averages: { ...averages, weights: await convertAll(averages.weights) } }),
  };
}

/** Returns a JSON value in which NaN and infinities, which metrics may give, are spelled out. */
export function spellOutNumbers(value: unknown): unknown {
  const text = JSON.stringify(value, (_key, entry: unknown) =>
    typeof entry === 'number' && !Number.isFinite(entry) ? { nonFinite: String(entry) } : entry,
  );
  return JSON.parse(text);
}

/** Returns the value that spellOutNumbers() was given, from the JSON text of its result. */
export function parseSpelledOut(text: string): unknown {
  return JSON.parse(text, (_key, entry: unknown) =>
    typeof entry === 'object' && entry !== null && 'nonFinite' in entry ? Number(entry.nonFinite) : entry,
  );
}

/** The text of a manifest that its checksum covers. */
export function digestedText(state: unknown, identity: RunIdentity | undefined): string {
  return `${JSON.stringify(state)}${identity === undefined ? '' : JSON.stringify(identity)}`;
}
