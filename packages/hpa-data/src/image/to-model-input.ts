import type { CellImage } from './cell-image.js';
import { type Composition, channelCount, composeChannels } from './compose-channels.js';

/**
 * How grey levels become the numbers that a model sees:
 * - `none`: [0, 255] as they are;
 * - `unit`: x / 255, in [0, 1];
 * - `symmetric`: x / 127.5 - 1, in [-1, 1], as Keras's InceptionV3 expects;
 * - `per-image`: (u - mean) / (std + 1e-7) with u = x / 255, by image and channel, std over the whole
 *   population, as GapNet-PL expects. A channel of one grey level becomes 0.
 */
export type Normalization = 'none' | 'unit' | 'symmetric' | 'per-image';

/** Options of {@link toModelInput}. */
export interface ModelInputOptions {
  /** Which stains, in which order. */
  readonly composition: Composition;
  /** From grey levels to model input. */
  readonly normalization: Normalization;
}

const pointwise: Readonly<Record<Exclude<Normalization, 'per-image'>, (level: number) => number>> = {
  none: (level) => level,
  unit: (level) => level / 255,
  symmetric: (level) => level / 127.5 - 1,
};

/**
 * Turns an image into what a model expects: its stains composed, its grey levels normalized.
 *
 * @returns [height, width, channels] interleaved, ready for one row of a [N, H, W, C] tensor.
 * @throws RangeError where the composition or the normalization is unknown.
 */
export function toModelInput(image: CellImage, options: ModelInputOptions): Float32Array {
  const input = new Float32Array(image.height * image.width * channelCount(options.composition));
  writeModelInput(image, { ...options, input });
  return input;
}

/** Writes what {@link toModelInput} returns into an array of that length, such as one row of a batch. */
export function writeModelInput(
  image: CellImage,
  { composition, normalization, input }: ModelInputOptions & { readonly input: Float32Array },
): void {
  const levels = composeChannels(image, { composition });
  if (normalization === 'per-image') {
    standardize(levels, { channels: channelCount(composition), input });
    return;
  }
  if (!Object.hasOwn(pointwise, normalization)) {
    const known = [...Object.keys(pointwise), 'per-image'].join(', ');
    throw new RangeError(`normalization must be one of ${known}; received ${normalization}`);
  }
  const values = Float32Array.from({ length: 256 }, (_, level) => pointwise[normalization](level));
  lookUp(levels, { values, input });
}

/**
 * Writes the value of each level. Four levels are read at a time, and values move as bits, not as numbers that are
 * widened and narrowed again: together that takes half of the time.
 */
function lookUp(
  levels: Uint8Array,
  { values, input }: { readonly values: Float32Array; readonly input: Float32Array },
): void {
  // Composed levels have a buffer of their own and so start at a multiple of four; the first is the lowest byte of a
  // word, as on everything that runs WebAssembly.
  const words = new Uint32Array(levels.buffer, levels.byteOffset, levels.length >> 2);
  const from = new Int32Array(values.buffer);
  const to = new Int32Array(input.buffer, input.byteOffset, input.length);
  const count = words.length;
  let at = 0;
  for (let i = 0; i < count; i++) {
    const word = words[i]!;
    to[at] = from[word & 255]!;
    to[at + 1] = from[(word >>> 8) & 255]!;
    to[at + 2] = from[(word >>> 16) & 255]!;
    to[at + 3] = from[word >>> 24]!;
    at += 4;
  }
  for (; at < levels.length; at++) {
    input[at] = values[levels[at]!]!;
  }
}

function standardize(
  levels: Uint8Array,
  { channels, input }: { readonly channels: number; readonly input: Float32Array },
): void {
  const pixels = levels.length / channels;
  for (let channel = 0; channel < channels; channel++) {
    let sum = 0;
    let squares = 0;
    for (let i = channel; i < levels.length; i += channels) {
      const level = levels[i]!;
      sum += level;
      squares += level * level;
    }
    // Both sums are exact integers, so this form of the variance loses nothing worth keeping.
    const mean = sum / pixels;
    const deviation = Math.sqrt(Math.max(0, squares / pixels - mean * mean));
    const scale = 1 / 255 / (deviation / 255 + 1e-7);
    for (let i = channel; i < levels.length; i += channels) {
      input[i] = (levels[i]! - mean) * scale;
    }
  }
}
