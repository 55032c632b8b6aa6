import type { InputSpec } from '../image/input-spec.js';
import type { Sample } from '../sample.js';
import { type BatchSource, createBatches } from './create-batches.js';

/**
 * Turns samples into batches for one model: size, channels, normalization and number of classes are those of its card, so
 * that they cannot differ from what the model takes. All else is as in {@link createBatches}.
 *
 * @param model Anything with a card, such as a classifier of @hpa/models.
 * @throws TypeError if there is no card, or an option repeats what it says; RangeError as `createBatches`.
 *
 * @example
 * import { batchesFor, COMPOSITIONS, syntheticCells } from '@hpa/data';
 * const { samples, classes, images } = syntheticCells({ classes: [0, 25], count: 8, seed: 1, size: 32 });
 * const input = { height: 32, width: 32, channels: COMPOSITIONS.bgry, normalization: 'per-image' };
 * batchesFor({ card: { input, classes } }, samples, { images, batchSize: 4, seed: 1 }).input.normalization; // "per-image"
 */
export function batchesFor(
  model: { readonly card: { readonly input: InputSpec; readonly classes: readonly unknown[] } },
  samples: readonly Sample[],
  options: Omit<Parameters<typeof createBatches>[1], 'input' | 'classCount'>,
): BatchSource {
  const { input, classes } = (model as Partial<typeof model> | null)?.card ?? {};
  if (input === undefined || classes === undefined) {
    throw new TypeError('model must have a card with input and classes, as a classifier of @hpa/models has');
  }
  const repeated = ['input', 'classCount'].find((name) => Object.hasOwn(options, name));
  if (repeated !== undefined) {
    throw new TypeError(`batchesFor reads ${repeated} from the card of the model; leave the option out`);
  }
  return createBatches(samples, { ...options, input, classCount: classes.length });
}
