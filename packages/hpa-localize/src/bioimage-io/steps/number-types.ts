/** The arrays that hold the numbers of a network's input, by the names of the specification. */
export const NUMBER_TYPES = {
  float32: Float32Array,
  float64: Float64Array,
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
} as const;

/** The name of a type of numbers that can be computed with here; 64-bit integers and truth values cannot. */
export type NumberType = keyof typeof NUMBER_TYPES;

/** The names of the types. */
export const NUMBER_TYPE_NAMES = Object.keys(NUMBER_TYPES) as [NumberType, ...NumberType[]];
