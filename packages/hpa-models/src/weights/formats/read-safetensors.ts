import type { ByteSource } from '../bytes/byte-source.js';
import { isRecord } from '../bytes/is-record.js';
import { parseJson } from '../bytes/parse-json.js';
import { sectionOf } from '../bytes/section-of.js';
import { type StoredTensor, type StoredWeights, storedWeights } from '../bytes/stored-weights.js';
import { tensorAt } from '../bytes/tensor-at.js';
import type { WeightDtype } from '../bytes/weight-dtypes.js';

/** Limit of the reference implementation, bytes. */
const LONGEST_HEADER = 100_000_000;

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
 * @throws Error naming the file and what is malformed in it, or a tensor of another type than integers, F16, BF16, F32 or F64
 */
export function readSafetensors(file: ByteSource): StoredWeights {
  const length = Number(new DataView(file.read(0, 8).buffer).getBigUint64(0, true));
  if (length > LONGEST_HEADER || length > file.size - 8) {
    throw new Error(`${file.name}: no safetensors: a header of ${length} bytes in a file of ${file.size}`);
  }
  const header = parseJson(sectionOf(file, { name: `${file.name}: header`, offset: 8, length }));
  if (!isRecord(header)) {
    throw new Error(`${file.name}: the header must be an object`);
  }
  const body = sectionOf(file, { name: file.name, offset: 8 + length, length: file.size - 8 - length });
  const places = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, value]) => ({ name, ...parsePlace(file, { name, value }) }))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  checkGaps(body, places);
  return storedWeights(
    file.name,
    places.map(
      ({ name, dtype, shape, start, end }): StoredTensor =>
        tensorAt(body, { name, dtype, shape, offset: start, length: end - start }),
    ),
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
    throw new Error(`${file.name}: "${name}" has dtype ${JSON.stringify(dtype)}, which is not read`);
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(Number.isSafeInteger)) {
    throw new Error(
      `${file.name}: data_offsets of "${name}" must be two integers; found ${JSON.stringify(offsets)}`,
    );
  }
  const [start, end] = offsets as [number, number];
  return { dtype: known, shape: shape as number[], start, end };
}

/** The format wants every byte to belong to one tensor, so that nothing hides in a file. */
function checkGaps(
  body: ByteSource,
  places: readonly { readonly name: string; readonly start: number; readonly end: number }[],
): void {
  let at = 0;
  for (const { name, start, end } of places) {
    if (start !== at || end < start) {
      throw new Error(
        `${body.name}: "${name}" at bytes ${start} to ${end} must start at ${at}, where the one before ends`,
      );
    }
    at = end;
  }
  if (at !== body.size) {
    throw new Error(`${body.name}: its tensors end at byte ${at} of ${body.size}`);
  }
}
