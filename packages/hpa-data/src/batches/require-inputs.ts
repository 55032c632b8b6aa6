import { listChannels } from '../image/list-channels.js';
import { requireInput } from '../image/to-model-input.js';
import type { ImageStore, InputsOptions, OrientedSample } from './image-store.js';

/**
 * Returns the samples if a store can make this input of them.
 *
 * @throws RangeError if the input is invalid, not of the size of the store or of channels that its images have not, or images to
 * transpose are not square.
 */
export function requireInputs(
  samples: readonly OrientedSample[],
  {
    input,
    store,
  }: Pick<InputsOptions, 'input'> & { readonly store: Pick<ImageStore, 'height' | 'width' | 'channels'> },
): readonly OrientedSample[] {
  const { height, width } = requireInput(input, { of: listChannels(store) });
  if (store.height !== height || store.width !== width) {
    throw new RangeError(
      `images must be ${height}x${width} like the input; received a store of ${store.height}x${store.width}`,
    );
  }
  const transposed = samples.find(({ orientation }) => orientation >= 4);
  if (transposed !== undefined && height !== width) {
    throw new RangeError(
      `orientation ${transposed.orientation} transposes images, so they must be square; received ${height}x${width}`,
    );
  }
  return samples;
}
