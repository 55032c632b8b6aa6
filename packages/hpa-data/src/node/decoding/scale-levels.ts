import type { Levels } from '../../levels/levels.js';
import type { PageHeader, SampleDepth } from './page-header.js';

/** Maps a stored sample to a level in [0, 255], not rounded. */
export type Scale = (sample: number) => number;

const SIXTEEN_BITS = 16;
/** Decoders give signed integers as unsigned ones of the same bits. */
const SIGNS: Readonly<Partial<Record<SampleDepth, number>>> = { int8: 0x80, int16: 0x8000 };

/** Whether levels of this kind mean nothing until black and white are stated or measured. */
export function needsLevels(depth: SampleDepth): boolean {
  return depth === 'float32' || depth === 'float64' || depth === 'uint32' || depth === 'int32';
}

/**
 * Maps a stored sample to the level that it stands for: what is signed is given as unsigned by decoders.
 *
 * The function throws an Error for a sample that is no finite number.
 */
export function toLevel(depth: SampleDepth): (sample: number) => number {
  const sign = SIGNS[depth];
  if (sign !== undefined) {
    return (sample) => (sample ^ sign) - sign;
  }
  return (sample) => {
    if (!Number.isFinite(sample)) {
      throw new Error(`expected levels that are numbers; found ${sample}`);
    }
    return sample;
  };
}

/**
 * Says how the samples of a page become gray levels: they go from the level of black to that of white, and what lies beyond is cut
 * off. Without these, 16 bits go from 0 to the highest level of the bits that the file states, or of all of them.
 *
 * The scale throws an Error for a sample that is no finite number, or is negative although no level of black is known: it
 * would be blacker than black, and some cameras count from -32768.
 */
export function scaleLevels(
  {
    depth,
    significantBits = depth === 'int8' ? 8 : SIXTEEN_BITS,
  }: Pick<PageHeader, 'depth' | 'significantBits'>,
  { levels }: { readonly levels: Levels | undefined },
): Scale {
  const level = toLevel(depth);
  const [black, white] = levels ?? [0, 2 ** significantBits - 1];
  const factor = 255 / (white - black);
  const unstated = levels === undefined;
  return (sample) => {
    const value = level(sample);
    if (unstated && value < 0) {
      throw new Error(
        `it holds signed levels such as ${value}, which do not say what is black; state black and white (levels: [-32768, 32767] of the library, --levels=-32768,32767 of the commands), or measure them`,
      );
    }
    return Math.min(255, Math.max(0, (value - black) * factor));
  };
}
