/** Maximum number of pixels of an image or page: 8192 x 8192. It bounds the memory that decoding takes. */
export const PIXEL_LIMIT: number = 2 ** 26;
