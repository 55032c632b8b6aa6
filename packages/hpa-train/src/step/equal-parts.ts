import { clone, slice, type Tensor } from '@tensorflow/tfjs-core';

/** A run of consecutive items. */
export interface Part {
  readonly begin: number;
  readonly size: number;
}

/**
 * Splits `count` items into the fewest runs of at most `maximum` items; sizes differ by at most one, larger ones first.
 */
export function equalParts(count: number, { maximum }: { readonly maximum: number }): readonly Part[] {
  const parts = Math.max(1, Math.ceil(count / maximum));
  const size = Math.floor(count / parts);
  const larger = count % parts;
  return Array.from({ length: parts }, (_, part) => ({
    begin: part * size + Math.min(part, larger),
    size: part < larger ? size + 1 : size,
  }));
}

/** Returns the rows of a part along the first axis; all rows are a clone, which takes no memory of its own. */
export function slicePart<Kind extends Tensor>(tensor: Kind, { begin, size }: Part): Kind {
  if (size === tensor.shape[0]) {
    return clone(tensor);
  }
  return slice(tensor, [begin, ...tensor.shape.slice(1).map(() => 0)], [size, ...tensor.shape.slice(1)]);
}
