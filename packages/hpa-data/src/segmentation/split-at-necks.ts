/** Steps a pixel into which distances are divided to put pixels in order. */
const STEPS = 16;

/**
 * Splits the regions of a mask where they are narrow: each part has a peak of its own in the distance to the background, and
 * the neck between two parts is clearly lower than both peaks.
 *
 * Pixels are visited from the deepest outwards. One without visited neighbors starts a part; others join the part of their
 * deepest neighbor; where two parts meet that the rule does not keep apart, they become one.
 *
 * @param depths - Distance of each pixel to the background, 0 in the background, row by row.
 * @returns The number of the part of each pixel, from 1, in the order of their first pixels row by row; 0 in the background.
 */
export function splitAtNecks(
  depths: Float32Array,
  {
    height,
    width,
    neck,
    minimumPeak,
  }: {
    readonly height: number;
    readonly width: number;
    /** The highest neck that splits, as a share of the lower of the two peaks. */
    readonly neck: number;
    /** A part whose peak is lower joins what it touches, and is background if it touches nothing. */
    readonly minimumPeak: number;
  },
): Int32Array<ArrayBuffer> {
  // Parts by the pixel of their peak: a forest of pixels, each pointing towards the peak of its part.
  const parents = new Int32Array(depths.length).fill(-1);
  const peakOf = (start: number): number => {
    let at = start;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]!]!;
      at = parents[at]!;
    }
    return at;
  };
  for (const at of deepestFirst(depths)) {
    const around = neighbors(at, { height, width }).filter((other) => parents[other] !== -1);
    parents[at] = at;
    const deepest = around.reduce((best, other) => (depths[other]! > depths[best]! ? other : best), at);
    if (around.length > 0) {
      parents[at] = peakOf(deepest === at ? around[0]! : deepest);
    }
    for (const other of around) {
      const [own, others] = [peakOf(at), peakOf(other)];
      const [higher, lower] = depths[own]! >= depths[others]! ? [own, others] : [others, own];
      if (depths[lower]! < minimumPeak || depths[at]! > neck * depths[lower]!) {
        parents[lower] = higher;
      }
    }
  }
  const numbers = new Map<number, number>();
  return parents.map((parent, at) => {
    if (parent === -1 || depths[peakOf(at)]! < minimumPeak) {
      return 0;
    }
    const peak = peakOf(at);
    const number = numbers.get(peak) ?? numbers.size + 1;
    numbers.set(peak, number);
    return number;
  });
}

/** The pixels of the mask, the deepest first, in steps; within a step, row by row (a counting sort). */
function deepestFirst(depths: Float32Array): Int32Array {
  const deepest = depths.reduce((highest, depth) => Math.max(highest, depth), 0);
  const stepOf = (depth: number) => Math.floor((deepest - depth) * STEPS);
  const ends = new Int32Array(stepOf(0) + 2);
  let count = 0;
  for (const depth of depths) {
    if (depth > 0) {
      ends[stepOf(depth) + 1]!++;
      count++;
    }
  }
  for (let step = 1; step < ends.length; step++) {
    ends[step]! += ends[step - 1]!;
  }
  const order = new Int32Array(count);
  for (let at = 0; at < depths.length; at++) {
    const depth = depths[at]!;
    if (depth > 0) {
      const step = stepOf(depth);
      order[ends[step]!] = at;
      ends[step]!++;
    }
  }
  return order;
}

/** The up to eight pixels around one. */
function neighbors(
  at: number,
  { height, width }: { readonly height: number; readonly width: number },
): number[] {
  const [x, y] = [at % width, Math.floor(at / width)];
  const found: number[] = [];
  for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
    for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
      if (row !== y || column !== x) {
        found.push(row * width + column);
      }
    }
  }
  return found;
}
