import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Normalization } from '../../src/image/input-spec.js';
import { selectChannels } from '../../src/image/select-channels.js';
import { type CellImage, COMPOSITIONS, type InputSpec, toModelInput } from '../../src/index.js';
import { readCellImage, readImageSets } from '../../src/node/index.js';
import { makeImage } from '../support/make-image.js';
import { sharedData } from '../support/shared-data.js';

/** The input of an image with four channels, changed as asked. */
const inputOf = ({ height, width }: CellImage, change: Partial<InputSpec>): InputSpec => ({
  height,
  width,
  channels: COMPOSITIONS.rgby,
  normalization: 'none',
  ...change,
});
const pixel = makeImage([1, 1], ({ channel }) => [0, 51, 127.5, 255][channel]!);

describe('toModelInput', () => {
  it('leaves gray levels alone for none', () => {
    expect([...toModelInput(pixel, inputOf(pixel, { normalization: 'none' }))]).toEqual([0, 51, 127, 255]);
  });

  it('divides by 255 for unit', () => {
    expect([...toModelInput(pixel, inputOf(pixel, { normalization: 'unit' }))]).toEqual(
      [0, 0.2, 127 / 255, 1].map(Math.fround),
    );
  });

  it('spans -1 to 1 for symmetric', () => {
    expect([...toModelInput(pixel, inputOf(pixel, { normalization: 'symmetric' }))]).toEqual(
      [-1, -0.6, 127 / 127.5 - 1, 1].map(Math.fround),
    );
  });

  it('takes mean and population deviation out of each channel for per-image', () => {
    // Levels 10, 20, 30, 40: mean 25, variance 125. The second channel is flat.
    const image = makeImage([2, 2], ({ y, x, channel }) => (channel === 1 ? 7 : 10 + 20 * y + 10 * x));
    const input = toModelInput(image, inputOf(image, { normalization: 'per-image' }));
    const scale = 1 / (Math.sqrt(125) + 255e-7);
    const expected = [-15, -5, 5, 15].map((difference) => Math.fround(difference * scale));
    for (const [index, value] of expected.entries()) {
      expect(input[index * 4]).toBeCloseTo(value, 6);
      expect(input[index * 4 + 3]).toBeCloseTo(value, 6);
    }
    expect([1, 5, 9, 13].map((at) => Math.abs(input[at]!))).toEqual([0, 0, 0, 0]);
  });

  it('maps each level separately, whatever their number', () => {
    for (const width of [1, 2, 3, 4, 5]) {
      const image = makeImage([1, width], ({ x, channel }) => 50 * x + channel);
      const input = toModelInput(
        image,
        inputOf(image, { channels: COMPOSITIONS['rgb-half-yellow'], normalization: 'symmetric' }),
      );
      const levels = selectChannels(image, { channels: COMPOSITIONS['rgb-half-yellow'] });
      expect([...input]).toEqual([...levels].map((level) => Math.fround(level / 127.5 - 1)));
      expect(input).toHaveLength(3 * width);
    }
  });

  it('gives every channel that is not flat mean 0 and deviation 1 for per-image', () => {
    const levels = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 36, maxLength: 36 });
    fc.assert(
      fc.property(levels, (values) => {
        const image = makeImage([3, 3], ({ y, x, channel }) => values[(y * 3 + x) * 4 + channel]!);
        const input = toModelInput(image, inputOf(image, { normalization: 'per-image' }));
        for (const channel of [0, 1, 2, 3]) {
          const own = [...input].filter((_, index) => index % 4 === channel);
          const flat = own.every((value) => value === 0);
          const mean = own.reduce((sum, value) => sum + value, 0) / 9;
          const variance = own.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 9;
          // float32 keeps seven digits; the epsilon takes up to 1e-4 of a deviation of one level in nine
          // pixels.
          expect(Math.abs(mean)).toBeLessThan(1e-5);
          expect(Math.abs(variance - (flat ? 0 : 1))).toBeLessThan(5e-4);
        }
      }),
    );
  });

  it('selects channels before it normalizes', () => {
    const image = makeImage([1, 1], ({ channel }) => [200, 0, 0, 255][channel]!);
    const input = toModelInput(
      image,
      inputOf(image, { channels: COMPOSITIONS['rgb-half-yellow'], normalization: 'unit' }),
    );
    expect([...input]).toEqual([1, Math.fround(127 / 255), 0]);
  });

  it("takes torchvision's mean and deviation out of three channels for imagenet", () => {
    const image = makeImage([1, 2], ({ x, channel }) => (x === 0 ? [0, 51, 255, 9][channel]! : 102));
    const channels = ['microtubules', 'protein', 'nucleus'];
    const input = toModelInput(image, inputOf(image, { channels, normalization: 'imagenet' }));
    const expected = [
      (0 - 0.485) / 0.229,
      (0.2 - 0.456) / 0.224,
      (1 - 0.406) / 0.225,
      (0.4 - 0.485) / 0.229,
      (0.4 - 0.456) / 0.224,
      (0.4 - 0.406) / 0.225,
    ];
    expect([...input]).toEqual(expected.map(Math.fround));
    expect(() => toModelInput(image, inputOf(image, { normalization: 'imagenet' }))).toThrow(
      new RangeError(
        'normalization imagenet must have three channels; received 4: microtubules, protein, nucleus, er',
      ),
    );
  });

  it('refuses an image of another size than the input', () => {
    expect(() => toModelInput(pixel, inputOf(pixel, { width: 2 }))).toThrow(
      new RangeError('image must be 1x2 like the input; received 1x1'),
    );
  });

  it('refuses an unknown normalization', () => {
    expect(() => toModelInput(pixel, inputOf(pixel, { normalization: 'zscore' as Normalization }))).toThrow(
      new RangeError(
        'normalization must be one of none, unit, symmetric, per-image, imagenet; received zscore',
      ),
    );
  });
});

const golden = sharedData('goldens/gapnet-pl/golden.json');
const kaggle = sharedData('data/kaggle-2018');

interface GoldenCase {
  readonly id: string;
  readonly files: string;
  readonly inputFirst2Pixels: readonly (readonly number[])[];
}

describe.skipIf(golden.absent || kaggle.absent)("toModelInput against GapNet-PL's golden input", () => {
  it('agrees on the first two pixels of both competition images', async () => {
    const cases: readonly GoldenCase[] = JSON.parse(readFileSync(golden.path, 'utf8')).cases;
    const fromPngs = cases.filter(({ files }) => files.endsWith('.png'));
    expect(fromPngs).toHaveLength(2);
    const samples = await readImageSets(kaggle.path);
    for (const { id, inputFirst2Pixels } of fromPngs) {
      const image = await readCellImage(samples.find((sample) => sample.id === id)!.channels);
      const input = toModelInput(
        image,
        inputOf(image, { channels: COMPOSITIONS.bgry, normalization: 'per-image' }),
      );
      // The golden is written with seven decimals.
      for (const [index, value] of inputFirst2Pixels.flat().entries()) {
        expect(Math.abs(input[index]! - value)).toBeLessThan(1e-6);
      }
    }
  });
});
