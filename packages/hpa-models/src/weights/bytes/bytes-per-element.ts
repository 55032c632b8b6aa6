import type { WeightDtype } from './stored-weights.js';

/** Bytes per element of each type that weights are stored in. */
export const BYTES_PER_ELEMENT: Readonly<Record<WeightDtype, 1 | 2 | 4 | 8>> = {
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
};
