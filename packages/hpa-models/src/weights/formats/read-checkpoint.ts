import type { ByteSource } from '../bytes/byte-source.js';
import { type StoredTensor, type StoredWeights, storedWeights } from '../bytes/stored-weights.js';
import { tensorAt } from '../bytes/tensor-at.js';
import type { WeightDtype } from '../bytes/weight-dtypes.js';
import { protobufFields } from './protobuf-fields.js';
import { maskedCrc32c, sortedTable } from './sorted-table.js';

/** Files of a TensorFlow checkpoint. */
export interface CheckpointFiles {
  /** `NAME.index` */
  readonly index: ByteSource;
  /** `NAME.data-00000-of-0000n`, in order. */
  readonly shards: readonly ByteSource[];
}

/** tensorflow/core/framework/types.proto; text (7) is left out, other types are refused. */
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
 * Reads a TensorFlow checkpoint of version 2 ("tensor bundle": tensorflow/core/protobuf/tensor_bundle.proto), of
 * TensorFlow 1 or 2. Names are those of the checkpoint, such as `ConvLayer-1/W_conv`; tensors of text, with which
 * TensorFlow 2 describes its objects, are not listed.
 *
 * Every block of the index must have its checksum, and every tensor has to when it is read.
 *
 * @throws Error naming the file and what is malformed in it
 */
export function readCheckpoint({ index, shards }: CheckpointFiles): StoredWeights {
  const [header, ...entries] = sortedTable(index);
  if (header?.key !== '') {
    throw new Error(`${index.name}: no checkpoint: its header is missing`);
  }
  checkHeader(index, { value: header.value, shards: shards.length });
  const tensors = entries.flatMap(({ key, value }) => {
    const entry = parseEntry(value, `${index.name}: "${key}"`);
    return entry.dtype === TEXT ? [] : [openTensor({ index, shards }, { name: key, ...entry })];
  });
  return storedWeights(index.name, tensors);
}

/** BundleHeaderProto: 1 number of shards, 2 endianness (0 little), 3 version. */
function checkHeader(
  index: ByteSource,
  { value, shards }: { readonly value: Uint8Array; readonly shards: number },
): void {
  const fields = new Map(
    protobufFields(value, `${index.name}: header`).map((field) => [field.number, field.value]),
  );
  const count = fields.get(1) ?? 0;
  if (count !== shards) {
    throw new Error(`${index.name}: the checkpoint has ${count} data files; ${shards} are given`);
  }
  if (fields.get(2)) {
    throw new Error(`${index.name}: a big-endian checkpoint, which is not read`);
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
      throw new Error(`${where}: a partitioned variable, which is not read`);
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

/** TensorShapeProto: 2 dimension, in it 1 size. */
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
    throw new Error(`${index.name}: "${name}" is of TensorFlow's type ${dtype}, which is not read`);
  }
  const file = shards[shard];
  if (!file) {
    throw new Error(`${index.name}: "${name}" is said to be in data file ${shard} of ${shards.length}`);
  }
  const verify = (bytes: Uint8Array) => {
    if (maskedCrc32c(bytes) === crc) {
      return;
    }
    throw new Error(`${file.name}: damaged: "${name}" has not the checksum of ${index.name}`);
  };
  return tensorAt(file, { name, dtype: known, shape, offset, length, verify });
}
