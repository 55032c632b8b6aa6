import { seededRandom } from '../seeded-random.js';
import type { Orientation } from './orient-image.js';

/** How training images vary: not at all, by flips, or by all eight symmetries of a square. */
export type Augmentation = 'none' | 'flips' | 'dihedral';

const ORIENTATION_COUNTS: Readonly<Record<Augmentation, number>> = { none: 1, flips: 4, dihedral: 8 };

/**
 * Draws the orientation of one sample in one epoch, uniformly. It depends on seed, epoch and id alone, not on the order
 * of loading.
 *
 * @throws RangeError if the augmentation is unknown.
 */
export function drawOrientation(
  id: string,
  {
    augment,
    seed,
    epoch,
  }: {
    /** Which orientations are drawn. */
    readonly augment: Augmentation;
    /** Seed of the run. */
    readonly seed: number;
    /** Epoch, from 0. */
    readonly epoch: number;
  },
): Orientation {
  if (!Object.hasOwn(ORIENTATION_COUNTS, augment)) {
    throw new RangeError(
      `augment must be one of ${Object.keys(ORIENTATION_COUNTS).join(', ')}; received ${augment}`,
    );
  }
  const random = seededRandom(['orientation', seed, epoch, id]);
  return random.integer([0, ORIENTATION_COUNTS[augment] - 1]) as Orientation;
}
