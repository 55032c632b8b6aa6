import { z } from 'zod';
import type { ImageValues, Step } from './image-values.js';
import { NUMBER_TYPE_NAMES, type NumberType } from './number-types.js';
import { type Place, WORDS } from './words.js';

/** Steps in order, and what they lead to. */
export interface ParsedSteps {
  readonly steps: readonly Step[];
  /** The ids of the steps as they are written. */
  readonly ids: readonly string[];
  /** The type of the last step if that is `ensure_dtype`. */
  readonly type?: NumberType;
}

const WRITTEN = z.array(z.object({ id: z.string(), kwargs: z.record(z.string(), z.unknown()).nullish() }));

/**
 * Reads the steps of a tensor, in the words of the specification.
 *
 * @throws Error naming the step if it is one that cannot be expressed here, has other arguments, or measures all images of a batch together
 */
export function parseSteps(written: unknown, place: Place): ParsedSteps {
  const list = WRITTEN.safeParse(written ?? []);
  if (!list.success) {
    throw new Error(`${place.where}: expected a list of steps with id and kwargs`);
  }
  const steps = list.data.map(({ id, kwargs }, index) => {
    const where = `${place.where}, step ${index + 1}`;
    const word = Object.hasOwn(WORDS, id) ? WORDS[id] : undefined;
    if (word === undefined) {
      throw new Error(`${where}: ${id} cannot be expressed here; known are ${Object.keys(WORDS).join(', ')}`);
    }
    try {
      return word(kwargs ?? {}, { ...place, where });
    } catch (error) {
      if (!(error instanceof z.ZodError)) {
        throw error;
      }
      const [{ path, message } = { path: [], message: '' }] = error.issues;
      throw new Error(`${where}: ${id}${path.length > 0 ? `, ${path.join('.')}` : ''}: ${message}`);
    }
  });
  const last = list.data.at(-1);
  const type = NUMBER_TYPE_NAMES.find((name) => last?.id === 'ensure_dtype' && name === last.kwargs?.dtype);
  return { steps, ids: list.data.map(({ id }) => id), ...(type !== undefined && { type }) };
}

/** Applies steps one after another. */
export function applySteps(values: ImageValues, steps: readonly Step[]): ImageValues {
  const { axes, shape } = values;
  return { axes, shape, data: steps.reduce((data, step) => step({ axes, shape, data }), values.data) };
}
