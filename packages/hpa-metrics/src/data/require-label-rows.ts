/**
 * Returns lists of classes as indicators, row by row.
 *
 * @throws RangeError if a row is not a list, a label is not an integer in [0, classes), or a row repeats one.
 */
export function requireLabelLists(
  rows: readonly (readonly number[])[],
  { classCount }: { readonly classCount: number },
): Uint8Array {
  const indicators = new Uint8Array(rows.length * classCount);
  for (let sample = 0; sample < rows.length; sample++) {
    const row = requireList(rows[sample]!, { name: `labels`, sample });
    for (let place = 0; place < row.length; place++) {
      const label = row[place]!;
      if (!(Number.isInteger(label) && label >= 0 && label < classCount)) {
        throw new RangeError(
          `labels[${sample}][${place}] must be an integer in [0, ${classCount}); received ${label}`,
        );
      }
      const at = sample * classCount + label;
      if (indicators[at] === 1) {
        throw new RangeError(`labels[${sample}] must list each class once; received ${label} twice`);
      }
      indicators[at] = 1;
    }
  }
  return indicators;
}

/**
 * Returns rows of 0 and 1, or of booleans, as one typed array.
 *
 * @throws RangeError if a row is not a list of one entry per class, or an entry is neither 0 nor 1, false nor true.
 */
export function requireIndicators(
  rows: readonly (readonly (number | boolean)[])[],
  { classCount }: { readonly classCount: number },
): Uint8Array {
  const indicators = new Uint8Array(rows.length * classCount);
  let at = 0;
  for (let sample = 0; sample < rows.length; sample++) {
    const row = requireList(rows[sample]!, { name: 'indicators', sample });
    if (row.length !== classCount) {
      throw new RangeError(
        `indicators[${sample}] must hold ${classCount} classes, like the scores; received ${row.length}`,
      );
    }
    for (let index = 0; index < classCount; index++) {
      const value = row[index]!;
      if (value === 1 || value === true) {
        indicators[at] = 1;
      } else if (value !== 0 && value !== false) {
        throw new RangeError(`indicators[${sample}][${index}] must be 0 or 1; received ${value}`);
      }
      at++;
    }
  }
  return indicators;
}

function requireList<Value>(
  row: readonly Value[],
  { name, sample }: { readonly name: string; readonly sample: number },
): readonly Value[] {
  if (!Array.isArray(row)) {
    throw new RangeError(`${name}[${sample}] must be a list, as the task is multi-label; received ${row}`);
  }
  return row;
}
