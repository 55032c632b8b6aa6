/** The numbers of one image, or of one answer, with names for its axes. */
export interface ImageValues {
  /** Ids of the axes, without that of the batch. */
  readonly axes: readonly string[];
  /** Size along each axis. */
  readonly shape: readonly number[];
  /** In C order: the last axis runs fastest. */
  readonly data: Float64Array;
}

/** One step: what it makes of the numbers of an image, which has the same axes and shape. */
export type Step = (values: ImageValues) => Float64Array;

/** Says for each number its position along one axis. */
export function positionsAlong({ axes, shape, data }: ImageValues, axis: string): Int32Array {
  const index = axes.indexOf(axis);
  const stride = shape.slice(index + 1).reduce((product, size) => product * size, 1);
  const size = shape[index]!;
  return Int32Array.from(data, (_, i) => Math.floor(i / stride) % size);
}

/** Says for each number which others it is measured with, if some axes are measured jointly: groups, counted from 0. */
export function groupsOver(
  values: ImageValues,
  joint: readonly string[],
): { readonly groups: Int32Array; readonly count: number } {
  const groups = new Int32Array(values.data.length);
  let count = 1;
  for (const [index, axis] of values.axes.entries()) {
    if (joint.includes(axis)) {
      continue;
    }
    const positions = positionsAlong(values, axis);
    for (const [i, position] of positions.entries()) {
      groups[i] = groups[i]! * values.shape[index]! + position;
    }
    count *= values.shape[index]!;
  }
  return { groups, count };
}
