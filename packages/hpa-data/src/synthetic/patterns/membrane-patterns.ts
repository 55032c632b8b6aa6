import { addStroke } from '../drawing/add-stroke.js';
import type { CellShape } from '../drawing/cell-shape.js';
import { drawReticulum } from '../drawing/draw-reticulum.js';
import { type Plane, plane } from '../drawing/plane.js';
import { softInside } from '../drawing/soft-inside.js';
import type { ProteinPattern } from './protein-pattern.js';

/** A net, dense around the nucleus and thinner towards the rim; it differs from the net of the er channel. */
export const endoplasmicReticulum: ProteinPattern = (shape, { random }) => {
  const { size, values } = drawReticulum(shape, { random });
  return { size, values: values.map((level) => 1.6 * level) };
};

/** A line along the whole rim, of uneven brightness. */
export const plasmaMembrane: ProteinPattern = (shape, { random }) => {
  const pattern = plane(shape.size);
  const waves = [2, 3, 5].map((count) => ({ count, phase: random.within([0, 2 * Math.PI]) }));
  const strength = random.within([0.9, 1.3]);
  const arcs = 72;
  for (let arc = 0; arc < arcs; arc++) {
    const angle = (2 * Math.PI * arc) / arcs;
    const uneven = waves.reduce((sum, { count, phase }) => sum + 0.12 * Math.sin(count * angle + phase), 1);
    addArc(shape, { pattern, from: angle, to: angle + (2 * Math.PI) / arcs, strength: strength * uneven });
  }
  return pattern;
};

/** The stretches of the rim that would touch a neighbor, thicker and brighter. */
export const cellJunctions: ProteinPattern = (shape, { random }) => {
  const pattern = plane(shape.size);
  const first = random.within([0, 2 * Math.PI]);
  const count = random.integer([2, 3]);
  for (let junction = 0; junction < count; junction++) {
    const middle = first + (2 * Math.PI * junction) / count + random.within([-0.25, 0.25]);
    const half = random.within([0.22, 0.42]);
    for (let arc = 0; arc < 12; arc++) {
      const [from, to] = [middle + half * (arc / 6 - 1), middle + half * ((arc + 1) / 6 - 1)];
      addArc(shape, { pattern, from, to, strength: 1.7, share: 0.045 });
    }
  }
  return pattern;
};

/** The cytosol of a cell with several locations: an even fill outside the nucleus. */
export const filledCytosol: ProteinPattern = ({ size, rim, envelope }) => ({
  size,
  values: rim.values.map((depth, at) => 0.5 * softInside(depth) * (1 - softInside(envelope.values[at]!))),
});

function addArc(
  shape: CellShape,
  {
    pattern,
    from,
    to,
    strength,
    share = 0.025,
  }: {
    readonly pattern: Plane;
    readonly from: number;
    readonly to: number;
    readonly strength: number;
    readonly share?: number;
  },
): void {
  const points = [from, to].map((angle) => shape.pointAt({ angle, depth: 0.96 }));
  addStroke(pattern, { points, radius: shape.visibleRadius(share), strength });
}
