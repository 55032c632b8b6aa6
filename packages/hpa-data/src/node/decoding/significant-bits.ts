/** Longest description that is looked into: enough for a tag for each of many planes. */
const DESCRIPTION_LIMIT = 2 ** 24;
/** More bits than a file of 16 has say nothing of a camera. */
const MAXIMUM_BITS = 16;

/**
 * Finds the number of bits that a level of the camera has, in the description of a TIFF: the attribute `SignificantBits` of OME-XML,
 * the highest if several images have one.
 *
 * @returns A number in [1, 16], or undefined if the description states none.
 */
export function significantBits(description: string): number | undefined {
  if (description.length > DESCRIPTION_LIMIT || !/<(?:\w+:)?OME[\s>]/.test(description)) {
    return undefined;
  }
  const tags = description.matchAll(/<(?:\w+:)?Pixels\s[^<>]*?\bSignificantBits\s*=\s*["'](\d{1,4})["']/g);
  const bits = [...tags]
    .map(([, digits]) => Number(digits))
    .filter((each) => each >= 1 && each <= MAXIMUM_BITS);
  return bits.length === 0 ? undefined : Math.max(...bits);
}
