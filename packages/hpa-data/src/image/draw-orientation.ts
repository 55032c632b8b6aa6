import { seededRandom } from '../seeded-random.js';
import type { Orientation } from './orient-image.js';

/** How training images vary: not at all, by mirroring, or by all eight symmetries of a square. */
export type Augmentation = 'none' | 'flips' | 'dihedral';

const orientationCounts: Readonly<Record<Augmentation, number>> = { none: 1, flips: 4, dihedral: 8 };

/** Options of {@link drawOrientation}. */
export interface DrawOrientationOptions {
  /** Which orientations may come. */
  readonly augment: Augmentation;
  /** Seed of the run. */
  readonly seed: number;
  /** Epoch, from 0. */
  readonly epoch: number;
}

/**
 * Draws the orientation of one sample in one epoch, uniformly; seed, epoch and id alone decide it, so the
 * order of loading does not.
 *
 * @throws RangeError where the augmentation is unknown.
 */
export function drawOrientation(id: string, { augment, seed, epoch }: DrawOrientationOptions): Orientation {
  if (!Object.hasOwn(orientationCounts, augment)) {
    throw new RangeError(
      `augment must be one of ${Object.keys(orientationCounts).join(', ')}; received ${augment}`,
    );
  }
  const random = seededRandom(['orientation', seed, epoch, id]);
  return random.integer([0, orientationCounts[augment] - 1]) as Orientation;
}
