import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startBackend } from '@hpa/backend';
import { type ArchitectureName, createClassifier, type PublishedWeights } from '@hpa/models';
import { fetchWeights, loadWeights, saveClassifier } from '@hpa/models/node';
import { getBackend } from '@tensorflow/tfjs-core';

/** From which probability on a location is claimed: nobody published thresholds with the weights. */
const THRESHOLD = 0.5;

/**
 * Makes a saved model of published weights, fetched on first use with their checksums, and keeps it beside them in the cache. Without a
 * running engine, one starts for a moment.
 *
 * @returns The folder of the saved model.
 * @throws Error if a file cannot be fetched, or is not the one that was published.
 */
export async function fetchPublishedModel(
  weights: PublishedWeights,
  {
    onFetch,
    cacheFolder,
  }: {
    /** Called with one line before each file is fetched. */
    readonly onFetch?: ((line: string) => void) | undefined;
    /** As `fetchWeights` has it. */
    readonly cacheFolder?: string;
  } = {},
): Promise<string> {
  const told = new Set<string>();
  const path = await fetchWeights(weights, {
    ...(cacheFolder !== undefined && { cacheFolder }),
    onProgress({ url, total }) {
      if (!told.has(url)) {
        onFetch?.(`fetching ${url}${total === undefined ? '' : `, ${(total / 2 ** 20).toFixed(1)} MB`}`);
      }
      told.add(url);
    },
  });
  // Other weights under the same name make another folder.
  const version = weights.files.map(({ checksum }) => checksum.hex.slice(0, 8)).join('-');
  const folder = join(dirname(path), `model-${version}`);
  if (!existsSync(join(folder, 'model.json'))) {
    await saveAs(folder, { weights, path });
  }
  return folder;
}

async function saveAs(
  folder: string,
  { weights, path }: { readonly weights: PublishedWeights; readonly path: string },
): Promise<void> {
  const {
    architecture,
    name,
    inputSize,
    normalization,
    classes,
    task = 'single-label',
    provenance,
  } = weights;
  const [height, width] = inputSize;
  const backend = getBackend() ? undefined : await startBackend('cpu');
  try {
    const classifier = createClassifier(architecture as ArchitectureName, {
      name: `${architecture}-${name}`,
      input: { height, width, normalization },
      classes: classes.map((label, id) => ({ id, name: label })),
      task,
      seed: 1,
      initialWeights: 'zeros',
    });
    try {
      loadWeights(classifier, path, { provenance });
      await saveClassifier(
        classifier,
        folder,
        task === 'multi-label' ? { thresholds: classes.map(() => THRESHOLD) } : {},
      );
    } finally {
      classifier.dispose();
    }
  } finally {
    backend?.dispose();
  }
}
