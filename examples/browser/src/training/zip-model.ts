import { type Classifier, saveClassifierTo } from '@hpa/models';
import { io } from '@tensorflow/tfjs-core';
import { strToU8, zipSync } from 'fflate';

/** The one file of the weights. */
const WEIGHTS = 'weights.bin';

/**
 * Packs a model as the commands save one, model.json and its weights, into a zip file with one folder; unpacked, `--model` takes it.
 *
 * @param record the text of training.json, which lies beside the model; undefined if there is none
 * @param trainingCells the file of training cells beside it; undefined if there is none
 */
export async function zipModel(
  classifier: Classifier,
  {
    provenance,
    record,
    trainingCells,
  }: {
    readonly provenance: string;
    readonly record: string | undefined;
    readonly trainingCells: File | undefined;
  },
): Promise<Uint8Array<ArrayBuffer>> {
  const files: Record<string, Uint8Array> = {};
  const handler = io.withSaveHandler(async (artifacts) => {
    const { weightData, weightSpecs = [], ...rest } = artifacts;
    const weights = io.CompositeArrayBuffer.join(weightData);
    const weightsManifest = [{ paths: [WEIGHTS], weights: weightSpecs }];
    const sha256 = hex(await crypto.subtle.digest('SHA-256', weights));
    files['model/model.json'] = strToU8(`${JSON.stringify({ ...rest, weightsManifest, sha256 }, null, 2)}\n`);
    files[`model/${WEIGHTS}`] = new Uint8Array(weights);
    return { modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) };
  });
  await saveClassifierTo(classifier, handler, { provenance });
  if (record !== undefined) {
    files['model/training.json'] = strToU8(record);
  }
  if (trainingCells !== undefined) {
    files[`model/${trainingCells.name}`] = new Uint8Array(await trainingCells.arrayBuffer());
  }
  // Weights do not get smaller by compression.
  return zipSync(files, { level: 0 });
}

function hex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
