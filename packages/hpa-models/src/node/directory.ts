import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { io } from '@tensorflow/tfjs-core';
import { isRecord } from '../is-record.js';
import { shown } from '../shown.js';
import type { ByteSource } from '../weights/bytes/byte-source.js';
import { parseJson } from '../weights/bytes/parse-json.js';
import { fileSource } from './file-source.js';
import { writeWhole } from './write-whole.js';

const MODEL = 'model.json';
const WEIGHTS = 'weights.bin';
const BYTES_PER_FLOAT = 4;

/**
 * Makes an IO handler of TensorFlow.js for a folder with model.json and weights.bin, which TensorFlow.js loads as a LayersModel.
 *
 * Saving replaces the folder as a whole. model.json holds the SHA-256 of the weights, and one of their names, shapes and order, which
 * loading verifies. A folder of an earlier version lacks the second.
 *
 * @throws Error if, on loading, a file is missing or is not what was saved
 */
export function directory(path: string): io.IOHandler {
  return { save: (artifacts) => save(path, artifacts), load: async () => load(path) };
}

async function save(path: string, artifacts: io.ModelArtifacts): Promise<io.SaveResult> {
  const { weightData, weightSpecs = [], ...rest } = artifacts;
  const weights = Buffer.from(io.CompositeArrayBuffer.join(weightData ?? new ArrayBuffer(0)));
  const model = {
    ...rest,
    weightsManifest: [{ paths: [WEIGHTS], weights: weightSpecs }],
    sha256: sha256(weights),
    specsSha256: specsChecksum(weightSpecs),
  };
  await writeWhole(path, async (temporary) => {
    await mkdir(temporary);
    await writeFile(join(temporary, WEIGHTS), weights);
    await writeFile(join(temporary, MODEL), `${JSON.stringify(model, null, 2)}\n`);
  });
  return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) };
}

function load(path: string): io.ModelArtifacts {
  const model = withFile(join(path, MODEL), { absent: 'no saved model', use: parse });
  const { weightsManifest, sha256: stated, specsSha256, ...artifacts } = model;
  const weightSpecs = weightsManifest[0].weights;
  const weights = withFile(join(path, WEIGHTS), {
    absent: 'the weights of the model are missing',
    use: (file) => readWeightsFile(file, { weightSpecs, sha256: stated }),
  });
  return { ...artifacts, weightSpecs, weightData: weights.buffer as ArrayBuffer };
}

/** Opens a file, uses it, and closes it. */
function withFile<Result>(
  file: string,
  { absent, use }: { readonly absent: string; readonly use: (source: ByteSource) => Result },
): Result {
  let source: ReturnType<typeof fileSource>;
  try {
    source = fileSource(file);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? new Error(`${file}: ${absent}`) : error;
  }
  try {
    return use(source);
  } finally {
    source.close();
  }
}

/** Reads the weights if the file has the size that their shapes add up to, and the checksum. */
function readWeightsFile(
  file: ByteSource,
  { weightSpecs, sha256: stated }: { readonly weightSpecs: WeightSpecs; readonly sha256: string },
): Uint8Array {
  const expected = weightSpecs.reduce(
    (sum, { shape }) => sum + shape.reduce((size, dimension) => size * dimension, BYTES_PER_FLOAT),
    0,
  );
  if (file.size !== expected) {
    throw new Error(
      `${file.name}: checksum mismatch: ${MODEL} says ${expected} bytes of weights; the file has ${file.size}`,
    );
  }
  const weights = file.read(0, file.size);
  const found = sha256(weights);
  if (found !== stated) {
    throw new Error(
      `${file.name}: checksum mismatch: ${MODEL} says ${stated}, the ${weights.length} bytes give ${found}`,
    );
  }
  return weights;
}

type WeightSpecs = readonly io.WeightsManifestEntry[];

interface SavedModel extends Omit<io.ModelArtifacts, 'weightData' | 'weightSpecs'> {
  readonly weightsManifest: readonly [{ readonly weights: io.WeightsManifestEntry[] }];
  readonly sha256: string;
  readonly specsSha256?: string;
}

function parse(file: ByteSource): SavedModel {
  const model = parseJson(file);
  if (!isRecord(model) || !Array.isArray(model.weightsManifest)) {
    throw new Error(`${file.name}: not a saved model: no weightsManifest`);
  }
  for (const group of model.weightsManifest) {
    if (!isRecord(group) || !Array.isArray(group.weights) || !group.weights.every(isWeightSpec)) {
      throw new Error(
        `${file.name}: each group of the weightsManifest must list weights with a name and a shape`,
      );
    }
  }
  const [group] = model.weightsManifest;
  if (model.weightsManifest.length !== 1 || !Array.isArray(group.paths) || group.paths.join() !== WEIGHTS) {
    const paths = model.weightsManifest.map(({ paths }) => paths);
    throw new Error(
      `${file.name}: the weightsManifest must be one group in ${WEIGHTS}; found the paths ${shown(paths)}`,
    );
  }
  requireSpecs(file, model as unknown as SavedModel);
  return model as unknown as SavedModel;
}

function isWeightSpec(value: unknown): boolean {
  return (
    isRecord(value) &&
    typeof value.name === 'string' &&
    Array.isArray(value.shape) &&
    value.shape.every((dimension) => Number.isSafeInteger(dimension) && dimension >= 0)
  );
}

/** Requires the checksums, and the weights to be described as they were saved: their order decides which bytes are whose. */
function requireSpecs(file: ByteSource, { sha256: weights, specsSha256, weightsManifest }: SavedModel): void {
  for (const [key, value] of Object.entries({ sha256: weights, specsSha256 })) {
    if (!(typeof value === 'string' || (key === 'specsSha256' && value === undefined))) {
      throw new Error(`${file.name}: ${key} must be a checksum; found ${shown(value)}`);
    }
  }
  const found = specsChecksum(weightsManifest[0].weights);
  if (specsSha256 !== undefined && specsSha256 !== found) {
    throw new Error(
      `${file.name}: checksum mismatch of the names, shapes and order of the weights: it says ${shown(specsSha256)}, they give ${found}`,
    );
  }
}

function specsChecksum(specs: WeightSpecs): string {
  return sha256(
    JSON.stringify(
      specs.map(({ name, shape, dtype, quantization }) => [name, shape, dtype, quantization ?? null]),
    ),
  );
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
