import type { LevelsUsed } from '../schema/levels-schema.js';

/**
 * Says in words which levels of files became 0 and 255, and why, to follow a colon:
 * `0 to 4095 of the files become 0 to 255 (bit-depth: 12 bits, as the files state)`.
 */
export function levelsInWords({ way, perChannel, of8Bits = {}, basis }: LevelsUsed): string {
  const parts = [rangesInWords(perChannel, 'the files'), rangesInWords(of8Bits, 'files of 8 bits')].filter(
    (part) => part !== undefined,
  );
  const reason = typeof way === 'string' ? `${way}: ${basis}` : basis;
  return parts.length === 0 ? basis : `${parts.join('; ')} become 0 to 255 (${reason})`;
}

/** `microtubules 90 to 3100, protein 95 to 1200 of the files`, or the numbers alone if they are those of all. */
function rangesInWords(perChannel: LevelsUsed['perChannel'], files: string): string | undefined {
  const ranges = Object.entries(perChannel).map(([name, [black, white]]): [string, string] => [
    name,
    `${formatLevel(black)} to ${formatLevel(white)}`,
  ]);
  const [first] = ranges;
  if (first === undefined) {
    return undefined;
  }
  const same = ranges.length > 1 && ranges.every(([, range]) => range === first[1]);
  const words = same ? first[1] : ranges.map((range) => range.join(' ')).join(', ');
  return `${words} of ${files}`;
}

/** At most six digits: floating-point levels have many. */
function formatLevel(level: number): string {
  return Number.isInteger(level) ? String(level) : String(Number(level.toPrecision(6)));
}
