/** How often each level occurs. */
export interface Histogram {
  /** Levels that occur, ascending. */
  readonly values: Float64Array;
  /** How often each of them does. */
  readonly counts: Float64Array;
}

const LOWEST = -32_768;
const HIGHEST = 65_535;
/** Bits of a single-precision number that are kept: the sign, the exponent and 11 of the fraction. */
const KEPT_BITS = 20;
const DROPPED_BITS = 32 - KEPT_BITS;
const SIGN = 0x8000_0000;
const ROUNDING = 1e-6;

/**
 * Counts levels. Those of 16 bits, signed or not, and halves between them, as a mean of two has, are counted exactly; any other levels
 * to one part in 4096 of their size, so that the histogram has a bounded length.
 */
export function countLevels(length: number, levelAt: (index: number) => number): Histogram {
  return isExact(length, levelAt) ? countHalves(length, levelAt) : countLeadingBits(length, levelAt);
}

/** Counts levels that are stored as unsigned integers of 8 or 16 bits: the same, and much faster. */
export function countStored(levels: Uint8Array | Uint16Array): Histogram {
  const counts = new Uint32Array(2 ** (8 * levels.BYTES_PER_ELEMENT));
  for (let index = 0; index < levels.length; index++) {
    counts[levels[index]!]! += 1;
  }
  return occurring(counts, (bin) => bin);
}

function isExact(length: number, levelAt: (index: number) => number): boolean {
  for (let index = 0; index < length; index++) {
    const level = levelAt(index);
    if (level < LOWEST || level > HIGHEST || !Number.isInteger(2 * level)) {
      return false;
    }
  }
  return true;
}

function countHalves(length: number, levelAt: (index: number) => number): Histogram {
  const counts = new Uint32Array(2 * (HIGHEST - LOWEST) + 1);
  for (let index = 0; index < length; index++) {
    counts[2 * (levelAt(index) - LOWEST)]! += 1;
  }
  return occurring(counts, (bin) => bin / 2 + LOWEST);
}

/** Counts single-precision numbers by their leading bits, which are in the order of the numbers once the sign is undone. */
function countLeadingBits(length: number, levelAt: (index: number) => number): Histogram {
  const counts = new Uint32Array(2 ** KEPT_BITS);
  const number = new Float32Array(1);
  const bits = new Uint32Array(number.buffer);
  for (let index = 0; index < length; index++) {
    number[0] = levelAt(index);
    const ascending = (bits[0]! & SIGN ? ~bits[0]! : bits[0]! | SIGN) >>> 0;
    const bin = Math.floor((ascending + 2 ** (DROPPED_BITS - 1)) / 2 ** DROPPED_BITS);
    counts[Math.min(bin, counts.length - 1)]! += 1;
  }
  return occurring(counts, (bin) => {
    const ascending = (bin << DROPPED_BITS) >>> 0;
    bits[0] = (ascending & SIGN ? ascending ^ SIGN : ~ascending) >>> 0;
    return number[0]!;
  });
}

function occurring(bins: Uint32Array, levelOf: (bin: number) => number): Histogram {
  const occupied: number[] = [];
  for (let bin = 0; bin < bins.length; bin++) {
    if (bins[bin]! > 0) {
      occupied.push(bin);
    }
  }
  return {
    values: Float64Array.from(occupied, levelOf),
    counts: Float64Array.from(occupied, (bin) => bins[bin]!),
  };
}

/** Adds up histograms. */
export function mergeHistograms(histograms: readonly Histogram[]): Histogram {
  const counts = new Map<number, number>();
  for (const histogram of histograms) {
    for (const [index, value] of histogram.values.entries()) {
      counts.set(value, (counts.get(value) ?? 0) + histogram.counts[index]!);
    }
  }
  const values = Float64Array.from(counts.keys()).sort();
  return { values, counts: Float64Array.from(values, (value) => counts.get(value)!) };
}

/** The lowest level that at least a share of all are not above, a share in (0, 1]: a percentile by the nearest rank. */
export function percentile({ values, counts }: Histogram, share: number): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  // A share such as 0.999 is no exact number: 0.999 of 2000 levels are 1998, not one more.
  const rank = Math.ceil(share * total - ROUNDING);
  let passed = 0;
  for (const [index, count] of counts.entries()) {
    passed += count;
    if (passed >= rank) {
      return values[index]!;
    }
  }
  return values.at(-1)!;
}
