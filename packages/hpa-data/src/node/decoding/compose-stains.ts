import type { CellImage } from '../../image/cell-image.js';
import type { GreyImage } from './grey-image.js';
import { imageKernels } from './image-kernels.js';
import { type ResizeWeights, triangleWeights } from './triangle-weights.js';

/** Options of {@link composeStains}. */
export interface ComposeStainsOptions {
  /** Height and width of the result in pixels; the size of the stains where it is not given. */
  readonly size?: number | undefined;
}

/**
 * Interleaves four stains of equal size, in the order of `channelNames`, as one picture; with `size` it is stretched to
 * size x size.
 *
 * The triangle kernel averages where it reduces and never leaves the range of its neighbours. Levels differ from those
 * of exact arithmetic by less than one.
 */
export function composeStains(stains: readonly GreyImage[], { size }: ComposeStainsOptions): CellImage {
  const { height, width } = stains[0]!;
  const plan = resizePlan({ from: [height, width], to: [size ?? height, size ?? width] });
  const { rows, columns } = plan;
  const [targetHeight, targetWidth] = plan.to;
  const planeLength = (height + rows.taps) * width + 8;
  const targetLength = targetHeight * targetWidth * stains.length;
  const { run, bytes, at } = imageKernels({
    pixels: planeLength * stains.length,
    rowStarts: rows.starts.byteLength,
    rowWeights: rows.weights.byteLength,
    columnStarts: columns.starts.byteLength,
    columnWeights: columns.weights.byteLength,
    line: (width + columns.taps + 8) * stains.length * 2,
    target: targetLength,
  });
  bytes.set(bytesOf(rows.starts), at.rowStarts);
  bytes.set(bytesOf(rows.weights), at.rowWeights);
  bytes.set(bytesOf(columns.starts), at.columnStarts);
  bytes.set(bytesOf(columns.weights), at.columnWeights);
  for (const [channel, { data }] of stains.entries()) {
    bytes.set(data, at.pixels + channel * planeLength);
  }
  run.resizeStains(
    ...([at.pixels, planeLength, width] as const),
    ...([at.rowStarts, at.rowWeights, rows.taps] as const),
    ...([at.columnStarts, at.columnWeights, columns.taps] as const),
    ...([at.line, at.target, targetHeight, targetWidth] as const),
  );
  return {
    height: targetHeight,
    width: targetWidth,
    data: bytes.slice(at.target, at.target + targetLength),
  };
}

type Sides = readonly [height: number, width: number];

interface ResizePlan {
  readonly from: Sides;
  readonly to: Sides;
  readonly rows: ResizeWeights;
  readonly columns: ResizeWeights;
}

/** The plan of the last picture: nearly always the next one has the same size. */
let last: ResizePlan | undefined;

function resizePlan({ from, to }: { readonly from: Sides; readonly to: Sides }): ResizePlan {
  if (last === undefined || `${last.from} ${last.to}` !== `${from} ${to}`) {
    last = {
      from,
      to,
      rows: triangleWeights({ from: from[0], to: to[0] }),
      columns: triangleWeights({ from: from[1], to: to[1] }),
    };
  }
  return last;
}

function bytesOf({ buffer, byteOffset, byteLength }: Int32Array | Int16Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
