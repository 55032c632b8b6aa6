/** The types of numbers that are read and written, by their names in NumPy and in the format. */
const TYPES = {
  '|b1': { name: 'bool', bytes: 1, read: (view: DataView, at: number) => view.getUint8(at) },
  '|u1': { name: 'uint8', bytes: 1, read: (view: DataView, at: number) => view.getUint8(at) },
  '|i1': { name: 'int8', bytes: 1, read: (view: DataView, at: number) => view.getInt8(at) },
  '<u2': { name: 'uint16', bytes: 2, read: (view: DataView, at: number) => view.getUint16(at, true) },
  '<i2': { name: 'int16', bytes: 2, read: (view: DataView, at: number) => view.getInt16(at, true) },
  '<u4': { name: 'uint32', bytes: 4, read: (view: DataView, at: number) => view.getUint32(at, true) },
  '<i4': { name: 'int32', bytes: 4, read: (view: DataView, at: number) => view.getInt32(at, true) },
  '<f4': { name: 'float32', bytes: 4, read: (view: DataView, at: number) => view.getFloat32(at, true) },
  '<f8': { name: 'float64', bytes: 8, read: (view: DataView, at: number) => view.getFloat64(at, true) },
} as const;

/** An array of NumPy. */
export interface NpyArray {
  readonly shape: readonly number[];
  /** In C order. */
  readonly data: Float64Array;
}

/** The first bytes of a file, and version 1.0. */
const MAGIC = Uint8Array.of(0x93, ...new TextEncoder().encode('NUMPY'));

/** The header is padded so that the numbers start at a multiple of this. */
const ALIGNMENT = 64;

/** Most numbers that are read: 512 MiB of float64. */
const MAXIMUM_NUMBERS = 2 ** 26;

/**
 * Writes an array in NumPy's format, version 1.0, C order
 * (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
 */
export function writeNpy(
  data: Uint8Array | Float32Array,
  { shape }: { readonly shape: readonly number[] },
): Uint8Array {
  const descr = data instanceof Uint8Array ? '|u1' : '<f4';
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const start = Math.ceil((MAGIC.length + 4 + text.length + 1) / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(start + data.byteLength).fill(0x20, 0, start);
  bytes.set(MAGIC);
  bytes.set([1, 0], MAGIC.length);
  new DataView(bytes.buffer).setUint16(MAGIC.length + 2, start - MAGIC.length - 4, true);
  bytes.set(new TextEncoder().encode(text), MAGIC.length + 4);
  bytes[start - 1] = 0x0a;
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start);
  return bytes;
}

/**
 * Reads an array in NumPy's format: little-endian or single bytes, C order.
 *
 * @param options.where start of error messages
 * @throws Error if it is malformed, of another type or order, or larger than 2^26 numbers
 */
export function readNpy(bytes: Uint8Array, { where }: { readonly where: string }): NpyArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < MAGIC.length + 6 || !MAGIC.every((byte, index) => bytes[index] === byte)) {
    throw new Error(`${where}: expected a file of NumPy (.npy); its first bytes are others`);
  }
  const wide = bytes[MAGIC.length]! >= 2;
  const from = MAGIC.length + (wide ? 6 : 4);
  const length = wide ? view.getUint32(MAGIC.length + 2, true) : view.getUint16(MAGIC.length + 2, true);
  const header = new TextDecoder().decode(bytes.subarray(from, from + length));
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(header)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(header)?.[1];
  const sizes = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(header)?.[1];
  if (descr === undefined || order === undefined || sizes === undefined) {
    throw new Error(`${where}: its header must state descr, fortran_order and shape`);
  }
  const type = Object.hasOwn(TYPES, descr) ? TYPES[descr as keyof typeof TYPES] : undefined;
  if (type === undefined || order === 'True') {
    const known = Object.keys(TYPES).join(', ');
    throw new Error(
      `${where}: expected numbers of ${known} in C order; found ${descr}${order === 'True' ? ' in Fortran order' : ''}`,
    );
  }
  const shape = sizes
    .split(',')
    .map((size) => size.trim())
    .filter((size) => size !== '')
    .map(Number);
  const count = shape.reduce((product, size) => product * size, 1);
  if (count > MAXIMUM_NUMBERS) {
    throw new Error(`${where}: expected at most ${MAXIMUM_NUMBERS} numbers; its shape is [${shape}]`);
  }
  const start = from + length;
  if (bytes.length - start !== count * type.bytes) {
    throw new Error(
      `${where}: [${shape}] of ${type.name} takes ${count * type.bytes} bytes; found ${Math.max(0, bytes.length - start)}`,
    );
  }
  return {
    shape,
    data: Float64Array.from({ length: count }, (_, i) => type.read(view, start + i * type.bytes)),
  };
}
