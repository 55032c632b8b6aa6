/** A part of one axis of a unit cube: an interval, or some of a number of categories. */
export type Side =
  | { readonly kind: 'interval'; readonly low: number; readonly high: number }
  | { readonly kind: 'categories'; readonly members: ReadonlySet<number>; readonly count: number };

/** A part of a unit cube, by axis. */
export type Box = readonly Side[];

/** The share of the axis that a side covers. */
export function lengthOf(side: Side): number {
  return side.kind === 'interval' ? side.high - side.low : side.members.size / side.count;
}

/** Whether a place on the axis lies within. */
export function covers(side: Side, at: number): boolean {
  return side.kind === 'interval' ? at >= side.low && at <= side.high : side.members.has(at);
}
