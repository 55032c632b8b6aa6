import type { Sample } from '@hpa/data';
import { expect, it } from 'vitest';
import { scaleForModel } from '../../src/command-line/say-scale.js';

const channels = { microtubules: 'r', protein: 'g', nucleus: 'b' };
const dataset = (samples: readonly Partial<Sample>[]) => ({
  layout: 'image-sets',
  samples: samples.map((sample): Sample => ({ id: 'a', labels: [], channels, ...sample })),
  images: { height: 96, width: 128 },
});
const known = dataset([{ pixelSize: 0.08 }]);
const unknown = dataset([{ pixelSize: 0.08 }, {}]);
const scale = { micrometers: 0.4, basis: 'as stated; pixels of 0.08 micrometers, as the files state' };

it('says in one line what is known of the scale of images and of a model', () => {
  const words =
    '0.4 micrometers a pixel (as stated; pixels of 0.08 micrometers, as the files state): smaller images are padded with black, larger ones cropped round their middle';
  expect(scaleForModel({ scale: 0.4 }, { ...known, scale })).toBe(words);
  expect(scaleForModel(null, { ...known, scale })).toBe(
    `${words}; the model does not say at which it was trained`,
  );
  expect(scaleForModel({ scale: 0.4 }, known)).toBe(
    'the model was trained at 0.4 micrometers a pixel, but none is asked for; each image fills 96 x 128 pixels',
  );
  expect(scaleForModel({ scale: 0.4 }, unknown)).toBe(
    'the model was trained at 0.4 micrometers a pixel, and the images do not state the size of theirs (--pixel-size does); each image fills 96 x 128 pixels',
  );
  expect(scaleForModel(null, known)).toBe(
    'the images state the size of their pixels, but not the model at which scale it was trained; each image fills 96 x 128 pixels',
  );
  expect(scaleForModel({}, unknown)).toBe(
    'unknown, of the images and of the model; each image fills 96 x 128 pixels',
  );
});
