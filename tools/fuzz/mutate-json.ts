/** Values that a document written by others, or by a killed run, holds in the place of the right one. */
const VALUES: readonly unknown[] = [
  null,
  {},
  [],
  [null],
  '',
  'x'.repeat(50_000),
  true,
  0,
  -1,
  0.5,
  1e9,
  2 ** 31,
  2 ** 53,
  1e12,
  1e300,
  '1',
  [1e9],
  [-1, 3],
  [2, 2 ** 40],
  ['a', 'b'],
  { id: 0, name: 'x' },
  { length: 1e9 },
  '__proto__',
  '../../../etc/passwd',
  '/dev/zero',
];

/** How deep a nested value is, and how often an element of an array is repeated. */
const DEPTH = 100_000;
const REPEATS = 200_000;

/** Longer documents are left as they are: an earlier change made them deep or wide. */
const LONGEST = 100_000;

/** A JSON text with one value replaced, removed, renamed, nested or repeated; the text as it is if it is no JSON. */
export function mutateJson(
  content: Uint8Array,
  { at, change }: { readonly at: number; readonly change: number },
): Uint8Array {
  if (content.length > LONGEST) {
    return content;
  }
  const text = Buffer.from(content).toString('utf8');
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return content;
  }
  const places = [...placesOf(document)];
  const place = places[Math.floor(at * (places.length + 1))];
  const how = Math.floor(change / VALUES.length) % 8;
  const value = VALUES[change % VALUES.length];
  if (place === undefined) {
    return Buffer.from(JSON.stringify(value));
  }
  const { holder, key } = place;
  if (how === 0) {
    remove(holder, key);
  } else if (how === 1) {
    return Buffer.from(withText(document, { ...place, text: '['.repeat(DEPTH) + ']'.repeat(DEPTH) }));
  } else if (how === 2 && Array.isArray(holder)) {
    const repeated = Array.from({ length: REPEATS }, () => JSON.stringify(holder[Number(key)]));
    return Buffer.from(withText(document, { ...place, text: repeated.join(',') }));
  } else if (how === 3) {
    return Buffer.from(withText(document, { ...place, text: `{"__proto__":${JSON.stringify(value)}}` }));
  } else {
    holder[key] = value;
  }
  return Buffer.from(JSON.stringify(document));
}

type Holder = Record<string, unknown>;

interface Place {
  readonly holder: Holder;
  readonly key: string;
}

function* placesOf(value: unknown): Generator<Place> {
  if (typeof value === 'object' && value !== null) {
    for (const [key, entry] of Object.entries(value)) {
      yield { holder: value as Holder, key };
      yield* placesOf(entry);
    }
  }
}

function remove(holder: Holder, key: string): void {
  if (Array.isArray(holder)) {
    holder.splice(Number(key), 1);
  } else {
    delete holder[key];
  }
}

/** The document's text with a text of one's own in one place: what JSON.stringify would not write. */
function withText(document: unknown, { holder, key, text }: Place & { readonly text: string }): string {
  const marker = '\u0001here\u0001';
  holder[key] = marker;
  return JSON.stringify(document).replace(JSON.stringify(marker), () => text);
}
