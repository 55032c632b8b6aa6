import { isRecord } from '../is-record.js';
import { requireSeed } from '../require-number.js';
import { shown } from '../shown.js';
import type { ClassifierOptions, ClassLabel, InputSpec } from '../types.js';
import { requireLevels } from './require-levels.js';

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

/** Most classes of a network, far above any that there is. */
export const MAXIMUM_CLASSES = 65_536;

/** Most planes of an input. */
const MAXIMUM_CHANNELS = 1024;

/** Largest height and width of an image, in pixels: the largest square that sharp decodes. */
const MAXIMUM_SIZE = 16_384;

/** The channels of most of the networks. */
const RGBY: readonly string[] = ['microtubules', 'protein', 'nucleus', 'er'];

const NORMALIZATIONS: readonly InputSpec['normalization'][] = [
  'none',
  'unit',
  'symmetric',
  'per-image',
  'imagenet',
];
const INPUT_FIELDS: readonly string[] = ['height', 'width', 'channels', 'normalization', 'levels'];
const TASKS: readonly string[] = ['single-label', 'multi-label'];
const INITIAL_WEIGHTS: readonly string[] = ['random', 'zeros', 'none'];

/**
 * Completes the options that all builders share.
 *
 * @throws RangeError if an option is out of range
 */
export function requireSettings(
  { name, input, classes, task = 'single-label', seed, initialWeights = 'random' }: ClassifierOptions,
  { architecture, ...rules }: InputRules & { readonly architecture: string },
): Settings {
  if (!INITIAL_WEIGHTS.includes(initialWeights)) {
    throw new RangeError(
      `initialWeights must be one of ${INITIAL_WEIGHTS.join(', ')}; received ${initialWeights}`,
    );
  }
  if (!TASKS.includes(task)) {
    throw new RangeError(`task must be one of ${TASKS.join(', ')}; received ${shown(task)}`);
  }
  return {
    name: requireName(name ?? architecture),
    input: requireInput(input, rules),
    classes: requireClasses(classes),
    task,
    seed: requireSeed(seed),
    initialWeights,
  };
}

function requireName(name: string): string {
  if (typeof name !== 'string' || name === '') {
    throw new RangeError(`name must be a string of at least one character; received ${shown(name)}`);
  }
  return name;
}

function requireInput(input: ClassifierOptions['input'], rules: InputRules): InputSpec {
  if (!isRecord(input)) {
    throw new RangeError(`input must be { height, width }; received ${shown(input)}`);
  }
  for (const field of Object.keys(input)) {
    if (!INPUT_FIELDS.includes(field)) {
      throw new RangeError(`input has ${INPUT_FIELDS.join(', ')}; received ${shown(field)}`);
    }
  }
  const { minimumSize } = rules;
  const {
    height,
    width,
    channels = rules.channels ?? RGBY,
    normalization = rules.normalization,
    levels,
  } = input;
  const size = `${shown(height)} x ${shown(width)}`;
  if (![height, width].every((size) => Number.isInteger(size) && size >= minimumSize)) {
    throw new RangeError(`images must be at least ${minimumSize} x ${minimumSize} pixels; received ${size}`);
  }
  if (height > MAXIMUM_SIZE || width > MAXIMUM_SIZE) {
    throw new RangeError(`images must be at most ${MAXIMUM_SIZE} x ${MAXIMUM_SIZE} pixels; received ${size}`);
  }
  const isName = (channel: unknown) => typeof channel === 'string' && channel !== '';
  if (!Array.isArray(channels) || channels.length === 0 || !channels.every(isName)) {
    throw new RangeError(`input.channels must name at least one channel; received ${shown(channels)}`);
  }
  if (channels.length > MAXIMUM_CHANNELS) {
    throw new RangeError(`input.channels must be at most ${MAXIMUM_CHANNELS}; received ${channels.length}`);
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
  return {
    height,
    width,
    channels,
    normalization,
    ...(levels !== undefined && { levels: requireLevels(levels) }),
  };
}

function requireClasses(classes: readonly ClassLabel[]): readonly ClassLabel[] {
  if (!Array.isArray(classes)) {
    throw new RangeError(`classes must be a list of { id, name }; received ${shown(classes)}`);
  }
  if (classes.length === 0) {
    throw new RangeError('classes must name at least one class; received none');
  }
  if (classes.length > MAXIMUM_CLASSES) {
    throw new RangeError(`classes must be at most ${MAXIMUM_CLASSES}; received ${classes.length}`);
  }
  const ids = new Set<number>();
  for (const label of classes as readonly unknown[]) {
    const { id, name } = isRecord(label) ? label : {};
    if (!Number.isSafeInteger(id) || typeof name !== 'string') {
      throw new RangeError(
        `classes must be a list of { id, name }, an integer and a string; received ${shown(label)} among them`,
      );
    }
    if (ids.has(id as number)) {
      const all = classes.map((each) => each.id);
      throw new RangeError(`class ids must differ; ${id} appears twice in ${shown(all)}`);
    }
    ids.add(id as number);
  }
  return classes;
}
