/** How many names a message suggests. */
const SUGGESTIONS = 3;

/** Gives the names that differ least from a word, by the fewest letters to change (Levenshtein), the nearest first. */
export function nearestNames(word: string, names: readonly string[]): string[] {
  const sought = word.toLowerCase();
  return names
    .map((name) => ({ name, distance: editDistance(sought, name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, SUGGESTIONS)
    .map(({ name }) => name);
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...a].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= b.length; column++) {
      const replaced = row[column - 1]! + (letter === b[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[column]! + 1, next[column - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
