/** The tags that tell how a page is stored and what it means (TIFF 6.0, section 8, and the table of its appendix A). */
export const TIFF_TAGS = {
  width: 256,
  height: 257,
  bits: 258,
  compression: 259,
  photometric: 262,
  description: 270,
  stripOffsets: 273,
  samples: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  planar: 284,
  predictor: 317,
  tileWidth: 322,
  tileHeight: 323,
  extraSamples: 338,
  sampleFormat: 339,
  /** Planes of a MetaMorph stack, which has one directory for all of them (UIC2tag). */
  stackPlanes: 33_629,
} as const;

/** The name of a tag that is read. */
export type TiffTag = keyof typeof TIFF_TAGS;

/** Where the values of a tag lie in the file. */
interface Field {
  readonly type: number;
  readonly count: number;
  /** Position of the first value in the file. */
  readonly at: number;
  /** Position of the field itself. */
  readonly entry: number;
}

/** One directory of a TIFF file: a page. */
export interface TiffDirectory {
  /** The integers of a tag; empty if the page lacks it, or it holds none. */
  numbers(tag: TiffTag): readonly number[];
  /** Number of values that a tag states; 0 if the page lacks it. */
  count(tag: TiffTag): number;
  /** The text of a tag up to its first NUL; empty if the page lacks it. */
  text(tag: TiffTag): string;
  /** Empties all texts of the page, those of private tags too, in the bytes of the file. */
  emptyTexts(): void;
  /** Writes the same integer over all values of a tag, in the bytes of the file; `count` says how many there are then. */
  overwrite(tag: TiffTag, value: number, options?: { readonly count?: number }): void;
}

/** Bytes of a value, by the types that hold integers: BYTE, SHORT, LONG, IFD, LONG8, IFD8. */
const INTEGER_BYTES: Readonly<Record<number, 1 | 2 | 4 | 8>> = { 1: 1, 3: 2, 4: 4, 13: 4, 16: 8, 18: 8 };
const ASCII = 2;
const NAMES = new Map(Object.entries(TIFF_TAGS).map(([name, tag]) => [tag as number, name as TiffTag]));
/** A page may hold private tags too, but no file has this many. */
const FIELD_LIMIT = 4096;
const DIRECTORY_LIMIT = 65_536;

/** Tells whether a file is a TIFF or BigTIFF, by its first bytes. */
export function isTiff(bytes: Uint8Array): boolean {
  const [a, b, c, d] = bytes;
  return (
    (a === 0x49 && b === 0x49 && (c === 42 || c === 43) && d === 0) ||
    (a === 0x4d && b === 0x4d && c === 0 && (d === 42 || d === 43))
  );
}

/**
 * Finds the directories of a TIFF or BigTIFF for which {@link isTiff} is true, without trusting what it states: nothing
 * beyond the end of the file is read, and no memory is taken for it.
 *
 * TIFF 6.0, section 2 (https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf); BigTIFF has 64-bit offsets
 * (http://bigtiff.org).
 *
 * @throws Error if a directory lies beyond the end of the file, or the chain of directories does not end.
 */
export function tiffDirectories(bytes: Uint8Array): TiffDirectory[] {
  const file = new TiffBytes(bytes);
  const wide = file.big ? 8 : 4;
  const countBytes = file.big ? 8 : 2;
  const directories: TiffDirectory[] = [];
  const seen = new Set<number>();
  for (let at = file.integer(file.big ? 8 : 4, wide); at !== 0; ) {
    if (seen.has(at) || seen.size === DIRECTORY_LIMIT) {
      throw new Error('its list of pages does not end');
    }
    seen.add(at);
    const count = file.integer(at, countBytes);
    if (count > FIELD_LIMIT) {
      throw new Error(`a page has ${count} tags; at most ${FIELD_LIMIT} are read`);
    }
    const fieldBytes = 4 + 2 * wide;
    const fields = new Map<TiffTag, Field>();
    const texts: number[] = [];
    for (let index = 0; index < count; index++) {
      const entry = at + countBytes + index * fieldBytes;
      const name = NAMES.get(file.integer(entry, 2));
      if (name !== undefined && !fields.has(name)) {
        fields.set(name, readField(file, entry));
      }
      if (file.integer(entry + 2, 2) === ASCII) {
        texts.push(entry);
      }
    }
    directories.push(new FieldDirectory(file, { fields, texts }));
    at = file.integer(at + countBytes + count * fieldBytes, wide);
  }
  if (directories.length === 0) {
    throw new Error('it has no page');
  }
  return directories;
}

function readField(file: TiffBytes, entry: number): Field {
  const wide = file.big ? 8 : 4;
  const type = file.integer(entry + 2, 2);
  const count = file.integer(entry + 4, wide);
  const length = count * (type === ASCII ? 1 : (INTEGER_BYTES[type] ?? 1));
  const inline = entry + 4 + wide;
  return { type, count, entry, at: length <= wide ? inline : file.integer(inline, wide) };
}

class TiffBytes {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly little: boolean;
  /** Whether offsets have 64 bits. */
  readonly big: boolean;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.little = bytes[0] === 0x49;
    this.big = this.integer(2, 2) === 43;
  }

  requireInside(at: number, length: number): void {
    if (at + length > this.bytes.length) {
      throw new Error(`it states something at byte ${at}, but ends after ${this.bytes.length} bytes`);
    }
  }

  integer(at: number, length: 1 | 2 | 4 | 8): number {
    this.requireInside(at, length);
    if (length === 1) {
      return this.view.getUint8(at);
    }
    if (length === 2) {
      return this.view.getUint16(at, this.little);
    }
    return length === 4
      ? this.view.getUint32(at, this.little)
      : Number(this.view.getBigUint64(at, this.little));
  }

  setInteger(at: number, length: 1 | 2 | 4 | 8, value: number): void {
    this.requireInside(at, length);
    if (length === 1) {
      this.view.setUint8(at, value);
    } else if (length === 2) {
      this.view.setUint16(at, value, this.little);
    } else if (length === 4) {
      this.view.setUint32(at, value, this.little);
    } else {
      this.view.setBigUint64(at, BigInt(value), this.little);
    }
  }
}

class FieldDirectory implements TiffDirectory {
  readonly #file: TiffBytes;
  readonly #fields: ReadonlyMap<TiffTag, Field>;
  /** Positions of the fields that hold text. */
  readonly #texts: readonly number[];

  constructor(
    file: TiffBytes,
    { fields, texts }: { readonly fields: ReadonlyMap<TiffTag, Field>; readonly texts: readonly number[] },
  ) {
    this.#file = file;
    this.#fields = fields;
    this.#texts = texts;
  }

  numbers(tag: TiffTag): number[] {
    const { type = 0, count = 0, at = 0 } = this.#fields.get(tag) ?? {};
    const length = INTEGER_BYTES[type];
    if (length === undefined) {
      return [];
    }
    this.#file.requireInside(at, count * length);
    return Array.from({ length: count }, (_, index) => this.#file.integer(at + index * length, length));
  }

  count(tag: TiffTag): number {
    return this.#fields.get(tag)?.count ?? 0;
  }

  text(tag: TiffTag): string {
    const { count = 0, at = 0 } = this.#fields.get(tag) ?? {};
    // A text that is cut off tells nothing; whether the pixels are there is another question.
    const text = Buffer.from(this.#file.bytes.subarray(at, at + count)).toString('utf8');
    return text.replace(/\0.*$/s, '');
  }

  emptyTexts(): void {
    const wide = this.#file.big ? 8 : 4;
    for (const entry of this.#texts) {
      this.#file.setInteger(entry + 4, wide, 1);
      this.#file.setInteger(entry + 4 + wide, wide, 0);
    }
  }

  overwrite(tag: TiffTag, value: number, { count }: { readonly count?: number } = {}): void {
    const field = this.#fields.get(tag);
    const length = INTEGER_BYTES[field?.type ?? 0];
    if (field === undefined || length === undefined) {
      return;
    }
    const wide = this.#file.big ? 8 : 4;
    const written = count ?? field.count;
    if (count !== undefined) {
      this.#file.setInteger(field.entry + 4, wide, count);
    }
    const at = written * length <= wide ? field.entry + 4 + wide : field.at;
    for (let index = 0; index < written; index++) {
      this.#file.setInteger(at + index * length, length, value);
    }
  }
}
