/**
 * Draws every augmentation on a contact sheet: one cell a row, varied seven times by each.
 * `node --import tsx examples/augmentations.ts [PNG]`; augmentations.png by default.
 */
import { writeFile } from 'node:fs/promises';
import { startBackend } from '@hpa/backend';
import {
  augmentations,
  augmentBatches,
  type Batch,
  type BatchSource,
  type CellImage,
  COMPOSITIONS,
  createBatches,
  dihedralViews,
  syntheticCells,
} from '@hpa/data';
import { type ContactSection, contactSheet } from '@hpa/localize';
import type { Tensor4D } from '@tensorflow/tfjs-core';

const [, , out = 'augmentations.png'] = process.argv;
const backend = await startBackend('wasm');
const VIEWS = 8;

const { samples, images: store } = syntheticCells({ classes: [2, 23], count: 2, seed: 5, size: 128 });
const plain = createBatches(
  samples.map((sample) => ({ ...sample, labels: [0] })),
  {
    images: store,
    input: { height: 128, width: 128, channels: COMPOSITIONS.rgby, normalization: 'unit' },
    classCount: 1,
    batchSize: 2,
    seed: 1,
  },
);

const varied = {
  'random flip': augmentations.randomFlip(),
  'random quarter turn': augmentations.randomRotate90(),
  'random affine': augmentations.randomAffine(),
  'random crop of 96 pixels': augmentations.randomCrop({ size: 96 }),
  'intensity jitter': augmentations.intensityJitter({ change: 0.5 }),
  'Gaussian noise': augmentations.gaussianNoise({ deviation: 0.1 }),
  cutout: augmentations.cutout(),
  'mixup with another cell': augmentations.mixup({ alpha: 1 }),
};

const sections: ContactSection[] = [];
for (const [title, augmentation] of Object.entries(varied)) {
  const variedCells = augmentBatches(plain, { augmentations: [augmentation], seed: 1 });
  const tiles = [{ image: await firstImage(plain, 0), caption: 'as it is' }];
  for (let epoch = 0; epoch < VIEWS - 1; epoch++) {
    tiles.push({ image: await firstImage(variedCells, epoch), caption: `epoch ${epoch}` });
  }
  sections.push({ title, tiles });
}
const { value: batch } = await plain.batches(0).next();
const views = dihedralViews((batch as Batch).images);
const images = await Promise.all(views.map(toImage));
sections.push({
  title: 'views at test time',
  tiles: images.map((image, orientation) => ({ image, caption: `orientation ${orientation}` })),
});
for (const view of views) {
  view.dispose();
}
(batch as Batch).dispose();

await writeFile(out, await contactSheet(sections, { title: 'Augmentations', columns: VIEWS }));
console.log(`wrote ${out}`);
backend.dispose();

async function firstImage(source: BatchSource, epoch: number): Promise<CellImage> {
  for await (const { images, dispose } of source.batches(epoch)) {
    const image = await toImage(images);
    dispose();
    return image;
  }
  throw new Error('the source has no batch');
}

/** The first image of a batch in [0, 1], back in gray levels. */
async function toImage(images: Tensor4D): Promise<CellImage> {
  const [, height, width, channels] = images.shape;
  const values = (await images.data()).slice(0, height * width * channels);
  return { height, width, data: Uint8Array.from(values, (value) => Math.round(255 * value)) };
}
