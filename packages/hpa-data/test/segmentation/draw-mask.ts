/** Reads a small mask from rows of characters: digits are labels, a dot is 0. */
export function drawMask(rows: readonly string[]): {
  readonly height: number;
  readonly width: number;
  readonly labels: Int32Array<ArrayBuffer>;
  readonly members: Uint8Array<ArrayBuffer>;
} {
  const labels = Int32Array.from([...rows.join('')].map((character) => Number(character.replace('.', '0'))));
  const members = Uint8Array.from(labels, (label) => Math.min(1, label));
  return { height: rows.length, width: rows[0]!.length, labels, members };
}

/** Writes a mask as rows of characters, as {@link drawMask} reads it. */
export function showMask(labels: ArrayLike<number>, width: number): string[] {
  const text = Array.from(labels, (label) => (label === 0 ? '.' : String(label))).join('');
  return Array.from({ length: text.length / width }, (_, row) => text.slice(row * width, (row + 1) * width));
}
