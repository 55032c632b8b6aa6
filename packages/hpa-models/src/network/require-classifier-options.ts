import { requireSeed } from '../require-seed.js';
import type { ClassifierOptions, ClassifierSettings, InputSpec, Normalization } from '../types.js';
import { checkOption } from './check-option.js';

/** Red, green, blue, yellow: the channels of most of the networks here. */
export const RGBY: readonly string[] = ['microtubules', 'protein', 'nucleus', 'er'];

/** Blue, green, red, yellow: the order of GapNet-PL. */
export const BGRY: readonly string[] = ['nucleus', 'protein', 'microtubules', 'er'];

const NORMALIZATIONS: readonly Normalization[] = ['none', 'unit', 'symmetric', 'per-image', 'imagenet'];

/** What an architecture asks of its input, and what it sees unless told otherwise. */
export interface InputRequirements extends Pick<InputSpec, 'channels' | 'normalization'> {
  readonly architecture: string;
  /** Smallest legal height and width, pixels. */
  readonly minimumSize: number;
}

/**
 * Completes the options that all builders share.
 *
 * @throws RangeError naming the option if an image is too small, a channel has no name, a normalization is unknown or does not
 * fit the channels, there are no classes, a class id is repeated or the seed is out of range
 */
export function requireClassifierOptions(
  options: ClassifierOptions,
  { architecture, minimumSize, ...own }: InputRequirements,
): ClassifierSettings {
  const { name = architecture, classes, seed, initialWeights = 'random' } = options;
  const { height, width, channels = own.channels, normalization = own.normalization } = options.input;
  const check = (holds: boolean, message: string) => checkOption(holds, `${architecture}: ${message}`);

  check(
    [height, width].every((size) => Number.isInteger(size) && size >= minimumSize),
    `images must be at least ${minimumSize} x ${minimumSize} pixels; received ${height} x ${width}`,
  );
  check(
    Array.isArray(channels) &&
      channels.length > 0 &&
      channels.every((channel) => typeof channel === 'string' && channel !== ''),
    `input.channels must name at least one channel; received ${JSON.stringify(channels)}`,
  );
  check(
    NORMALIZATIONS.includes(normalization),
    `input.normalization must be one of ${NORMALIZATIONS.join(', ')}; received ${normalization}`,
  );
  check(
    normalization !== 'imagenet' || channels.length === 3,
    `input.normalization 'imagenet' needs 3 channels; received ${channels.length}`,
  );
  check(classes.length > 0, 'classes must name at least one class; received none');
  const ids = classes.map(({ id }) => id);
  const repeated = ids.find((id, i) => ids.indexOf(id) !== i);
  check(repeated === undefined, `class ids must differ; ${repeated} comes twice in [${ids}]`);
  requireSeed(seed, { name: `${architecture}: seed` });
  check(
    ['random', 'zeros', 'none'].includes(initialWeights),
    `initialWeights must be 'random', 'zeros' or 'none'; received ${initialWeights}`,
  );
  return { name, classes, seed, initialWeights, input: { height, width, channels, normalization } };
}
