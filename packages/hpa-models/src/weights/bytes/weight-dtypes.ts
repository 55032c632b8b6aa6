/** Bytes an element of each type that weights are stored in. */
export const BYTES_PER_ELEMENT = {
  bool: 1,
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  float16: 2,
  bfloat16: 2,
  int32: 4,
  uint32: 4,
  float32: 4,
  int64: 8,
  uint64: 8,
  float64: 8,
} as const;

/** Type of the elements of a stored tensor. */
export type WeightDtype = keyof typeof BYTES_PER_ELEMENT;
