import { type SeededRandom, seededRandom } from '../../seeded-random.js';
import { type CellShape, cellShape } from '../drawing/cell-shape.js';

/** Mean radius of a cell as a share of the square in which it is drawn, so that its longest waves fit. */
const RADIUS = 0.24;

/** Places that are tried for one cell before the field counts as full. */
const MAXIMUM_TRIES = 1000;

/** How many cells of a clump lie beside another, rather than anywhere. */
const SHARE_BESIDE = 0.4;

/** The greatest overlap of two nuclei, as a share of the later one, and of a cell with all before it. */
const NUCLEUS_OVERLAP = 0.03;
const BODY_OVERLAP = 0.6;

/** A cell in a field: its shape in a square of its own, and the corner of that square, which may lie outside the field. */
export interface PlacedCell {
  readonly shape: CellShape;
  /** Row and column of the square's upper left pixel. */
  readonly top: number;
  readonly left: number;
}

/** A part of a row that a cell's square and the field share. */
export interface SharedRow {
  /** Index of its first pixel in the field, and in the square. */
  readonly field: number;
  readonly square: number;
  /** Pixels in it. */
  readonly length: number;
}

/**
 * Places cells of varied size and shape in a field: many beside another cell, the others anywhere. The middle of every
 * nucleus lies in the field; nuclei touch, and cells press on each other.
 *
 * @throws RangeError if the field has no room for all of them.
 */
export function placeCells({
  height,
  width,
  cells,
  diameter,
  seed,
}: {
  readonly height: number;
  readonly width: number;
  readonly cells: number;
  /** Mean diameter of a cell in pixels. */
  readonly diameter: number;
  readonly seed: number;
}): readonly PlacedCell[] {
  const random = seededRandom(['synthetic field', seed, 'places']);
  const bodies = new Uint8Array(height * width);
  const nuclei = new Uint8Array(height * width);
  const placed: PlacedCell[] = [];
  for (let index = 0; index < cells; index++) {
    const size = Math.round((diameter * random.within([0.75, 1.25])) / (2 * RADIUS));
    const shape = cellShape(seededRandom(['synthetic field', seed, 'shape', index]), {
      size,
      radius: RADIUS,
    });
    const isFree = (cell: PlacedCell) => hasRoom(cell, { height, width, bodies, nuclei });
    const cell = findPlace({ shape, placed, random, height, width, isFree });
    if (cell === undefined) {
      throw new RangeError(
        `cells must fit into the field of ${height} x ${width}: of ${cells}, about ${Math.round(diameter)} pixels across, ${index} found a place`,
      );
    }
    placed.push(cell);
    for (const { field, square, length } of sharedRows(cell, { height, width })) {
      for (let x = 0; x < length; x++) {
        bodies[field + x]! |= shape.rim.values[square + x]! <= 1 ? 1 : 0;
        nuclei[field + x]! |= shape.envelope.values[square + x]! <= 1 ? 1 : 0;
      }
    }
  }
  return placed;
}

/** The rows of a cell's square as far as they lie in the field. */
export function sharedRows(
  { shape: { size }, top, left }: PlacedCell,
  { height, width }: { readonly height: number; readonly width: number },
): readonly SharedRow[] {
  const rows: SharedRow[] = [];
  const first = Math.max(0, -left);
  const length = Math.min(size, width - left) - first;
  for (let y = Math.max(0, -top); y < Math.min(size, height - top); y++) {
    rows.push({ field: (top + y) * width + left + first, square: y * size + first, length });
  }
  return rows;
}

function findPlace({
  shape,
  placed,
  random,
  height,
  width,
  isFree,
}: {
  readonly shape: CellShape;
  readonly placed: readonly PlacedCell[];
  readonly random: SeededRandom;
  readonly height: number;
  readonly width: number;
  readonly isFree: (cell: PlacedCell) => boolean;
}): PlacedCell | undefined {
  const nucleus = shape.pointAroundNucleus({ angle: 0, depth: 0 });
  for (let tries = 0; tries < MAXIMUM_TRIES; tries++) {
    let [row, column] = [random.within([0, height]), random.within([0, width])];
    if (placed.length > 0 && random.uniform() < SHARE_BESIDE) {
      const other = placed[random.integer([0, placed.length - 1])]!;
      const angle = random.within([0, 2 * Math.PI]);
      const distance = random.within([0.35, 0.9]) * RADIUS * (other.shape.size + shape.size);
      row = other.top + other.shape.size / 2 + distance * Math.sin(angle);
      column = other.left + other.shape.size / 2 + distance * Math.cos(angle);
    }
    const cell = {
      shape,
      top: Math.round(row - nucleus.y * shape.size),
      left: Math.round(column - nucleus.x * shape.size),
    };
    if (row >= 0 && row < height && column >= 0 && column < width && isFree(cell)) {
      return cell;
    }
  }
  return undefined;
}

function hasRoom(
  cell: PlacedCell,
  {
    height,
    width,
    bodies,
    nuclei,
  }: {
    readonly height: number;
    readonly width: number;
    readonly bodies: Uint8Array;
    readonly nuclei: Uint8Array;
  },
): boolean {
  const { rim, envelope } = cell.shape;
  let [body, bodyTaken, nucleus, nucleusTaken] = [0, 0, 0, 0];
  for (const { field, square, length } of sharedRows(cell, { height, width })) {
    for (let x = 0; x < length; x++) {
      if (rim.values[square + x]! <= 1) {
        body++;
        bodyTaken += bodies[field + x]!;
      }
      if (envelope.values[square + x]! <= 1) {
        nucleus++;
        nucleusTaken += nuclei[field + x]!;
      }
    }
  }
  return nucleusTaken <= NUCLEUS_OVERLAP * nucleus && bodyTaken <= BODY_OVERLAP * body;
}
