import { type CellImage, CHANNEL_NAMES, type ChannelName, toModelInput } from '@hpa/data';
import { argmax } from '@hpa/metrics';
import { type Classifier, channelAblation, gradCam, occlusionMap, overlayMap } from '@hpa/models';
import { sigmoid, softmax, type Tensor, type Tensor4D, tensor4d, tidy } from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { calibrateScores } from '../answers/calibrate-scores.js';
import { claimedClasses, thresholdsFor } from '../answers/claimed-classes.js';
import { type Familiarity, requireFamiliarity, unlikeness } from '../knowledge/familiarity.js';
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
  'microtubules+er/2%256': 'Microtubules and half of the ER, wrapping round',
  'protein+er/2%256': 'Protein and half of the ER, wrapping round',
};

/** An image of an explanation: PNG, of the size that the model sees. */
export interface ExplainedImage {
  readonly name: 'image' | 'grad-cam' | 'occlusion';
  readonly png: Uint8Array;
}

/** Why a model sees one location in a cell. */
export interface ExplainedLocation {
  readonly name: string;
  /** How far the logit of the location drops if a channel is made uniform. */
  readonly channels: readonly { readonly name: string; readonly drop: number }[];
  /** The Grad-CAM and the occlusion map, over the image. */
  readonly images: readonly ExplainedImage[];
}

/** What a model answers for one cell, and why. */
export interface ExplainedCell {
  readonly id: string;
  /** The channels that its image shows. */
  readonly shown: readonly ChannelName[];
  /** The locations that it claims in words; where it claims none, that, and the most probable one. */
  readonly answer: string;
  /** How unlike the training cells it is, if the model knows that: above 1 beyond 99 % of them. */
  readonly unlike?: number;
  /** One probability per class, in the order of the card, and the threshold of a multi-label model. */
  readonly probabilities: readonly {
    readonly name: string;
    readonly probability: number;
    readonly threshold?: number;
  }[];
  readonly image: ExplainedImage;
  /** Every location that it claims, the most probable first; where it claims none, the most probable one. */
  readonly locations: readonly ExplainedLocation[];
}

/** Explains every location that a model claims in one cell. Its image must have the size that the model takes. */
export async function explainCell(
  classifier: Classifier,
  {
    id,
    cell,
    familiarity,
  }: {
    readonly id: string;
    readonly cell: CellImage;
    /** How the features of the training cells are spread. */
    readonly familiarity?: Familiarity | undefined;
  },
): Promise<ExplainedCell> {
  const { card } = classifier;
  const input = toModelInput(cell, card.input);
  const images = tensor4d(input, [1, card.input.height, card.input.width, card.input.channels.length]);
  const activation = card.task === 'multi-label' ? sigmoid : softmax;
  const raw = await readOnce(tidy(() => activation(classifier.logits(images, { training: false }))));
  const [probabilities = raw] = calibrateScores([raw], classifier);
  if (familiarity) {
    requireFamiliarity(familiarity, { name: card.name, width: classifier.backbone.outputs[0]!.shape[1]! });
  }
  const unlike = familiarity && unlikeness(await readOnce(classifier.features(images)), familiarity);
  const thresholds = thresholdsFor(card.classes, card);
  const claimed = claimedClasses(probabilities, card).sort((a, b) => probabilities[b]! - probabilities[a]!);
  const explained = claimed.length > 0 ? claimed : [argmax(probabilities)];
  const names = explained.map((index) => card.classes[index]!.name);
  const locations: ExplainedLocation[] = [];
  for (const index of explained) {
    locations.push(await explainLocation(classifier, { images, cell, index }));
  }
  images.dispose();
  return {
    id,
    shown: cell.channels ?? CHANNEL_NAMES,
    answer:
      claimed.length > 0 ? names.join(', ') : `none of these locations; the most probable is ${names[0]}`,
    ...(unlike !== undefined && { unlike }),
    probabilities: card.classes.map(({ name }, i) => ({
      name,
      probability: probabilities[i]!,
      ...(thresholds && { threshold: thresholds[i]! }),
    })),
    image: { name: 'image', png: await encode(colorImage(cell), { ...cell, channels: 3 }) },
    locations,
  };
}

async function explainLocation(
  classifier: Classifier,
  { images, cell, index }: { readonly images: Tensor4D; readonly cell: CellImage; readonly index: number },
): Promise<ExplainedLocation> {
  const { card } = classifier;
  const { height, width } = cell;
  const classIndices = [index];
  const patchSize = Math.ceil(Math.min(height, width) * PATCH_SHARE);
  const seen = await readOnce(gradCam(classifier, images, { classIndices }));
  const missed = await readOnce(occlusionMap(classifier, images, { classIndices, patchSize }));
  const drops = await readOnce(channelAblation(classifier, images, { classIndices }));
  const overlaid = (map: readonly number[]) => overlayMap(map, { height, width, image: colorImage(cell) });
  return {
    name: card.classes[index]!.name,
    channels: card.input.channels.map((channel, i) => ({
      name: CHANNELS[channel] ?? channel,
      drop: drops[i]!,
    })),
    images: [
      { name: 'grad-cam', png: await encode(overlaid(seen), { height, width, channels: 4 }) },
      { name: 'occlusion', png: await encode(overlaid(missed), { height, width, channels: 4 }) },
    ],
  };
}

function encode(
  pixels: Uint8Array | Uint8ClampedArray,
  { height, width, channels }: { readonly height: number; readonly width: number; readonly channels: 3 | 4 },
): Promise<Uint8Array> {
  return sharp(pixels, { raw: { width, height, channels } }).removeAlpha().png().toBuffer();
}

/** Reads a tensor back and frees it. */
async function readOnce(tensor: Tensor): Promise<number[]> {
  const numbers = [...(await tensor.data())];
  tensor.dispose();
  return numbers;
}
