import type { CellImage } from '../../image/cell-image.js';
import { type ResizeWeights, triangleWeights } from '../../image/triangle-weights.js';
import type { GrayImage } from './gray-image.js';
import { imageKernels } from './image-kernels.js';

/** How many channels the kernel interleaves. */
const FOUR = 4;

/**
 * Interleaves channels of equal size, in their order, as one image; with `height` and `width` it is stretched to them.
 *
 * The triangle kernel averages when it reduces, and never leaves the range of its neighbors. Levels differ from those
 * of exact arithmetic by less than one.
 */
export function interleaveChannels(
  channels: readonly GrayImage[],
  {
    height,
    width,
  }: {
    /** Rows of the result; those of the channels by default. */
    readonly height?: number | undefined;
    /** Columns of the result; those of the channels by default. */
    readonly width?: number | undefined;
  } = {},
): Interleaved {
  if (channels.length === FOUR) {
    return interleaveFour(channels, { height, width });
  }
  const [{ height: rows, width: columns }] = channels as readonly [GrayImage];
  const to = { height: height ?? rows, width: width ?? columns };
  const count = channels.length;
  const data = new Uint8Array(to.height * to.width * count);
  for (let first = 0; first < count; first += FOUR) {
    const group = channels.slice(first, first + FOUR);
    const filled = Array.from({ length: FOUR }, (_, index) => group[index] ?? group[0]!);
    const four = interleaveFour(filled, to).data;
    for (let pixel = 0; pixel < to.height * to.width; pixel++) {
      for (let index = 0; index < group.length; index++) {
        data[pixel * count + first + index] = four[pixel * FOUR + index]!;
      }
    }
  }
  return { ...to, data };
}

/** An image whose channels are not named yet. */
type Interleaved = Pick<CellImage, 'height' | 'width' | 'data'>;

function interleaveFour(
  channels: readonly GrayImage[],
  { height, width }: { readonly height: number | undefined; readonly width: number | undefined },
): Interleaved {
  const source = channels[0]!;
  const plan = resizePlan({
    from: [source.height, source.width],
    to: [height ?? source.height, width ?? source.width],
  });
  const { rows, columns } = plan;
  const [targetHeight, targetWidth] = plan.to;
  const planeLength = (source.height + rows.taps) * source.width + 8;
  const targetLength = targetHeight * targetWidth * channels.length;
  const { run, bytes, at } = imageKernels({
    pixels: planeLength * channels.length,
    rowStarts: rows.starts.byteLength,
    rowWeights: rows.weights.byteLength,
    columnStarts: columns.starts.byteLength,
    columnWeights: columns.weights.byteLength,
    line: (source.width + columns.taps + 8) * channels.length * 2,
    target: targetLength,
  });
  bytes.set(bytesOf(rows.starts), at.rowStarts);
  bytes.set(bytesOf(rows.weights), at.rowWeights);
  bytes.set(bytesOf(columns.starts), at.columnStarts);
  bytes.set(bytesOf(columns.weights), at.columnWeights);
  for (const [channel, { data }] of channels.entries()) {
    bytes.set(data, at.pixels + channel * planeLength);
  }
  run.resizeChannels(
    at.pixels,
    planeLength,
    source.width,
    at.rowStarts,
    at.rowWeights,
    rows.taps,
    at.columnStarts,
    at.columnWeights,
    columns.taps,
    at.line,
    at.target,
    targetHeight,
    targetWidth,
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

/** The plan of the last image: the next one nearly always has the same size. */
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
