/**
 * Numbers the connected regions of a mask, from 1, in the order of their first pixels row by row. Pixels are connected along
 * their sides.
 *
 * @param members - 1 in the mask, 0 outside it, row by row.
 */
export function labelRegions(
  members: Uint8Array,
  { height, width }: { readonly height: number; readonly width: number },
): {
  /** The number of the region of each pixel, 0 outside the mask. */
  readonly labels: Int32Array<ArrayBuffer>;
  /** Pixels of each region, by its number; none at 0. */
  readonly areas: readonly number[];
  /** Whether a region touches the edge of the image, by its number. */
  readonly atEdge: readonly boolean[];
} {
  const labels = new Int32Array(members.length);
  const areas = [0];
  const atEdge = [false];
  const stack = new Int32Array(members.length);
  for (let first = 0; first < members.length; first++) {
    if (members[first] === 0 || labels[first] !== 0) {
      continue;
    }
    const label = areas.length;
    let [area, edge, top] = [0, false, 1];
    labels[first] = label;
    stack[0] = first;
    const visit = (at: number) => {
      if (members[at] === 1 && labels[at] === 0) {
        labels[at] = label;
        stack[top] = at;
        top++;
      }
    };
    while (top > 0) {
      top--;
      const at = stack[top]!;
      const x = at % width;
      const inside = {
        left: x > 0,
        right: x < width - 1,
        above: at >= width,
        below: at < width * (height - 1),
      };
      area++;
      edge ||= !(inside.left && inside.right && inside.above && inside.below);
      if (inside.left) {
        visit(at - 1);
      }
      if (inside.right) {
        visit(at + 1);
      }
      if (inside.above) {
        visit(at - width);
      }
      if (inside.below) {
        visit(at + width);
      }
    }
    areas.push(area);
    atEdge.push(edge);
  }
  return { labels, areas, atEdge };
}
