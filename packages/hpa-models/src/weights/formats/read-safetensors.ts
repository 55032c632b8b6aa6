import { isRecord } from '../../is-record.js';
import { shown } from '../../shown.js';
import type { ByteSource } from '../bytes/byte-source.js';
import { parseJson } from '../bytes/parse-json.js';
import { sliceSource } from '../bytes/slice-source.js';
import {
  type StoredTensor,
  type StoredWeights,
  storedWeights,
  type WeightDtype,
} from '../bytes/stored-weights.js';
import { tensorAt } from '../bytes/tensor-at.js';

/** Largest header in bytes, as in the reference implementation. */
const MAXIMUM_HEADER = 100_000_000;

const DTYPES: Readonly<Record<string, WeightDtype>> = {
  BOOL: 'bool',
  I8: 'int8',
  U8: 'uint8',
  I16: 'int16',
  U16: 'uint16',
  F16: 'float16',
  BF16: 'bfloat16',
  I32: 'int32',
  U32: 'uint32',
  F32: 'float32',
  I64: 'int64',
  U64: 'uint64',
  F64: 'float64',
};

/**
 * Reads a safetensors file (https://github.com/huggingface/safetensors#format): the length of a JSON header in 8 bytes, the header,
 * then the tensors without gaps.
 *
 * @throws Error if the file is malformed, or a tensor has a type other than integers, F16, BF16, F32 or F64
 */
export function readSafetensors(file: ByteSource): StoredWeights {
  const length = Number(new DataView(file.read(0, 8).buffer).getBigUint64(0, true));
  if (length > MAXIMUM_HEADER || length > file.size - 8) {
    throw new Error(
      `${file.name}: not a safetensors file: a header of ${length} bytes in a file of ${file.size} bytes`,
    );
  }
  const header = parseJson(sliceSource(file, { name: `${file.name}: header`, offset: 8, length }));
  if (!isRecord(header)) {
    throw new Error(`${file.name}: the header must be a JSON object`);
  }
  const body = sliceSource(file, { name: file.name, offset: 8 + length, length: file.size - 8 - length });
  const places = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, value]) => ({ name, ...parsePlace(file, { name, value }) }))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  requireNoGaps(body, places);
  return storedWeights(
    file.name,
    places.map(
      ({ name, dtype, shape, start, end }): StoredTensor =>
        tensorAt(body, { name, dtype, shape, offset: start, length: end - start }),
    ),
    () => `a header with ${isRecord(header.__metadata__) ? 'metadata alone' : 'nothing in it'}`,
  );
}

interface Place {
  readonly dtype: WeightDtype;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

function parsePlace(
  file: ByteSource,
  { name, value }: { readonly name: string; readonly value: unknown },
): Place {
  const { dtype, shape, data_offsets: offsets } = isRecord(value) ? value : {};
  const known = typeof dtype === 'string' && Object.hasOwn(DTYPES, dtype) ? DTYPES[dtype] : undefined;
  if (!known) {
    throw new Error(`${file.name}: "${name}" has the unsupported dtype ${shown(dtype)}`);
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(Number.isSafeInteger)) {
    throw new Error(`${file.name}: data_offsets of "${name}" must be two integers; found ${shown(offsets)}`);
  }
  const [start, end] = offsets as [number, number];
  return { dtype: known, shape: shape as number[], start, end };
}

/** The format requires every byte to belong to exactly one tensor, so that nothing hides in a file. */
function requireNoGaps(
  body: ByteSource,
  places: readonly { readonly name: string; readonly start: number; readonly end: number }[],
): void {
  let at = 0;
  for (const { name, start, end } of places) {
    if (start !== at || end < start) {
      throw new Error(
        `${body.name}: "${name}" at bytes ${start} to ${end} must start at byte ${at}, the end of the tensor before it`,
      );
    }
    at = end;
  }
  if (at !== body.size) {
    throw new Error(`${body.name}: the tensors end at byte ${at}, but the data has ${body.size} bytes`);
  }
}
