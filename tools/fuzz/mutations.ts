import fc from 'fast-check';
import { mutateJson } from './mutate-json.js';
import { mutateText } from './mutate-text.js';

/** Where in a file something happens, as a share of its length. */
const place = fc.nat(999_999).map((millionths) => millionths / 1_000_000);

/** Values of 32-bit fields at which readers of sizes, offsets and counts have failed elsewhere. */
const EXTREMES = [0, 1, 0x7f, 0xff, 0xffff, 1e6, 1e9, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

const byteMutation = fc.oneof(
  fc.record({ kind: fc.constant('cut' as const), at: place }),
  fc.record({ kind: fc.constant('bit' as const), at: place, bit: fc.nat(7) }),
  fc.record({ kind: fc.constant('byte' as const), at: place, value: fc.nat(255) }),
  fc.record({
    kind: fc.constant('field' as const),
    at: place,
    value: fc.constantFrom(...EXTREMES),
    littleEndian: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('zeros' as const), at: place, length: fc.integer({ min: 1, max: 64 }) }),
  fc.record({ kind: fc.constant('repeated' as const), at: place, length: fc.integer({ min: 1, max: 256 }) }),
  fc.record({ kind: fc.constant('removed' as const), at: place, length: fc.integer({ min: 1, max: 64 }) }),
  fc.record({ kind: fc.constant('grown' as const), length: fc.integer({ min: 1, max: 4096 }) }),
);

/** The first bytes hold the sizes in most formats, so half of the cases strike there. */
const headerMutation = byteMutation.map((mutation) =>
  'at' in mutation ? { ...mutation, at: mutation.at * 0.1 } : mutation,
);

/** What stands where a file was expected. */
const oddFile = fc.record({
  kind: fc.constant('odd-file' as const),
  what: fc.constantFrom('absent', 'empty', 'folder', 'fifo', 'dangling-link', 'dev-zero', 'dev-null', 'text'),
});

const textMutation = fc.record({
  kind: fc.constant('text' as const),
  at: place,
  change: fc.nat(1_000),
});

const jsonMutation = fc.record({
  kind: fc.constant('json' as const),
  at: place,
  change: fc.nat(1_000),
});

/** What happens to one file, as data, so that a case can be printed and repeated. */
export type Mutation = typeof anyMutation extends fc.Arbitrary<infer T> ? T : never;
export type OddFile = (typeof oddFile extends fc.Arbitrary<infer T> ? T : never)['what'];

const bytes = fc.oneof(byteMutation, headerMutation);
const anyMutation = fc.oneof(bytes, oddFile, textMutation, jsonMutation);

/** The mutations of one case: one to three, of the kinds that the ending of the file lets one think of. */
export function mutationsFor(file: string): fc.Arbitrary<Mutation[]> {
  const kinds: fc.WeightedArbitrary<Mutation>[] = [{ weight: 8, arbitrary: bytes }];
  if (/\.(csv|tsv|json)$/.test(file)) {
    kinds.push({ weight: 12, arbitrary: textMutation });
  }
  if (file.endsWith('.json')) {
    kinds.push({ weight: 24, arbitrary: jsonMutation });
  }
  const several = fc.array(fc.oneof(...kinds), { minLength: 1, maxLength: 3 });
  return fc.oneof({ weight: 1, arbitrary: fc.tuple(oddFile) }, { weight: 24, arbitrary: several });
}

/** The bytes of a file after its mutations; those of an odd file are the caller's, who makes it. */
export function mutate(content: Uint8Array, mutations: readonly Mutation[]): Uint8Array {
  let changed: Uint8Array = Uint8Array.from(content);
  for (const mutation of mutations) {
    changed = apply(changed, mutation);
  }
  return changed;
}

function apply(content: Uint8Array, mutation: Mutation): Uint8Array {
  const at = 'at' in mutation ? Math.floor(mutation.at * content.length) : 0;
  switch (mutation.kind) {
    case 'cut':
      return content.slice(0, at);
    case 'bit':
      return replaced(content, { at, value: content[at]! ^ (1 << mutation.bit) });
    case 'byte':
      return replaced(content, { at, value: mutation.value });
    case 'field': {
      if (content.length >= 4) {
        const view = new DataView(content.buffer, content.byteOffset, content.length);
        view.setUint32(Math.min(at, content.length - 4), mutation.value, mutation.littleEndian);
      }
      return content;
    }
    case 'zeros':
      return content.fill(0, at, Math.min(at + mutation.length, content.length));
    case 'repeated':
      return joined(content.subarray(0, at + mutation.length), content.subarray(at));
    case 'removed':
      return joined(content.subarray(0, at), content.subarray(at + mutation.length));
    case 'grown':
      return joined(content, new Uint8Array(mutation.length));
    case 'text':
      return mutateText(content, mutation);
    case 'json':
      return mutateJson(content, mutation);
    case 'odd-file':
      return content;
  }
}

function replaced(
  content: Uint8Array,
  { at, value }: { readonly at: number; readonly value: number },
): Uint8Array {
  if (at < content.length) {
    content[at] = value;
  }
  return content;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  return Buffer.concat([first, second]);
}
