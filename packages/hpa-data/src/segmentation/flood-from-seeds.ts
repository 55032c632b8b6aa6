/** Steps into which the levels of the landscape are divided. */
const STEPS = 1024;

/**
 * Grows labeled seeds over a landscape as water rises in it: the lowest pixel beside what is already flooded comes next, and
 * takes the label of its neighbor. Regions meet where the ground between them is highest.
 *
 * Seeded watershed by ordered queues: Meyer, "Topographic distance and watershed lines", Signal Processing 38 (1994). There
 * is no line between the regions: every pixel of the ground that a seed can reach is in one of them. Pixels are connected along
 * their sides; at equal levels, what was reached first goes on first.
 *
 * @param seeds - Label of each pixel, 0 where there is no seed, row by row.
 * @returns The labels of the seeds and of the ground; 0 where there is no ground, or none that a seed can reach.
 */
export function floodFromSeeds(
  seeds: Int32Array,
  {
    height,
    width,
    landscape,
    ground,
  }: {
    readonly height: number;
    readonly width: number;
    /** How late each pixel is flooded, from 0 to 1; levels beyond count as the nearer of the two. */
    readonly landscape: Float32Array;
    /** 1 where regions may grow, 0 elsewhere. */
    readonly ground: Uint8Array;
  },
): Int32Array<ArrayBuffer> {
  const labels = new Int32Array(seeds);
  // One queue a level, as linked lists: a pixel waits in one queue at most, once.
  const next = new Int32Array(seeds.length).fill(-1);
  const heads = new Int32Array(STEPS).fill(-1);
  const tails = new Int32Array(STEPS).fill(-1);
  const push = (at: number, step: number) => {
    if (heads[step] === -1) {
      heads[step] = at;
    } else {
      next[tails[step]!] = at;
    }
    tails[step] = at;
  };
  for (let at = 0; at < seeds.length; at++) {
    if (seeds[at] !== 0) {
      push(at, 0);
    }
  }
  for (let step = 0; step < STEPS; step++) {
    const flood = (at: number, label: number) => {
      if (labels[at] === 0 && ground[at] === 1) {
        labels[at] = label;
        const own = Math.floor(landscape[at]! * STEPS);
        push(at, Math.max(step, Math.min(STEPS - 1, own)));
      }
    };
    while (heads[step] !== -1) {
      const at = heads[step]!;
      heads[step] = next[at]!;
      const label = labels[at]!;
      const x = at % width;
      if (x > 0) {
        flood(at - 1, label);
      }
      if (x < width - 1) {
        flood(at + 1, label);
      }
      if (at >= width) {
        flood(at - width, label);
      }
      if (at < width * (height - 1)) {
        flood(at + width, label);
      }
    }
  }
  return labels;
}
