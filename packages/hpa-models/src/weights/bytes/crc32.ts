/** Reflected polynomials: `ieee` for ZIP (ISO 3309), `castagnoli` for LevelDB and TensorFlow (RFC 3720, CRC-32C). */
const POLYNOMIALS = { ieee: 0xedb88320, castagnoli: 0x82f63b78 } as const;

/** Computes an unsigned 32-bit cyclic redundancy check; the checksum of no bytes is 0. */
export function crc32(
  bytes: Uint8Array,
  {
    polynomial,
    previous = 0,
  }: {
    readonly polynomial: Polynomial;
    /** Checksum of the bytes before these. */
    readonly previous?: number;
  },
): number {
  const [t0, t1, t2, t3] = tables(polynomial) as [Table, Table, Table, Table];
  let crc = ~previous;
  let i = 0;
  // Four bytes per step with four tables ("slicing by 4") are three times as fast as one byte per step.
  for (const end = bytes.length - 3; i < end; i += 4) {
    crc ^= bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    crc = t3[crc & 255]! ^ t2[(crc >>> 8) & 255]! ^ t1[(crc >>> 16) & 255]! ^ t0[crc >>> 24]!;
  }
  for (; i < bytes.length; i++) {
    crc = (crc >>> 8) ^ t0[(crc ^ bytes[i]!) & 255]!;
  }
  return ~crc >>> 0;
}

/** A checksum as eight hexadecimal digits. */
export function hexadecimal(checksum: number): string {
  return checksum.toString(16).padStart(8, '0');
}

type Polynomial = keyof typeof POLYNOMIALS;
type Table = Int32Array;
const TABLES = new Map<Polynomial, readonly Table[]>();

/** Table k holds the contribution of a byte that is followed by k more. */
function tables(polynomial: Polynomial): readonly Table[] {
  const known = TABLES.get(polynomial);
  if (known) {
    return known;
  }
  const made = Array.from({ length: 4 }, () => new Int32Array(256));
  const [first] = made as [Table];
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) {
      crc = (crc >>> 1) ^ (crc & 1 ? POLYNOMIALS[polynomial] : 0);
    }
    first[byte] = crc;
  }
  for (let k = 1; k < 4; k++) {
    for (let byte = 0; byte < 256; byte++) {
      const before = made[k - 1]![byte]!;
      made[k]![byte] = (before >>> 8) ^ first[before & 255]!;
    }
  }
  TABLES.set(polynomial, made);
  return made;
}
