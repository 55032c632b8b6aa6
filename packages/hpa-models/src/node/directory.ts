import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { io } from '@tensorflow/tfjs-core';
import { isRecord } from '../is-record.js';
import { writeWhole } from './write-whole.js';

const MODEL = 'model.json';
const WEIGHTS = 'weights.bin';

/**
 * Makes an IO handler of TensorFlow.js for a folder with model.json and weights.bin, which TensorFlow.js loads as a LayersModel.
 *
 * Saving replaces the folder as a whole. model.json holds the SHA-256 of the weights, which loading verifies.
 *
 * @throws Error if, on loading, a file is missing or is not what was saved
 */
export function directory(path: string): io.IOHandler {
  return { save: (artifacts) => save(path, artifacts), load: () => load(path) };
}

async function save(path: string, artifacts: io.ModelArtifacts): Promise<io.SaveResult> {
  const { weightData, weightSpecs = [], ...rest } = artifacts;
  const weights = Buffer.from(io.CompositeArrayBuffer.join(weightData ?? new ArrayBuffer(0)));
  const model = {
    ...rest,
    weightsManifest: [{ paths: [WEIGHTS], weights: weightSpecs }],
    sha256: createHash('sha256').update(weights).digest('hex'),
  };
  await writeWhole(path, async (temporary) => {
    await mkdir(temporary);
    await writeFile(join(temporary, WEIGHTS), weights);
    await writeFile(join(temporary, MODEL), `${JSON.stringify(model, null, 2)}\n`);
  });
  return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) };
}

async function load(path: string): Promise<io.ModelArtifacts> {
  const file = join(path, MODEL);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new Error(`${file}: no saved model`) : error;
  });
  const model = parse(text, file);
  const weightsFile = join(path, WEIGHTS);
  const weights = await readFile(weightsFile).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new Error(`${weightsFile}: the weights of the model are missing`) : error;
  });
  const sha256 = createHash('sha256').update(weights).digest('hex');
  if (model.sha256 !== sha256) {
    throw new Error(
      `${weightsFile}: checksum mismatch: ${MODEL} says ${model.sha256}, the ${weights.length} bytes give ${sha256}`,
    );
  }
  const { weightsManifest, sha256: _, ...artifacts } = model;
  return {
    ...artifacts,
    weightSpecs: weightsManifest.flatMap((group) => group.weights),
    weightData: new Uint8Array(weights).buffer,
  };
}

interface SavedModel extends Omit<io.ModelArtifacts, 'weightData' | 'weightSpecs'> {
  readonly weightsManifest: readonly { readonly weights: io.WeightsManifestEntry[] }[];
  readonly sha256: string;
}

function parse(text: string, file: string): SavedModel {
  let model: unknown;
  try {
    model = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file}: not JSON: ${(error as Error).message}`);
  }
  if (!isRecord(model) || !Array.isArray(model.weightsManifest)) {
    throw new Error(`${file}: not a saved model: no weightsManifest`);
  }
  for (const group of model.weightsManifest) {
    if (!isRecord(group) || !Array.isArray(group.weights) || !group.weights.every(isWeightSpec)) {
      throw new Error(`${file}: each group of the weightsManifest must list weights with a name and a shape`);
    }
  }
  return model as unknown as SavedModel;
}

function isWeightSpec(value: unknown): boolean {
  return isRecord(value) && typeof value.name === 'string' && Array.isArray(value.shape);
}
