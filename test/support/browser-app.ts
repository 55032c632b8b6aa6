// An app for browsers that imports all five packages, as one of their users writes it.
import { startBackend } from '@hpa/backend';
import { createBatches, syntheticCells, toCellImage } from '@hpa/data';
import { evaluate } from '@hpa/metrics';
import { gapNetPl } from '@hpa/models';
import { optimizers, predict, fit as train } from '@hpa/train';
import type { Tensor } from '@tensorflow/tfjs-core';

/** What the page posts to its server. */
export type PageReport = Awaited<ReturnType<typeof runPage>> | { readonly refused: string };

/** What the engine of a page is started with. */
export interface PageEngine {
  readonly engine: 'auto' | 'wasm';
  /** Undefined for the engine's default. */
  readonly threads?: number | undefined;
}

/** One training step of a small model, and what its predictions are worth. */
export async function trainOnce({ engine, threads: wanted }: PageEngine) {
  const options = wanted === undefined ? {} : { threads: wanted };
  const { name, device, threads, passedOver, dispose } = await startBackend(engine, options);
  const { samples, classes, images } = syntheticCells({ classes: [13, 25], count: 8, seed: 1, size: 32 });
  const model = gapNetPl({ input: { height: 32, width: 32 }, classes, seed: 1 });
  const input = model.card.input;
  const shared = { images, input, classCount: 2, batchSize: 8, seed: 1 };
  const optimizer = optimizers.adam({ learningRate: 1e-3 });
  const batches = createBatches(samples, { ...shared, shuffle: true });
  const { epochs } = await train(model, batches, { optimizer, epochs: 1 });
  const weights = await digestOf(model.variables);
  const { labels, scores } = await predict(model, createBatches(samples, { ...shared, shuffle: false }));
  const { accuracy } = evaluate({ labels: labels as number[], scores }, { classes, seed: 1 });
  optimizer.dispose();
  model.dispose();
  dispose();
  return { name, device, threads, passedOver, loss: epochs[0]!.loss, weights, scores, accuracy };
}

/** SHA-256 of all numbers of tensors, in hexadecimal digits. */
async function digestOf(tensors: readonly Tensor[]): Promise<string> {
  const values = await Promise.all(tensors.map((tensor) => tensor.data<'float32'>()));
  const bytes = await new Blob(values.map((value) => value.slice())).arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Runs in a browser: trains, reads a picture in every way that a page holds it, and tells what was loaded and warned of. */
export async function runPage(engine: PageEngine) {
  const warnings: string[] = [];
  const { warn } = console;
  console.warn = (...words: unknown[]) => {
    warnings.push(words.join(' '));
    warn(...words);
  };
  const trained = await trainOnce(engine);
  const file = await (await fetch('/cell.png')).blob();
  const bitmap = await createImageBitmap(file);
  const { width, height } = bitmap;
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  const offscreen = new OffscreenCanvas(width, height);
  offscreen.getContext('2d')!.drawImage(bitmap, 0, 0);
  const sources = {
    file: new File([file], 'cell.png'),
    blob: file,
    bitmap,
    canvas,
    offscreen,
    imageData: context.getImageData(0, 0, width, height),
    channels: { microtubules: file, protein: bitmap, nucleus: canvas },
  };
  const cells: Record<string, number[]> = {};
  for (const [name, source] of Object.entries(sources)) {
    cells[name] = [...(await toCellImage(source, { height: 5, width: 6, allowMissing: 'er' })).data];
  }
  const refused = await toCellImage(new File(['II*\0'], 'cell.tif', { type: 'image/tiff' }), {
    allowMissing: 'er',
  }).catch((error: Error) => error.message);
  const loaded = performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname);
  return { ...trained, cells, tiff: refused, warnings, loaded };
}
