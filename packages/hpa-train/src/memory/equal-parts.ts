/** A run of consecutive items. */
export interface Part {
  readonly begin: number;
  readonly size: number;
}

/** Splits `count` items into the fewest runs of at most `most` items, whose sizes differ by one at most; larger ones first. */
export function equalParts(count: number, most: number): readonly Part[] {
  const parts = Math.max(1, Math.ceil(count / most));
  const [size, larger] = [Math.floor(count / parts), count % parts];
  return Array.from({ length: parts }, (_, part) => ({
    begin: part * size + Math.min(part, larger),
    size: part < larger ? size + 1 : size,
  }));
}
