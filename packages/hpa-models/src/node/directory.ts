import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { io } from '@tensorflow/tfjs-core';

const MODEL = 'model.json';
const WEIGHTS = 'weights.bin';

/**
 * A tfjs IO handler for a folder with model.json and weights.bin, the layout that tfjs loads as a LayersModel.
 *
 * Saving writes a folder of a temporary name and renames it, so a folder of that name is always whole; one that was
 * there is replaced. model.json carries the SHA-256 of the weights, which loading checks.
 *
 * @throws Error naming the file, on loading: absent, not JSON, or weights that are not those that were saved
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
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${randomUUID()}`;
  try {
    await mkdir(temporary);
    await writeFile(join(temporary, WEIGHTS), weights);
    await writeFile(join(temporary, MODEL), `${JSON.stringify(model, null, 2)}\n`);
    await rm(path, { recursive: true, force: true });
    await rename(temporary, path);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) };
}

async function load(path: string): Promise<io.ModelArtifacts> {
  const file = join(path, MODEL);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new Error(`${file}: there is no saved model`) : error;
  });
  const model = parse(text, file);
  const weightsFile = join(path, WEIGHTS);
  const weights = await readFile(weightsFile).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new Error(`${weightsFile}: the weights of ${file} are missing`) : error;
  });
  const sha256 = createHash('sha256').update(weights).digest('hex');
  if (model.sha256 !== sha256) {
    throw new Error(
      `${weightsFile}: not the weights that were saved with ${file} (SHA-256 ${sha256}, ${weights.length} bytes)`,
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
  let model: Partial<SavedModel>;
  try {
    model = JSON.parse(text) as Partial<SavedModel>;
  } catch (error) {
    throw new Error(`${file}: not JSON: ${(error as Error).message}`);
  }
  if (!Array.isArray(model.weightsManifest)) {
    throw new Error(`${file}: no weightsManifest, so no saved model`);
  }
  return model as SavedModel;
}
