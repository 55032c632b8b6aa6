/** Red, green, blue, yellow: the channels of most of the networks here. */
export const RGBY: readonly string[] = ['microtubules', 'protein', 'nucleus', 'er'];

/** Blue, green, red, yellow: the order of GapNet-PL. */
export const BGRY: readonly string[] = ['nucleus', 'protein', 'microtubules', 'er'];
