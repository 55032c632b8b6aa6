import { requireSeed } from '../require-number.js';
import type { ClassifierOptions, ClassLabel, InputSpec } from '../types.js';

/** The options that all builders share, complete. */
export interface Settings extends Required<Omit<ClassifierOptions, 'input'>> {
  readonly input: InputSpec;
}

/** What an architecture says of its input. */
interface InputRules extends Pick<InputSpec, 'normalization'> {
  /** Red, green, blue and yellow by default. */
  readonly channels?: readonly string[];
  /** Smallest legal height and width, in pixels. */
  readonly minimumSize: number;
}

/** The channels of most of the networks. */
const RGBY: readonly string[] = ['microtubules', 'protein', 'nucleus', 'er'];

const NORMALIZATIONS: readonly InputSpec['normalization'][] = [
  'none',
  'unit',
  'symmetric',
  'per-image',
  'imagenet',
];
const INITIAL_WEIGHTS: readonly string[] = ['random', 'zeros', 'none'];

/**
 * Completes the options that all builders share.
 *
 * @throws RangeError if an option is out of range
 */
export function requireSettings(
  { name, input, classes, seed, initialWeights = 'random' }: ClassifierOptions,
  { architecture, ...rules }: InputRules & { readonly architecture: string },
): Settings {
  if (!INITIAL_WEIGHTS.includes(initialWeights)) {
    throw new RangeError(
      `initialWeights must be one of ${INITIAL_WEIGHTS.join(', ')}; received ${initialWeights}`,
    );
  }
  return {
    name: name ?? architecture,
    input: requireInput(input, rules),
    classes: requireClasses(classes),
    seed: requireSeed(seed),
    initialWeights,
  };
}

function requireInput(input: ClassifierOptions['input'], rules: InputRules): InputSpec {
  if (typeof input !== 'object' || input === null) {
    throw new RangeError(`input must be { height, width }; received ${input}`);
  }
  const { minimumSize } = rules;
  const { height, width, channels = rules.channels ?? RGBY, normalization = rules.normalization } = input;
  if (![height, width].every((size) => Number.isInteger(size) && size >= minimumSize)) {
    throw new RangeError(
      `images must be at least ${minimumSize} x ${minimumSize} pixels; received ${height} x ${width}`,
    );
  }
  const isName = (channel: unknown) => typeof channel === 'string' && channel !== '';
  if (!Array.isArray(channels) || channels.length === 0 || !channels.every(isName)) {
    throw new RangeError(
      `input.channels must name at least one channel; received ${JSON.stringify(channels)}`,
    );
  }
  if (!NORMALIZATIONS.includes(normalization)) {
    throw new RangeError(
      `input.normalization must be one of ${NORMALIZATIONS.join(', ')}; received ${normalization}`,
    );
  }
  if (normalization === 'imagenet' && channels.length !== 3) {
    throw new RangeError(
      `input.normalization must not be imagenet unless there are 3 channels; received ${channels.length}`,
    );
  }
  return { height, width, channels, normalization };
}

function requireClasses(classes: readonly ClassLabel[]): readonly ClassLabel[] {
  if (classes.length === 0) {
    throw new RangeError('classes must name at least one class; received none');
  }
  const ids = classes.map(({ id }) => id);
  const repeated = ids.find((id, i) => ids.indexOf(id) !== i);
  if (repeated !== undefined) {
    throw new RangeError(`class ids must differ; ${repeated} appears twice in [${ids}]`);
  }
  return classes;
}
