/** Reads little-endian numbers in sequence. A read past the end throws a RangeError that names the file. */
export class ByteCursor {
  private readonly view: DataView;
  private at = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly name: string,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get position(): number {
    return this.at;
  }

  get remaining(): number {
    return this.bytes.length - this.at;
  }

  u8(): number {
    return this.view.getUint8(this.advance(1));
  }

  u16(): number {
    return this.view.getUint16(this.advance(2), true);
  }

  u32(): number {
    return this.view.getUint32(this.advance(4), true);
  }

  /** Reads a 64-bit number. One that JavaScript cannot represent exactly lies past the end of any file: it reads as Infinity. */
  u64(): number {
    const value = this.view.getBigUint64(this.advance(8), true);
    return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : Number.POSITIVE_INFINITY;
  }

  /** Reads a varint of protobuf and LevelDB: seven bits per byte, lowest first, at most 64 bits. */
  varint(): number {
    let value = 0;
    for (let factor = 1; factor < 2 ** 70; factor *= 128) {
      const byte = this.u8();
      value += (byte & 127) * factor;
      if (byte < 128) {
        return value <= Number.MAX_SAFE_INTEGER ? value : Number.POSITIVE_INFINITY;
      }
    }
    throw new RangeError(`${this.name}: a varint of more than 64 bits at byte ${this.at}`);
  }

  /** Returns a view of the next bytes. */
  take(length: number): Uint8Array {
    const start = this.advance(length);
    return this.bytes.subarray(start, start + length);
  }

  skip(length: number): void {
    this.advance(length);
  }

  private advance(length: number): number {
    if (!(length >= 0 && length <= this.remaining)) {
      throw new RangeError(
        `${this.name}: ${length} bytes expected; ${this.remaining} of ${this.bytes.length} are left`,
      );
    }
    this.at += length;
    return this.at - length;
  }
}
