import type { SampleDepth } from './page-header.js';

/** Levels that become 0 and 255. */
export type Levels = readonly [black: number, white: number];

/** Maps a stored sample to a level in [0, 255], not rounded. */
export type Scale = (sample: number) => number;

const SIXTEEN_BITS = 65_535;
/** Decoders give signed integers as unsigned ones of the same bits. */
const SIGNS: Readonly<Partial<Record<SampleDepth, number>>> = { int8: 0x80, int16: 0x8000 };

/**
 * Requires that levels of black and white can be used.
 *
 * @throws RangeError if they are no two finite numbers of which the second is higher.
 */
export function requireLevels(levels: readonly number[]): void {
  const [black = Number.NaN, white = Number.NaN] = levels;
  const finite = Number.isFinite(black) && Number.isFinite(white);
  if (levels.length !== 2 || !finite || black >= white) {
    throw new RangeError(
      `levels must be two numbers, that of black and a higher one of white; received ${levels.join(', ')}`,
    );
  }
}

/** Whether levels of this kind mean nothing until black and white are stated. */
export function needsLevels(depth: SampleDepth): boolean {
  return depth === 'float32' || depth === 'float64' || depth === 'uint32' || depth === 'int32';
}

/**
 * Says how the samples of a page become gray levels: those of 8 bits stay as they are, those of 16 are divided so that the
 * white level becomes 255 or, if levels are stated, go from the black one to the white one, as all others do.
 *
 * The scale throws an Error for a sample that is no finite number, or is negative although no level of black is stated: it
 * would be blacker than black, and some cameras count from -32768.
 */
export function scaleLevels(
  depth: SampleDepth,
  {
    levels,
    whiteLevel = depth === 'int8' ? 255 : SIXTEEN_BITS,
  }: {
    /** Levels of black and white. */
    readonly levels?: Levels | undefined;
    /** Level of white, if that of black is 0. */
    readonly whiteLevel?: number | undefined;
  },
): Scale {
  const sign = SIGNS[depth];
  const toValue =
    sign === undefined ? (sample: number) => sample : (sample: number) => (sample ^ sign) - sign;
  if (depth === 'uint8') {
    return toValue;
  }
  const [black, white] = levels ?? [0, whiteLevel];
  const factor = 255 / (white - black);
  const unstated = levels === undefined && sign !== undefined;
  return (sample) => {
    const value = toValue(sample);
    if (!Number.isFinite(value)) {
      throw new Error(`expected levels that are numbers; found ${value}`);
    }
    if (unstated && value < 0) {
      throw new Error(
        `it holds signed levels such as ${value}, which do not say what is black; state black and white (levels: [-32768, 32767] of the library, --levels=-32768,32767 of the commands)`,
      );
    }
    return (value - black) * factor;
  };
}
