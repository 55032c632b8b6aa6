import { type CellImage, CHANNEL_NAMES, type ChannelName, syntheticCell } from '@hpa/data';

/** The smallest cell that can be drawn. */
const MINIMUM_SIZE = 32;

/** Location of the protein of the drawn cell: the cytosol, which shows at any size. */
const CYTOSOL = 25;

/**
 * Draws the cell on which a package is tested: always the same one, cut to the size that a model takes. Channels that are not of the Atlas
 * show what those of the Atlas do, in turn.
 */
export function testCell(
  { height, width }: { readonly height: number; readonly width: number },
  channels: readonly ChannelName[] = CHANNEL_NAMES,
): CellImage {
  const size = Math.max(height, width, MINIMUM_SIZE);
  const drawn = syntheticCell({ location: CYTOSOL, seed: 1, size });
  const [top, left] = [Math.floor((size - height) / 2), Math.floor((size - width) / 2)];
  const data = new Uint8Array(height * width * 4);
  for (let row = 0; row < height; row++) {
    const from = 4 * ((top + row) * size + left);
    data.set(drawn.data.subarray(from, from + 4 * width), 4 * row * width);
  }
  const known: readonly ChannelName[] = CHANNEL_NAMES;
  if (channels.every((name) => known.includes(name))) {
    return { height, width, data };
  }
  const drawnAs = channels.map((name, at) =>
    known.includes(name) ? known.indexOf(name) : at % known.length,
  );
  const named = Uint8Array.from(
    { length: height * width * channels.length },
    (_, at) => data[4 * Math.floor(at / channels.length) + drawnAs[at % channels.length]!]!,
  );
  return { height, width, channels, data: named };
}
