import { addSpot } from '../drawing/add-spot.js';
import type { CellShape } from '../drawing/cell-shape.js';
import { type Plane, plane } from '../drawing/plane.js';
import { softInside } from '../drawing/soft-inside.js';
import { valueNoise } from '../drawing/value-noise.js';
import type { ProteinPattern } from './protein-pattern.js';

/** The whole nucleus, finely grained, except for a few nucleoli. */
export const nucleoplasm: ProteinPattern = (shape, { random }) => {
  const grain = valueNoise(random, { size: shape.size, knots: 30 });
  const holes = nucleolarSpots(shape, { random, strength: 0.9 });
  return fromEnvelope(
    shape,
    (depth, at) =>
      softInside(depth) * (0.75 + 0.25 * grain.values[at]!) * Math.max(0.1, 1 - holes.values[at]!),
  );
};

/** A thin ring at the envelope, over a faint nucleus. */
export const nuclearMembrane: ProteinPattern = (shape, { random }) => {
  const width = random.within([0.07, 0.11]);
  return fromEnvelope(
    shape,
    (depth) => 1.4 * Math.exp(-(((depth - 0.98) / width) ** 2)) + 0.15 * softInside(depth),
  );
};

/** One to four large blobs in the nucleus. */
export const nucleoli: ProteinPattern = (shape, { random }) =>
  nucleolarSpots(shape, { random, strength: 1.6 });

/** Groups of small dots, one group per nucleolus. */
export const nucleoliFibrillarCenter: ProteinPattern = (shape, { random }) => {
  const pattern = plane(shape.size);
  for (let groups = random.integer([2, 4]); groups > 0; groups--) {
    const angle = random.within([0, 2 * Math.PI]);
    const depth = random.within([0, 0.6]);
    const middle = shape.pointAroundNucleus({ angle, depth });
    for (let dots = random.integer([3, 6]); dots > 0; dots--) {
      const [aside, along] = [random.normal(), random.normal()];
      addSpot(pattern, {
        at: { x: middle.x + 0.055 * shape.radius * aside, y: middle.y + 0.055 * shape.radius * along },
        radius: shape.visibleRadius(0.022),
        strength: random.within([0.8, 1.6]),
      });
    }
  }
  return pattern;
};

/** Many irregular patches all over the nucleus. */
export const nuclearSpeckles: ProteinPattern = (shape, { random }) => {
  const coarse = valueNoise(random, { size: shape.size, knots: 34 });
  const fine = valueNoise(random, { size: shape.size, knots: 61 });
  return fromEnvelope(shape, (depth, at) => {
    const height = 0.65 * coarse.values[at]! + 0.35 * fine.values[at]!;
    return softInside(depth / 0.92) * (0.15 + 1.3 * Math.min(1, Math.max(0, 7 * (height - 0.58))));
  });
};

/** A few round dots in the nucleus. */
export const nuclearBodies: ProteinPattern = (shape, { random }) => {
  const pattern = plane(shape.size);
  for (let dots = random.integer([4, 9]); dots > 0; dots--) {
    addSpot(pattern, {
      at: shape.pointAroundNucleus({
        angle: random.within([0, 2 * Math.PI]),
        depth: 0.85 * Math.sqrt(random.uniform()),
      }),
      radius: shape.visibleRadius(random.within([0.025, 0.04])),
      strength: random.within([1, 1.8]),
    });
  }
  return pattern;
};

function nucleolarSpots(
  shape: CellShape,
  { random, strength }: Parameters<ProteinPattern>[1] & { readonly strength: number },
): Plane {
  const pattern = plane(shape.size);
  for (let remaining = random.integer([1, 4]); remaining > 0; remaining--) {
    addSpot(pattern, {
      at: shape.pointAroundNucleus({
        angle: random.within([0, 2 * Math.PI]),
        depth: random.within([0, 0.6]),
      }),
      radius: shape.radius * random.within([0.065, 0.1]),
      strength: strength * random.within([0.7, 1]),
    });
  }
  return pattern;
}

/** Draws each pixel by its depth in the nucleus: 0 at the center, 1 at the envelope. */
function fromEnvelope(
  { size, envelope }: CellShape,
  levelAt: (depth: number, pixel: number) => number,
): Plane {
  return { size, values: envelope.values.map(levelAt) };
}
