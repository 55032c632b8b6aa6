/** What a TIFF states of its only pages. */
export interface TiffOptions {
  readonly photometric?: number;
  /** Samples of a pixel; one by default. */
  readonly samples?: number;
  /** 1 unsigned, 2 signed, 3 floating-point. */
  readonly format?: number;
  /** 1 interleaved, 2 plane after plane. */
  readonly planar?: number;
  readonly extraSamples?: readonly number[];
  /** Red, then green, then blue of each level, of 16 bits. */
  readonly colorMap?: Uint16Array;
  readonly description?: string;
  /** Pixels per unit along rows and columns, as ratios, and what the unit is: 1 none, 2 an inch, 3 a centimeter. */
  readonly resolution?: {
    readonly x: readonly [number, number];
    readonly y: readonly [number, number];
    readonly unit?: number;
  };
  /** Number of planes that the tag of a MetaMorph stack states. */
  readonly stackPlanes?: number;
  /** Tags of text, whose bytes are written as they are. */
  readonly texts?: Readonly<Record<number, Uint8Array>>;
  /** Bits of a sample, if the levels are packed; those of the typed array by default. */
  readonly bits?: number;
  /** Whether the most significant byte of numbers comes first. */
  readonly bigEndian?: boolean;
  /** Whether offsets have 64 bits. */
  readonly bigTiff?: boolean;
  /** The code of a compression, and what it makes of the pixels. */
  readonly compression?: readonly [code: number, compress: (pixels: Uint8Array) => Uint8Array];
  readonly width?: number;
  readonly height?: number;
}

type Levels =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/**
 * Writes TIFF of any kind with a page of four by four pixels for each array of levels (TIFF 6.0, sections 2 to 8 and 18;
 * BigTIFF), independently of the decoder under test.
 */
export function writeTiff(pages: readonly Levels[], options: TiffOptions = {}): Uint8Array {
  const { photometric = 1, samples = 1, format = 1, planar = 1, width = 4, height = 4 } = options;
  const {
    bigEndian = false,
    bigTiff = false,
    compression: [compression, compress] = [1, (x) => x],
  } = options;
  const wide = bigTiff ? 8 : 4;
  const number = (value: number, length: number): Buffer => {
    const bytes = Buffer.alloc(length);
    bytes.writeUIntBE(value, length === 8 ? 2 : 0, Math.min(length, 6));
    return bigEndian ? bytes : bytes.reverse();
  };
  const header = Buffer.concat([
    Buffer.from(bigEndian ? 'MM' : 'II'),
    number(bigTiff ? 43 : 42, 2),
    ...(bigTiff ? [number(8, 2), number(0, 2)] : []),
  ]);
  const parts: Buffer[] = [header, number(0, wide)];
  let link = parts.length - 1;
  let length = header.length + wide;
  const push = (bytes: Uint8Array): number => {
    const at = length;
    const padded = Buffer.concat([bytes, Buffer.alloc(bytes.length % 2)]);
    parts.push(padded);
    length += padded.length;
    return at;
  };
  for (const levels of pages) {
    const stored = Buffer.from(levels.buffer, levels.byteOffset, levels.byteLength);
    const bytes = levels.BYTES_PER_ELEMENT;
    const swapped = bigEndian && bytes > 1;
    const pixels = swapped
      ? Buffer.concat(levelsOf(stored, bytes).map((level) => Buffer.from(level).reverse()))
      : stored;
    const strips = planar === 2 ? samples : 1;
    const written = Array.from({ length: strips }, (_, strip) =>
      compress(pixels.subarray((strip * pixels.length) / strips, ((strip + 1) * pixels.length) / strips)),
    );
    const shorts: [number, readonly number[]][] = [
      [258, Array.from({ length: samples }, () => options.bits ?? bytes * 8)],
      [259, [compression]],
      [262, [photometric]],
      [277, [samples]],
      [284, [planar]],
      ...(options.colorMap ? ([[320, [...options.colorMap]]] as [number, number[]][]) : []),
      ...(options.extraSamples ? ([[338, options.extraSamples]] as [number, number[]][]) : []),
      [339, Array.from({ length: samples }, () => format)],
    ];
    const longs: [number, readonly number[]][] = [
      [256, [width]],
      [257, [height]],
      [273, written.map(push)],
      [278, [height]],
      [279, written.map((strip) => strip.length)],
    ];
    const texts: [number, Uint8Array][] = [
      ...(options.description === undefined
        ? []
        : ([[270, Buffer.from(`${options.description}\0`)]] as [number, Uint8Array][])),
      ...Object.entries(options.texts ?? {}).map(([tag, text]): [number, Uint8Array] => [Number(tag), text]),
    ];
    const fields: [tag: number, type: number, count: number, value: Buffer][] = [
      ...shorts.map(([tag, values]) =>
        field(
          [tag, 3],
          values.length,
          values.map((value) => number(value, 2)),
        ),
      ),
      ...longs.map(([tag, values]) =>
        field(
          [tag, 4],
          values.length,
          values.map((value) => number(value, 4)),
        ),
      ),
      ...texts.map(([tag, text]) => field([tag, 2], text.length, [Buffer.from(text)])),
    ];
    if (options.stackPlanes !== undefined) {
      const rationals = Array.from({ length: 2 * options.stackPlanes }, () => number(1, 4));
      fields.push(field([33_629, 5], options.stackPlanes, rationals));
    }
    const { resolution } = options;
    if (resolution !== undefined) {
      const ratio = (values: readonly number[]) => values.map((value) => number(value, 4));
      fields.push(field([282, 5], 1, ratio(resolution.x)), field([283, 5], 1, ratio(resolution.y)));
      if (resolution.unit !== undefined) {
        fields.push(field([296, 3], 1, [number(resolution.unit, 2)]));
      }
    }
    fields.sort(([a], [b]) => a - b);
    const directory = push(
      Buffer.concat([
        number(fields.length, bigTiff ? 8 : 2),
        ...fields.flatMap(([tag, type, count, value]) => [
          number(tag, 2),
          number(type, 2),
          number(count, wide),
          value.length <= wide ? Buffer.concat([value], wide) : number(push(value), wide),
        ]),
      ]),
    );
    parts[link] = number(directory, wide);
    link = parts.length;
    parts.push(number(0, wide));
    length += wide;
  }
  return Buffer.concat(parts);
}

function field(
  [tag, type]: readonly [number, number],
  count: number,
  values: readonly Buffer[],
): [number, number, number, Buffer] {
  return [tag, type, count, Buffer.concat(values)];
}

function levelsOf(bytes: Buffer, length: number): Buffer[] {
  return Array.from({ length: bytes.length / length }, (_, index) =>
    bytes.subarray(index * length, (index + 1) * length),
  );
}
