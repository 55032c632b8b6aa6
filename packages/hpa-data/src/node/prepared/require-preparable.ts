import { PIXEL_LIMIT } from '../../image/pixel-limit.js';
import type { ClassLabel } from '../../labels/class-label.js';
import type { Sample } from '../../sample.js';

/**
 * Requires that a prepared folder can hold samples: their ids differ, labels are positions in the classes, and images have
 * no more pixels than any image may have.
 *
 * @throws RangeError if one of these is not so.
 */
export function requirePreparable(
  samples: readonly Pick<Sample, 'id' | 'labels'>[],
  {
    classes,
    height,
    width,
  }: { readonly classes: readonly ClassLabel[]; readonly height: number; readonly width: number },
): void {
  if (height * width > PIXEL_LIMIT) {
    throw new RangeError(
      `images to prepare must have at most ${PIXEL_LIMIT} pixels; received ${height}x${width}`,
    );
  }
  const ids = new Set<string>();
  for (const { id, labels } of samples) {
    if (ids.has(id)) {
      throw new RangeError(`ids of samples to prepare must differ; received ${id} twice`);
    }
    ids.add(id);
    const unknown = labels.find((label) => classes[label] === undefined);
    if (unknown !== undefined) {
      throw new RangeError(
        `labels must be positions in the ${classes.length} classes; received ${unknown} of sample ${id}`,
      );
    }
  }
}
