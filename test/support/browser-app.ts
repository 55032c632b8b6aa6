// An app for browsers that imports all five packages, as one of their users writes it.
import { startBackend } from '@hpa/backend';
import { createBatches, syntheticCells, toCellImage } from '@hpa/data';
import { evaluate } from '@hpa/metrics';
import { gapNetPl } from '@hpa/models';
import { optimizers, predict, fit as train } from '@hpa/train';

/** What the page posts to its server. */
export type PageReport = Awaited<ReturnType<typeof runPage>> | { readonly refused: string };

/** One training step of a small model, and what its predictions are worth. */
export async function trainOnce(engine: 'auto' | 'wasm') {
  const { name, device, passedOver, dispose } = await startBackend(engine);
  const { samples, classes, images } = syntheticCells({ classes: [13, 25], count: 8, seed: 1, size: 32 });
  const model = gapNetPl({ input: { height: 32, width: 32 }, classes, seed: 1 });
  const input = model.card.input;
  const shared = { images, input, classCount: 2, batchSize: 8, seed: 1 };
  const optimizer = optimizers.adam({ learningRate: 1e-3 });
  const batches = createBatches(samples, { ...shared, shuffle: true });
  const { epochs } = await train(model, batches, { optimizer, epochs: 1 });
  const { labels, scores } = await predict(model, createBatches(samples, { ...shared, shuffle: false }));
  const { accuracy } = evaluate({ labels: labels as number[], scores }, { classes, seed: 1 });
  optimizer.dispose();
  model.dispose();
  dispose();
  return { name, device, passedOver, loss: epochs[0]!.loss, accuracy };
}

/** Runs in a browser: trains, reads a picture in every way that a page holds it, and tells what was loaded and warned of. */
export async function runPage(engine: 'auto' | 'wasm') {
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
