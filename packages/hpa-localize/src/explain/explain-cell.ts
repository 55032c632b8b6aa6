import { type CellImage, toModelInput } from '@hpa/data';
import { argmax } from '@hpa/metrics';
import { type Classifier, channelAblation, gradCam, occlusionMap, overlayMap } from '@hpa/models';
import { softmax, type Tensor, tensor4d, tidy } from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { colorImage } from './color-image.js';

/** Edge of the squares that the occlusion map covers, as a share of the image's. */
const PATCH_SHARE = 1 / 6;

/** What each channel shows, in words. */
const CHANNELS: Readonly<Record<string, string>> = {
  microtubules: 'Microtubules',
  protein: 'Protein',
  nucleus: 'Nucleus',
  er: 'Endoplasmic reticulum',
  'microtubules+er/2': 'Microtubules and half of the ER',
  'protein+er/2': 'Protein and half of the ER',
};

/** An image of an explanation: PNG, of the size that the model sees. */
export interface ExplainedImage {
  readonly name: 'image' | 'grad-cam' | 'occlusion';
  readonly png: Uint8Array;
}

/** What a model answers for one cell, and why. */
export interface ExplainedCell {
  readonly id: string;
  readonly answer: string;
  /** One probability per class, in the order of the card. */
  readonly probabilities: readonly { readonly name: string; readonly probability: number }[];
  /** How far the logit of the answer drops if a channel is made uniform. */
  readonly channels: readonly { readonly name: string; readonly drop: number }[];
  readonly images: readonly ExplainedImage[];
}

/** Explains the most probable class of one cell. Its image must have the size that the model takes. */
export async function explainCell(
  classifier: Classifier,
  { id, cell }: { readonly id: string; readonly cell: CellImage },
): Promise<ExplainedCell> {
  const { card } = classifier;
  const { height, width } = cell;
  const input = toModelInput(cell, card.input);
  const images = tensor4d(input, [1, card.input.height, card.input.width, card.input.channels.length]);
  const probabilities = await readOnce(tidy(() => softmax(classifier.logits(images, { training: false }))));
  const classIndices = [argmax(probabilities)];
  const patchSize = Math.ceil(Math.min(height, width) * PATCH_SHARE);
  const seen = await readOnce(gradCam(classifier, images, { classIndices }));
  const missed = await readOnce(occlusionMap(classifier, images, { classIndices, patchSize }));
  const drops = await readOnce(channelAblation(classifier, images, { classIndices }));
  images.dispose();

  const image = colorImage(cell);
  const overlaid = (map: readonly number[]) => overlayMap(map, { height, width, image });
  const png = (pixels: Uint8Array | Uint8ClampedArray, channels: 3 | 4) =>
    sharp(pixels, { raw: { width, height, channels } }).removeAlpha().png().toBuffer();
  return {
    id,
    answer: card.classes[classIndices[0]!]!.name,
    probabilities: card.classes.map(({ name }, i) => ({ name, probability: probabilities[i]! })),
    channels: card.input.channels.map((channel, i) => ({
      name: CHANNELS[channel] ?? channel,
      drop: drops[i]!,
    })),
    images: [
      { name: 'image', png: await png(image, 3) },
      { name: 'grad-cam', png: await png(overlaid(seen), 4) },
      { name: 'occlusion', png: await png(overlaid(missed), 4) },
    ],
  };
}

/** Reads a tensor back and frees it. */
async function readOnce(tensor: Tensor): Promise<number[]> {
  const numbers = [...(await tensor.data())];
  tensor.dispose();
  return numbers;
}
