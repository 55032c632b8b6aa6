/**
 * The Euclidean distance in pixels from the center of each pixel to that of the nearest pixel of a set; exact.
 *
 * One pass along the columns, then the lower envelope of parabolas along each row: Felzenszwalb and Huttenlocher, "Distance
 * transforms of sampled functions", Theory of Computing 8 (2012).
 *
 * @param members - 1 where a pixel is in the set, 0 elsewhere, row by row.
 * @returns 0 in the set; Infinity everywhere if it is empty.
 */
export function distanceTo(
  members: Uint8Array,
  { height, width }: { readonly height: number; readonly width: number },
): Float32Array<ArrayBuffer> {
  const columns = columnDistances(members, { height, width });
  const result = new Float32Array(members.length);
  const heights = new Float64Array(width);
  const vertices = new Int32Array(width);
  const starts = new Float64Array(width + 1);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      heights[x] = columns[y * width + x]! ** 2;
    }
    const count = lowerEnvelope(heights, { vertices, starts });
    let parabola = 0;
    for (let x = 0; x < width; x++) {
      while (parabola + 1 < count && starts[parabola + 1]! < x) {
        parabola++;
      }
      const vertex = vertices[parabola]!;
      result[y * width + x] =
        count === 0 ? Number.POSITIVE_INFINITY : Math.sqrt((x - vertex) ** 2 + heights[vertex]!);
    }
  }
  return result;
}

/** The distance to the nearest member in the same column, Infinity if there is none. */
function columnDistances(
  members: Uint8Array,
  { height, width }: { readonly height: number; readonly width: number },
): Float32Array {
  const distances = new Float32Array(members.length);
  for (let at = 0; at < members.length; at++) {
    const above = at < width ? Number.POSITIVE_INFINITY : distances[at - width]!;
    distances[at] = members[at] === 1 ? 0 : above + 1;
  }
  for (let at = (height - 1) * width - 1; at >= 0; at--) {
    distances[at] = Math.min(distances[at]!, distances[at + width]! + 1);
  }
  return distances;
}

/**
 * Finds the parabolas `(x - vertex)^2 + heights[vertex]` that are lowest somewhere: their vertices from left to right, and
 * where each starts to be lowest. Returns how many.
 */
function lowerEnvelope(
  heights: Float64Array,
  { vertices, starts }: { readonly vertices: Int32Array; readonly starts: Float64Array },
): number {
  let count = 0;
  for (let x = 0; x < heights.length; x++) {
    if (heights[x] === Number.POSITIVE_INFINITY) {
      continue;
    }
    let start = Number.NEGATIVE_INFINITY;
    while (count > 0) {
      const vertex = vertices[count - 1]!;
      start = (heights[x]! + x ** 2 - heights[vertex]! - vertex ** 2) / (2 * (x - vertex));
      if (start > starts[count - 1]!) {
        break;
      }
      count--;
      start = Number.NEGATIVE_INFINITY;
    }
    vertices[count] = x;
    starts[count] = start;
    count++;
  }
  return count;
}
