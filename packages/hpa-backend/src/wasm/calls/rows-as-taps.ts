/** What is known of a convolution, named as in tfjs-core. */
interface Geometry {
  readonly inWidth: number;
  readonly inChannels: number;
  readonly outWidth: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly strideWidth: number;
  readonly dilationWidth: number;
  readonly padInfo: { readonly left: number };
}

/**
 * The same convolution by a filter of one column, where no tap lies beside the images: the channels of neighbors in a row lie side by side in memory, in the
 * images as in the filter, so the taps of a row read them as those of one pixel. With three or four channels, a tap by itself is hardly worth its start.
 */
export function withRowsAsTaps<Shape extends Geometry>(
  shape: Shape,
): Pick<Shape, 'filterHeight' | 'filterWidth' | 'inChannels'> {
  const { inWidth, outWidth, filterWidth, strideWidth, dilationWidth, padInfo, inChannels } = shape;
  const inside = padInfo.left === 0 && (outWidth - 1) * strideWidth + filterWidth <= inWidth;
  return inside && dilationWidth === 1
    ? { ...shape, filterWidth: 1, inChannels: filterWidth * inChannels }
    : shape;
}
