import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredWeights } from '../../src/index.js';
import { type ByteSource, memorySource } from '../../src/weights/bytes/byte-source.js';
import { readCheckpoint } from '../../src/weights/formats/read-checkpoint.js';
import { readSingleFile } from '../../src/weights/formats/read-single-file.js';
import { readTfjsWeights } from '../../src/weights/formats/read-tfjs-weights.js';
import { fixture } from '../support/weight-fixtures.js';

// Whatever happens to a file: it reads as before, or it ends in an Error that names it. The files are a few KB, so that a
// futile read is quick. The bytes that a reader asks for are counted, so that no false size costs memory.

type Read = (file: ByteSource) => StoredWeights;

interface Case {
  readonly name: string;
  readonly read: Read;
  /** Whether the format has checksums, so that changed values are found. */
  readonly checked: boolean;
}

const data = 'tensorflow-1.ckpt.data-00000-of-00001';
const cases: readonly Case[] = [
  { name: 'tf-keras-weights.h5', read: readSingleFile, checked: false },
  { name: 'keras-3.weights.h5', read: readSingleFile, checked: false },
  { name: 'keras-3.keras', read: readSingleFile, checked: true },
  { name: 'tf-keras.keras', read: readSingleFile, checked: true },
  { name: 'keras-2.13.keras', read: readSingleFile, checked: true },
  { name: 'float32.safetensors', read: readSingleFile, checked: false },
  { name: 'all-types.safetensors', read: readSingleFile, checked: false },
  {
    name: 'tensorflow-1.ckpt.index',
    read: (index) => readCheckpoint({ index, shards: [fixture(data)] }),
    checked: true,
  },
  {
    name: data,
    read: (shard) => readCheckpoint({ index: fixture('tensorflow-1.ckpt.index'), shards: [shard] }),
    checked: true,
  },
  {
    name: 'tfjs-mixed/model.json',
    read: (model) => {
      const shard = 'group1-shard1of1.bin';
      return readTfjsWeights({ model, shards: new Map([[shard, fixture(`tfjs-mixed/${shard}`)]]) });
    },
    checked: false,
  },
];

const damage = fc.record({
  flips: fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 0, max: 255 })), {
    maxLength: 4,
  }),
  keep: fc.oneof(fc.constant(1), fc.double({ min: 0, max: 1, noNaN: true })),
});

function damaged(
  source: ByteSource,
  { flips, keep }: typeof damage extends fc.Arbitrary<infer T> ? T : never,
) {
  const bytes = source.read(0, source.size);
  for (const [place, value] of flips) {
    bytes[Math.floor(place * (bytes.length - 1))] = value;
  }
  return bytes.subarray(0, Math.round(keep * bytes.length));
}

/** A source that counts the bytes read from it. */
function counting(source: ByteSource): ByteSource & { readonly bytesRead: () => number } {
  let sum = 0;
  return {
    ...source,
    bytesRead: () => sum,
    read(offset, length) {
      const bytes = source.read(offset, length);
      sum += length;
      return bytes;
    },
  };
}

const readAll = ({ tensors }: StoredWeights) =>
  new Map([...tensors].map(([name, tensor]) => [name, { shape: tensor.shape, values: [...tensor.read()] }]));

describe('damaged weights', () => {
  it.each(cases)('of $name read as before or throw an Error', ({ name, read, checked }) => {
    const original = readAll(read(fixture(name)));
    fc.assert(
      fc.property(damage, (what) => {
        const file = counting(memorySource(name, damaged(fixture(name), what)));
        let found: ReturnType<typeof readAll>;
        try {
          found = readAll(read(file));
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
          expect((error as Error).message).toContain(name);
          return;
        } finally {
          // An intact file is read twice, since its checksums are those of whole entries.
          expect(file.bytesRead()).toBeLessThan(20 * fixture(name).size);
        }
        if (checked) {
          expect(found).toEqual(original);
        }
        let size = 0;
        for (const { shape, values } of found.values()) {
          expect(values.length).toBe(shape.reduce((product, dimension) => product * dimension, 1));
          size += values.length;
        }
        expect(size).toBeLessThan(20 * fixture(name).size);
      }),
      { seed: 1, numRuns: 400 },
    );
  });
});
