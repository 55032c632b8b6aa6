import { listed } from '../../listed.js';
import type { ByteSource } from '../bytes/byte-source.js';
import { hexadecimal } from '../bytes/crc32.js';
import type { WeightDtype } from '../bytes/stored-weights.js';
import { type StoredTensor, type StoredWeights, storedWeights } from '../bytes/stored-weights.js';
import { tensorAt } from '../bytes/tensor-at.js';
import { protobufFields } from './protobuf-fields.js';
import { maskedCrc32c, sortedTable } from './sorted-table.js';

/** The files of a TensorFlow checkpoint. */
export interface CheckpointFiles {
  /** `NAME.index` */
  readonly index: ByteSource;
  /** `NAME.data-00000-of-0000n`, in order. */
  readonly shards: readonly ByteSource[];
}

/** Types of tensorflow/core/framework/types.proto. Tensors of text (7) are skipped, other types are refused. */
const DTYPES: Readonly<Record<number, WeightDtype>> = {
  1: 'float32',
  2: 'float64',
  3: 'int32',
  4: 'uint8',
  5: 'int16',
  6: 'int8',
  9: 'int64',
  10: 'bool',
  14: 'bfloat16',
  17: 'uint16',
  19: 'float16',
  22: 'uint32',
  23: 'uint64',
};
const TEXT = 7;

/**
 * Reads a checkpoint of TensorFlow 1 or 2 in format V2 ("tensor bundle": tensorflow/core/protobuf/tensor_bundle.proto).
 * Names are those of the checkpoint, such as `ConvLayer-1/W_conv`. Tensors of text, which TensorFlow 2 uses to describe its
 * objects, are not listed.
 *
 * The checksums of the index are verified at once, that of a tensor each time it is read.
 *
 * @throws Error if a file is malformed
 */
export function readCheckpoint({ index, shards }: CheckpointFiles): StoredWeights {
  const [header, ...entries] = sortedTable(index);
  if (header?.key !== '') {
    throw new Error(`${index.name}: not a checkpoint: the header is missing`);
  }
  requireHeader(index, { value: header.value, shards: shards.length });
  const tensors = entries.flatMap(({ key, value }) => {
    const entry = parseEntry(value, `${index.name}: "${key}"`);
    return entry.dtype === TEXT ? [] : [openTensor({ index, shards }, { name: key, ...entry })];
  });
  return storedWeights(
    index.name,
    tensors,
    () => `${entries.length} entries of text: ${listed(entries.map(({ key }) => key))}`,
  );
}

/** BundleHeaderProto: 1 number of shards, 2 endianness (0 little), 3 version. */
function requireHeader(
  index: ByteSource,
  { value, shards }: { readonly value: Uint8Array; readonly shards: number },
): void {
  const fields = new Map(
    protobufFields(value, `${index.name}: header`).map((field) => [field.number, field.value]),
  );
  const count = fields.get(1) ?? 0;
  if (count !== shards) {
    throw new Error(`${index.name}: the checkpoint has ${count} data files; received ${shards}`);
  }
  if (fields.get(2)) {
    throw new Error(`${index.name}: big-endian checkpoints are not supported`);
  }
}

interface BundleEntry {
  readonly dtype: number;
  readonly shape: readonly number[];
  readonly shard: number;
  readonly offset: number;
  readonly length: number;
  readonly crc: number;
}

/** BundleEntryProto: 1 dtype, 2 shape, 3 shard, 4 offset, 5 size, 6 masked CRC-32C, 7 slices of a partitioned variable. */
function parseEntry(value: Uint8Array, where: string): BundleEntry {
  const numbers = new Map<number, number>();
  let shape: readonly number[] = [];
  for (const field of protobufFields(value, where)) {
    if (field.number === 7) {
      throw new Error(`${where}: partitioned variables are not supported`);
    }
    if (typeof field.value === 'number') {
      numbers.set(field.number, field.value);
    } else if (field.number === 2) {
      shape = parseShape(field.value, where);
    }
  }
  const number = (field: number) => numbers.get(field) ?? 0;
  return { dtype: number(1), shape, shard: number(3), offset: number(4), length: number(5), crc: number(6) };
}

/** TensorShapeProto: 2 dimension, which holds 1 size. */
function parseShape(bytes: Uint8Array, where: string): number[] {
  return protobufFields(bytes, where)
    .filter(({ number }) => number === 2)
    .map(({ value }) => {
      const dimension = typeof value === 'number' ? [] : protobufFields(value, where);
      const size = dimension.find(({ number }) => number === 1)?.value ?? 0;
      return typeof size === 'number' ? size : Number.NaN;
    });
}

function openTensor(
  { index, shards }: CheckpointFiles,
  { name, dtype, shape, shard, offset, length, crc }: BundleEntry & { readonly name: string },
): StoredTensor {
  const known = DTYPES[dtype];
  if (!known) {
    throw new Error(`${index.name}: "${name}" has the unsupported TensorFlow type ${dtype}`);
  }
  const file = shards[shard];
  if (!file) {
    throw new Error(
      `${index.name}: "${name}" must be in one of ${shards.length} data files; the index says file ${shard}`,
    );
  }
  const verify = (bytes: Uint8Array) => {
    const found = maskedCrc32c(bytes);
    if (found !== crc) {
      const says = `the index says ${hexadecimal(crc)}, the bytes give ${hexadecimal(found)}`;
      throw new Error(`${file.name}: checksum mismatch of "${name}": ${says}`);
    }
  };
  return tensorAt(file, { name, dtype: known, shape, offset, length, verify });
}
