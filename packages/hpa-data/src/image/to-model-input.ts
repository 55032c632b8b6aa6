import { requireInteger } from '../require-integer.js';
import type { CellImage, ChannelName } from './cell-image.js';
import type { InputSpec, Normalization } from './input-spec.js';
import { parsePlanes } from './parse-planes.js';
import { selectChannels } from './select-channels.js';

const POINTWISE: Readonly<
  Record<Exclude<Normalization, 'per-image' | 'imagenet'>, (level: number) => number>
> = {
  none: (level) => level,
  unit: (level) => level / 255,
  symmetric: (level) => level / 127.5 - 1,
};
const NORMALIZATIONS = [...Object.keys(POINTWISE), 'per-image', 'imagenet'];

/** Of red, green and blue over ImageNet, in [0, 1]: https://docs.pytorch.org/vision/stable/models.html. */
const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;

/**
 * Turns an image into the input of a model: its channels selected, its gray levels normalized.
 *
 * @returns [height, width, channels] interleaved, one row of a [N, height, width, channels] tensor.
 * @throws RangeError if the image is not of the input's height and width or lacks a channel that the input names, or the input is not
 * one that `createBatches` takes.
 *
 * @example
 * import { COMPOSITIONS, syntheticCell, toModelInput } from '@hpa/data';
 * const image = syntheticCell({ location: 25, seed: 1, size: 64 });
 * const input = { height: 64, width: 64, channels: COMPOSITIONS['rgb-half-yellow'], normalization: 'imagenet' };
 * toModelInput(image, input).length; // 12288
 */
export function toModelInput(image: CellImage, input: InputSpec): Float32Array {
  requireInput(input);
  requireInputSize(image, { input });
  const target = new Float32Array(input.height * input.width * input.channels.length);
  writeModelInput(image, { input, target });
  return target;
}

/**
 * Returns the input if a model can have it of images with certain channels, by default of any.
 *
 * @throws RangeError if the height or width is not a positive integer, a plane or the normalization is unknown, or
 * `imagenet` is not given three planes.
 */
export function requireInput(
  input: InputSpec,
  { of }: { readonly of?: readonly ChannelName[] } = {},
): InputSpec {
  const { height, width, channels, normalization } = input;
  for (const [name, value] of Object.entries({ height, width })) {
    requireInteger(value, { name: `input ${name}`, minimum: 1 });
  }
  parsePlanes(channels, { ...(of && { of }) });
  if (!NORMALIZATIONS.includes(normalization)) {
    throw new RangeError(
      `normalization must be one of ${NORMALIZATIONS.join(', ')}; received ${normalization}`,
    );
  }
  if (normalization === 'imagenet' && channels.length !== 3) {
    throw new RangeError(
      `normalization imagenet must have three channels; received ${channels.length}: ${channels.join(', ')}`,
    );
  }
  return input;
}

/**
 * Returns the image if it has the input's height and width.
 *
 * @throws RangeError if it does not.
 */
export function requireInputSize(
  image: CellImage,
  { input, name = 'image' }: { readonly input: InputSpec; readonly name?: string },
): CellImage {
  if (image.height !== input.height || image.width !== input.width) {
    throw new RangeError(
      `${name} must be ${input.height}x${input.width} like the input; received ${image.height}x${image.width}`,
    );
  }
  return image;
}

/** Writes what {@link toModelInput} returns into `target`, such as one row of a batch; checks nothing. */
export function writeModelInput(
  image: CellImage,
  {
    input: { channels, normalization },
    target,
  }: { readonly input: Pick<InputSpec, 'channels' | 'normalization'>; readonly target: Float32Array },
): void {
  const levels = selectChannels(image, { channels });
  if (normalization === 'per-image') {
    standardize(levels, { channels: channels.length, target });
  } else if (normalization === 'imagenet') {
    standardizeByImageNet(levels, target);
  } else {
    lookUp(levels, { values: valuesOfLevels(POINTWISE[normalization]), target });
  }
}

function valuesOfLevels(value: (level: number) => number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, level) => value(level));
}

/**
 * Writes the value of each level. Reading four levels at a time and moving values as bits, without widening and
 * narrowing numbers, halves the time.
 */
function lookUp(
  levels: Uint8Array,
  { values, target }: { readonly values: Float32Array; readonly target: Float32Array },
): void {
  // Selected channels have a buffer of their own, so they start at a multiple of four. The first level is the lowest
  // byte of a word, as on every machine that runs WebAssembly.
  const words = new Uint32Array(levels.buffer, levels.byteOffset, levels.length >> 2);
  const from = new Int32Array(values.buffer);
  const to = new Int32Array(target.buffer, target.byteOffset, target.length);
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
    target[at] = values[levels[at]!]!;
  }
}

function standardizeByImageNet(levels: Uint8Array, target: Float32Array): void {
  for (const [channel, mean] of IMAGENET.mean.entries()) {
    const values = valuesOfLevels((level) => (level / 255 - mean) / IMAGENET.std[channel]!);
    for (let i = channel; i < levels.length; i += 3) {
      target[i] = values[levels[i]!]!;
    }
  }
}

function standardize(
  levels: Uint8Array,
  { channels, target }: { readonly channels: number; readonly target: Float32Array },
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
    // Both sums are exact integers, so this form of the variance loses no precision that matters.
    const mean = sum / pixels;
    const deviation = Math.sqrt(Math.max(0, squares / pixels - mean * mean));
    const scale = 1 / 255 / (deviation / 255 + 1e-7);
    for (let i = channel; i < levels.length; i += channels) {
      target[i] = (levels[i]! - mean) * scale;
    }
  }
}
