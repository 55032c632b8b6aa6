import { isRecord } from '../../is-record.js';
import { shown } from '../../shown.js';
import type { ByteSource } from '../bytes/byte-source.js';
import { BYTES_PER_ELEMENT } from '../bytes/bytes-per-element.js';
import { joinSources } from '../bytes/join-sources.js';
import { parseJson } from '../bytes/parse-json.js';
import {
  type StoredTensor,
  type StoredWeights,
  storedWeights,
  type WeightDtype,
} from '../bytes/stored-weights.js';
import { tensorAt } from '../bytes/tensor-at.js';

/** The files of a TensorFlow.js model. */
export interface TfjsFiles {
  /** `model.json` of a LayersModel or a GraphModel. */
  readonly model: ByteSource;
  /** The weight files, by their paths in the `weightsManifest` of model.json. */
  readonly shards: ReadonlyMap<string, ByteSource>;
}

/**
 * Reads the weights of a TensorFlow.js LayersModel or GraphModel, as floats or quantized to 8 or 16 bits. Names are those of the
 * manifest, such as `conv2d_1/kernel`.
 *
 * A quantized value reads as value * scale + min, rounded once to float32; `dtype` is the type before quantization.
 *
 * @throws Error if a file is malformed or missing, or a tensor holds text or complex numbers
 */
export function readTfjsWeights({ model, shards }: TfjsFiles): StoredWeights {
  const manifest = parseManifest(model);
  return storedWeights(
    model.name,
    manifest.flatMap(({ paths, weights }) => {
      const parts = paths.map((path) => {
        const part = shards.get(path);
        if (!part) {
          throw new Error(`${model.name}: the weight file "${path}" is missing`);
        }
        return part;
      });
      const name = parts.length === 1 ? parts[0]!.name : `${model.name}: ${paths.join(', ')}`;
      return openGroup(joinSources(name, parts), weights);
    }),
    () => `a weightsManifest of ${manifest.length} groups without weights`,
  );
}

/**
 * Lists the paths of a model's weight files.
 *
 * @throws Error if model.json has no manifest, or a path leaves its folder
 */
export function tfjsShardPaths(model: ByteSource): string[] {
  return parseManifest(model).flatMap(({ paths }) => paths);
}

interface Group {
  readonly paths: readonly string[];
  readonly weights: readonly Entry[];
}

interface Entry {
  readonly name: string;
  readonly shape: readonly number[];
  /** Type in the file. */
  readonly stored: WeightDtype;
  readonly quantization?: Quantization;
}

interface Quantization {
  readonly dtype: WeightDtype;
  readonly scale: number;
  readonly min: number;
}

function parseManifest(model: ByteSource): Group[] {
  const json = parseJson(model);
  const manifest = isRecord(json) ? json.weightsManifest : undefined;
  if (!Array.isArray(manifest)) {
    throw new Error(`${model.name}: not a TensorFlow.js model: no weightsManifest`);
  }
  return manifest.map((group: unknown) => {
    const { paths, weights } = isRecord(group) ? group : {};
    if (!Array.isArray(paths) || !Array.isArray(weights)) {
      throw new Error(`${model.name}: each group of the weightsManifest must list paths and weights`);
    }
    for (const path of paths) {
      requirePathBelow(model, path);
    }
    return { paths: paths as string[], weights: weights.map((entry) => parseEntry(model, entry)) };
  });
}

function requirePathBelow({ name }: ByteSource, path: unknown): void {
  if (typeof path === 'string' && !/^[/\\]|^[a-z]+:|(^|[/\\])\.\.([/\\]|$)|\0/i.test(path)) {
    return;
  }
  throw new Error(
    `${name}: the path of a weight file must stay in the folder of the model; found ${shown(path)}`,
  );
}

const DTYPES = ['float32', 'int32', 'bool', 'float16', 'uint8', 'uint16'] as const;

function parseEntry({ name: file }: ByteSource, entry: unknown): Entry {
  const { name, shape, dtype, quantization } = isRecord(entry) ? entry : {};
  if (typeof name !== 'string' || !Array.isArray(shape)) {
    throw new Error(`${file}: each weight must have a name and a shape; found ${shown(entry)}`);
  }
  const known = (value: unknown): WeightDtype => {
    const found = DTYPES.find((candidate) => candidate === value);
    if (found) {
      return found;
    }
    throw new Error(
      `${file}: "${name}" has the unsupported type ${shown(value)}; supported are ${DTYPES.join(', ')}`,
    );
  };
  const stored = known(dtype);
  if (!isRecord(quantization)) {
    return { name, shape, stored };
  }
  const packed = known(quantization.dtype);
  if (packed === 'float16') {
    return { name, shape, stored: packed };
  }
  const { scale, min } = quantization;
  if ((packed !== 'uint8' && packed !== 'uint16') || !Number.isFinite(scale) || !Number.isFinite(min)) {
    throw new Error(
      `${file}: the quantization of "${name}" must be uint8, uint16 (with scale and min) or float16`,
    );
  }
  return {
    name,
    shape,
    stored: packed,
    quantization: { dtype: stored, scale: scale as number, min: min as number },
  };
}

/** The tensors follow each other in the order of the manifest. */
function openGroup(file: ByteSource, entries: readonly Entry[]): StoredTensor[] {
  let offset = 0;
  const tensors = entries.map(({ name, shape, stored, quantization }) => {
    const length = shape.reduce((product, dimension) => product * dimension, BYTES_PER_ELEMENT[stored]);
    const tensor = tensorAt(file, { name, shape, dtype: stored, offset, length });
    offset += length;
    return quantization ? dequantized(tensor, quantization) : tensor;
  });
  if (offset !== file.size) {
    throw new Error(`${file.name}: the weights must be ${offset} bytes; found ${file.size}`);
  }
  return tensors;
}

function dequantized(tensor: StoredTensor, { dtype, scale, min }: Quantization): StoredTensor {
  return {
    ...tensor,
    dtype,
    read() {
      const packed = tensor.read() as Uint8Array | Uint16Array;
      const values = dtype === 'float32' ? new Float32Array(packed.length) : new Int32Array(packed.length);
      const round = dtype === 'float32' ? (value: number) => value : Math.round;
      for (let i = 0; i < packed.length; i++) {
        values[i] = round(packed[i]! * scale + min);
      }
      return values;
    },
  };
}
