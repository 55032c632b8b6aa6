import type { ClassifierOptions, Composition, Normalization } from '../types.js';
import { checkOption } from './check-option.js';

const CHANNEL_COUNTS: Readonly<Record<Composition, number>> = { rgby: 4, bgry: 4, 'rgb-half-yellow': 3 };
const NORMALIZATIONS: readonly Normalization[] = ['none', 'unit', 'symmetric', 'per-image'];

/** What an architecture asks of its input. */
export interface InputRequirements {
  readonly architecture: string;
  /** Smallest legal height and width, pixels. */
  readonly minimumSize: number;
}

/**
 * Checks the options that all builders share.
 *
 * @throws RangeError naming the option: an input that is too small or has another number of channels than the
 * composition, unknown names, no classes, a repeated class id, a seed out of range
 */
export function checkClassifierOptions(
  options: Required<Omit<ClassifierOptions, 'name'>>,
  { architecture, minimumSize }: InputRequirements,
): void {
  const { inputShape, channels, normalization, classes, seed, initialWeights } = options;
  const [height, width, depth] = inputShape;
  const check = (holds: boolean, message: string) => checkOption(holds, `${architecture}: ${message}`);

  check(inputShape.length === 3, `inputShape must be [height, width, channels]; received [${inputShape}]`);
  check(
    [height, width].every((size) => Number.isInteger(size) && size >= minimumSize),
    `images must be at least ${minimumSize} x ${minimumSize} pixels; received ${height} x ${width}`,
  );
  check(
    Object.hasOwn(CHANNEL_COUNTS, channels),
    `channels must be one of ${Object.keys(CHANNEL_COUNTS).join(', ')}; received ${channels}`,
  );
  check(
    depth === CHANNEL_COUNTS[channels],
    `channels '${channels}' make ${CHANNEL_COUNTS[channels]} channels; inputShape has ${depth}`,
  );
  check(
    NORMALIZATIONS.includes(normalization),
    `normalization must be one of ${NORMALIZATIONS.join(', ')}; received ${normalization}`,
  );
  check(classes.length > 0, 'classes must name at least one class; received none');
  const ids = classes.map(({ id }) => id);
  const repeated = ids.find((id, i) => ids.indexOf(id) !== i);
  check(repeated === undefined, `class ids must differ; ${repeated} comes twice in [${ids}]`);
  check(
    Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32,
    `seed must be an integer in [0, 2^32); received ${seed}`,
  );
  check(
    ['random', 'zeros', 'none'].includes(initialWeights),
    `initialWeights must be 'random', 'zeros' or 'none'; received ${initialWeights}`,
  );
}
