import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { memory, setBackend, type Tensor2D, type Tensor4D, tensor2d, tensor4d } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { dihedralView } from '../../src/augmentation/dihedral-views.js';
import {
  augmentations,
  augmentBatches,
  type Batch,
  type BatchSource,
  dihedralViews,
  type ImageAugmentation,
  ORIENTATIONS,
  orientImage,
} from '../../src/index.js';
import { seededRandom } from '../../src/seeded-random.js';
import { makeImage } from '../support/make-image.js';

const {
  cutout,
  gaussianNoise,
  intensityJitter,
  mixup,
  randomAffine,
  randomCrop,
  randomFlip,
  randomRotate90,
} = augmentations;

const SIDE = 8;
const CHANNELS = 2;
const LENGTH = SIDE * SIDE * CHANNELS;

/** Pixels in [0, 1] and a label, which depend on the id alone. */
function sampleOf(id: string): { pixels: number[]; label: number } {
  const random = seededRandom(['test', id]);
  return {
    pixels: Array.from({ length: LENGTH }, () => Math.fround(random.uniform())),
    label: random.integer([0, 2]),
  };
}

function sourceOf(batches: readonly (readonly string[])[]): BatchSource {
  return {
    sampleCount: batches.flat().length,
    skipped: [],
    async *batches(): AsyncGenerator<Batch, void, undefined> {
      for (const ids of batches) {
        const samples = ids.map(sampleOf);
        const images: Tensor4D = tensor4d(
          samples.flatMap(({ pixels }) => pixels),
          [ids.length, SIDE, SIDE, CHANNELS],
        );
        const labels: Tensor2D = tensor2d(
          samples.flatMap(({ label }) => [0, 1, 2].map((index) => (index === label ? 1 : 0))),
          [ids.length, 3],
        );
        yield {
          images,
          labels,
          ids,
          dispose: () => {
            images.dispose();
            labels.dispose();
          },
        };
      }
    },
  };
}

interface Augmented {
  readonly pixels: number[];
  readonly labels: number[];
}

/** The augmented samples, by id. */
async function augment(
  batches: readonly (readonly string[])[],
  augmentations: readonly ImageAugmentation[],
  { seed = 1, epoch = 0 } = {},
): Promise<Map<string, Augmented>> {
  const results = new Map<string, Augmented>();
  for await (const { images, labels, ids, dispose } of augmentBatches(sourceOf(batches), {
    augmentations,
    seed,
  }).batches(epoch)) {
    const [pixels, hot] = [[...(await images.data())], [...(await labels.data())]];
    const length = pixels.length / ids.length;
    for (const [row, id] of ids.entries()) {
      results.set(id, {
        pixels: pixels.slice(row * length, (row + 1) * length),
        labels: hot.slice(row * 3, row * 3 + 3),
      });
    }
    dispose();
  }
  return results;
}

const ids = Array.from({ length: 24 }, (_, index) => `s${index}`);
const hotOf = (id: string) => [0, 1, 2].map((index) => (index === sampleOf(id).label ? 1 : 0));
const sorted = (pixels: readonly number[]) => [...pixels].sort((a, b) => a - b);

const moving = {
  randomFlip: randomFlip(),
  randomRotate90: randomRotate90(),
  randomAffine: randomAffine({ degrees: 20 }),
};
const all: Readonly<Record<string, ImageAugmentation>> = {
  ...moving,
  randomCrop: randomCrop({ size: 5 }),
  intensityJitter: intensityJitter(),
  gaussianNoise: gaussianNoise({ deviation: 0.2 }),
  cutout: cutout(),
  mixup: mixup({ alpha: 0.5 }),
};
const named = Object.entries(all);
const alone = named.filter(([name]) => name !== 'mixup');

describe.each(['cpu', 'wasm'])('augmentations on %s', (engine) => {
  beforeAll(async () => {
    expect(await setBackend(engine)).toBe(true);
  });

  it.each(named)(
    '%s keeps the range, changes most images, and repeats for the same seed and epoch',
    async (_, one) => {
      const augmented = await augment([ids], [one]);
      for (const { pixels } of augmented.values()) {
        // The weights of interpolation and blending sum to 1 within float32 rounding.
        expect(Math.min(...pixels)).toBeGreaterThanOrEqual(-1e-6);
        expect(Math.max(...pixels)).toBeLessThanOrEqual(1 + 1e-6);
      }
      const changed = ids.filter((id) => augmented.get(id)!.pixels.join() !== sampleOf(id).pixels.join());
      expect(changed.length).toBeGreaterThan(ids.length / 2);
      expect(await augment([ids], [one])).toEqual(augmented);
      expect(await augment([ids], [one], { seed: 2 })).not.toEqual(augmented);
      expect(await augment([ids], [one], { epoch: 1 })).not.toEqual(augmented);
    },
  );

  it.each(alone)('%s keeps labels and treats a sample the same way in every batch', async (_, one) => {
    const whole = await augment([ids], [one]);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(ids, { minLength: 2 }), fc.nat(3), async (chosen, cut) => {
        const apart = await augment(
          [chosen.slice(0, cut + 1), chosen.slice(cut + 1)].filter((ids) => ids.length > 0),
          [one],
        );
        for (const id of chosen) {
          expect(apart.get(id)).toEqual(whole.get(id));
          expect(apart.get(id)!.labels).toEqual(hotOf(id));
        }
      }),
      { numRuns: 4 },
    );
  });

  it.each(named)('%s leaks no tensor', async (_, one) => {
    const before = memory().numTensors;
    const source = augmentBatches(sourceOf([ids, ids]), { augmentations: [one], seed: 1 });
    for await (const batch of source.batches(0)) {
      expect(memory().numTensors).toBe(before + 2);
      batch.dispose();
    }
    expect(memory().numTensors).toBe(before);
  });

  it('flips and rotations move pixels without changing them, in all four and all eight ways', async () => {
    const waysOf = async (augmentations: readonly ImageAugmentation[]) => {
      const many = Array.from({ length: 60 }, (_, index) => `many${index}`);
      const augmented = await augment([many], augmentations);
      return new Set(
        many.map((id) => {
          const { pixels } = sampleOf(id);
          expect(sorted(augmented.get(id)!.pixels)).toEqual(sorted(pixels));
          // The new positions of the first pixel, which is unique, and of the one beside it.
          return `${augmented.get(id)!.pixels.indexOf(pixels[0]!)} ${augmented.get(id)!.pixels.indexOf(pixels[CHANNELS]!)}`;
        }),
      );
    };
    expect((await waysOf([randomFlip()])).size).toBe(4);
    expect((await waysOf([randomRotate90()])).size).toBe(4);
    expect((await waysOf([randomRotate90(), randomFlip()])).size).toBe(8);
  });

  it('a crop is a square of the image', async () => {
    const augmented = await augment([ids], [randomCrop({ size: 5 })]);
    const places = ids.map((id) => {
      const { pixels } = sampleOf(id);
      const crop = augmented.get(id)!.pixels;
      const first = pixels.indexOf(crop[0]!) / CHANNELS;
      const [top, left] = [Math.floor(first / SIDE), first % SIDE];
      const expected = Array.from({ length: 5 }, (_, y) =>
        pixels.slice(((top + y) * SIDE + left) * CHANNELS, ((top + y) * SIDE + left + 5) * CHANNELS),
      );
      expect(crop).toEqual(expected.flat());
      return first;
    });
    expect(new Set(places).size).toBeGreaterThan(5);
  });

  it('randomAffine without rotation, scale and shift leaves images unchanged', async () => {
    const augmented = await augment([ids], [randomAffine({ degrees: 0, scale: 0, shift: 0 })]);
    for (const id of ids) {
      expect(augmented.get(id)!.pixels).toEqual(sampleOf(id).pixels);
    }
  });

  it('intensityJitter scales each channel by one factor', async () => {
    const augmented = await augment([ids], [intensityJitter({ change: 0.3 })]);
    for (const id of ids) {
      const { pixels } = sampleOf(id);
      for (const channel of [0, 1]) {
        const ratios = augmented
          .get(id)!
          .pixels.flatMap((value, at) => (at % CHANNELS === channel && value < 1 ? value / pixels[at]! : []));
        // The product is rounded once to float32.
        for (const ratio of ratios) {
          expect(Math.abs(ratio - ratios[0]!)).toBeLessThan(1e-5);
        }
        expect(ratios[0]).toBeGreaterThan(0.7 - 1e-5);
        expect(ratios[0]).toBeLessThan(1.3 + 1e-5);
      }
    }
  });

  it('cutout blanks one rectangle with the minimum of each channel, and nothing else', async () => {
    const augmented = await augment([ids], [cutout({ side: 0.5 })]);
    for (const id of ids) {
      const { pixels } = sampleOf(id);
      const cut = augmented.get(id)!.pixels;
      const blank = cut.flatMap((value, at) => (value === pixels[at] ? [] : [at]));
      const darkest = [0, 1].map((channel) =>
        Math.min(...pixels.filter((_, at) => at % CHANNELS === channel)),
      );
      for (const at of blank) {
        expect(cut[at]).toBe(darkest[at % CHANNELS]);
      }
      const rows = blank.map((at) => Math.floor(at / (SIDE * CHANNELS)));
      expect(Math.max(...rows) - Math.min(...rows)).toBeLessThan(4);
      expect(blank.length).toBeGreaterThan(0);
      expect(blank.length).toBeLessThanOrEqual(16 * CHANNELS);
    }
  });

  it('mixup blends image and labels with the next ones by one weight', async () => {
    const [a, b] = ['s0', 's1'] as const;
    const augmented = await augment([[a, b]], [mixup({ alpha: 1 })]);
    for (const [own, next] of [
      [a, b],
      [b, a],
    ] as const) {
      const { pixels, labels } = augmented.get(own)!;
      const [first, second] = [sampleOf(own).pixels, sampleOf(next).pixels];
      const weight = (pixels[0]! - second[0]!) / (first[0]! - second[0]!);
      expect(weight).toBeGreaterThanOrEqual(0);
      expect(weight).toBeLessThanOrEqual(1);
      const blend = (x: number, y: number) => weight * x + (1 - weight) * y;
      // Three float32 operations, and a weight recovered by division.
      for (const at of pixels.keys()) {
        expect(pixels[at]).toBeCloseTo(blend(first[at]!, second[at]!), 4);
      }
      for (const at of [0, 1, 2]) {
        expect(labels[at]).toBeCloseTo(blend(hotOf(own)[at]!, hotOf(next)[at]!), 4);
      }
      expect(labels.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
    }
  });

  it('dihedral views equal the results of orientImage, and the caller disposes them', async () => {
    const image = makeImage([3, 5], ({ y, x, channel }) => 50 * channel + 7 * y + x);
    const images: Tensor4D = tensor4d([...image.data], [1, 3, 5, 4]);
    for (const orientation of ORIENTATIONS) {
      const view = dihedralView(images, orientation);
      const expected = orientImage(image, orientation);
      expect(view.shape).toEqual([1, expected.height, expected.width, 4]);
      expect([...(await view.data())]).toEqual([...expected.data]);
      view.dispose();
    }
    expect(() => dihedralViews(images)).toThrow('images must be square for dihedralViews; received 3x5');
    images.dispose();
    const square: Tensor4D = tensor4d(sampleOf('a').pixels, [1, SIDE, SIDE, CHANNELS]);
    const before = memory().numTensors;
    const views = dihedralViews(square);
    expect(new Set(await Promise.all(views.map(async (view) => (await view.data()).join()))).size).toBe(8);
    expect(memory().numTensors).toBe(before + 8);
    for (const tensor of [square, ...views]) {
      tensor.dispose();
    }
  });
});

describe('augmentations', () => {
  it('gaussianNoise has the requested deviation', async () => {
    const many = Array.from({ length: 200 }, (_, index) => `noise${index}`);
    const source = sourceOf([many]);
    const noise: number[] = [];
    const augmented = augmentBatches(source, {
      augmentations: [gaussianNoise({ deviation: 0.3 })],
      seed: 3,
      range: [-Infinity, Infinity],
    });
    for await (const { images, dispose } of augmented.batches(0)) {
      const pixels = await images.data();
      const before = many.flatMap((id) => sampleOf(id).pixels);
      noise.push(...before.map((value, at) => pixels[at]! - value));
      dispose();
    }
    const mean = noise.reduce((sum, value) => sum + value, 0) / noise.length;
    const deviation = Math.sqrt(noise.reduce((sum, value) => sum + value * value, 0) / noise.length);
    // Deviations are uniform in [0, 0.3]: the root mean square of the 200 draws is near 0.3 / sqrt(3) = 0.173.
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(deviation).toBeGreaterThan(0.15);
    expect(deviation).toBeLessThan(0.2);
  });

  it('refuse invalid options', () => {
    const source = sourceOf([]);
    expect(() => augmentBatches(source, { augmentations: [], seed: 1, range: [1, 0] })).toThrow(
      'range must be two ascending numbers; received [1,0]',
    );
    expect(() => augmentBatches(source, { augmentations: [], seed: 0.5 })).toThrow(
      /seed must be an integer in \[0, 2\^32\); received 0.5/,
    );
    expect(() => randomAffine({ degrees: 190 })).toThrow('degrees must be in [0, 180]; received 190');
    expect(() => randomAffine({ scale: 1 })).toThrow('scale must be in [0, 1); received 1');
    expect(() => randomAffine({ shift: -1 })).toThrow('shift must be in [0, 1); received -1');
    expect(() => randomCrop({ size: 0 })).toThrow('size must be an integer >= 1; received 0');
    expect(() => intensityJitter({ change: 1 })).toThrow('change must be in [0, 1); received 1');
    expect(() => gaussianNoise({ deviation: -1 })).toThrow('deviation must be a number >= 0; received -1');
    expect(() => cutout({ side: 1 })).toThrow('side must be in [0, 1); received 1');
    expect(() => mixup({ alpha: 0 })).toThrow('alpha must be in (0, 1]; received 0');
  });

  it('refuse images that are too small, and leak nothing', async () => {
    const before = memory().numTensors;
    await expect(augment([ids], [randomCrop({ size: 9 })])).rejects.toThrow(
      'images must be at least 9x9 pixels for randomCrop; received 8x8',
    );
    expect(memory().numTensors).toBe(before);
  });
});
