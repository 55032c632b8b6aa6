import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ImageValues } from '../../src/bioimage-io/steps/image-values.js';
import { applySteps, parseSteps } from '../../src/bioimage-io/steps/parse-steps.js';

const PLACE = { where: 'input', axes: ['batch', 'channel', 'y', 'x'] };

const run = (steps: readonly unknown[], values: ImageValues): number[] => [
  ...applySteps(values, parseSteps(steps, PLACE).steps).data,
];

/** Two channels of one row of two pixels. */
const image = (numbers: readonly number[]): ImageValues => ({
  axes: ['channel', 'y', 'x'],
  shape: [2, 1, 2],
  data: Float64Array.from(numbers),
});

describe('the steps of a package', () => {
  it('do what one works out by hand', () => {
    const values = image([0, 2, 10, 30]);
    // Means 1 and 20, deviations 1 and 10.
    const standardized = run(
      [{ id: 'zero_mean_unit_variance', kwargs: { axes: ['y', 'x'], eps: 1e-9 } }],
      values,
    );
    for (const [index, expected] of [-1, 1, -1, 1].entries()) {
      expect(standardized[index]).toBeCloseTo(expected, 7);
    }
    const channelwise = { id: 'scale_linear', kwargs: { axis: 'channel', gain: [1, 0.1], offset: [5, 0] } };
    expect(run([channelwise], values)).toEqual([5, 7, 1, 3]);
    // From minimum to maximum of each channel: 0 and 2, 10 and 30.
    const ranged = run(
      [{ id: 'scale_range', kwargs: { axes: ['y', 'x'], eps: 1e-12 } }],
      image([0, 2, 10, 20]),
    );
    expect(ranged.map((value) => Math.round(value * 1e6) / 1e6)).toEqual([0, 1, 0, 1]);
    expect(run([{ id: 'softmax' }], image([0, 0, 0, 0]))).toEqual([0.5, 0.5, 0.5, 0.5]);
  });

  it('follow one another', () => {
    const steps = [
      { id: 'ensure_dtype', kwargs: { dtype: 'float32' } },
      { id: 'scale_linear', kwargs: { gain: 2, offset: -10 } },
      { id: 'clip', kwargs: { min: 0, max: 255 } },
    ];
    expect(run(steps, image([1, 6, 100, 200]))).toEqual([0, 2, 190, 255]);
  });

  it('make numbers of another type as NumPy does', () => {
    const to = (dtype: string, numbers: readonly number[]) =>
      run([{ id: 'ensure_dtype', kwargs: { dtype } }], image(numbers));
    expect(to('uint8', [1.9, 0.2, 254.99, 3])).toEqual([1, 0, 254, 3]);
    expect(to('int16', [-1.9, 1.9, -300, 300])).toEqual([-1, 1, -300, 300]);
    expect(to('float32', [0.1, 1, 2, 3])[0]).toBe(Math.fround(0.1));
  });

  const goldens = JSON.parse(readFileSync(new URL('./goldens/steps.json', import.meta.url), 'utf8'));
  it.each(
    (goldens.cases as { step: { id: string }; expected: number[] }[]).map(
      (each) => [JSON.stringify(each.step), each] as const,
    ),
  )('give what NumPy gives: %s', (_name, { step, expected }) => {
    const { axes, shape } = goldens;
    const found = run([step], { axes, shape, data: Float64Array.from(goldens.image) });
    for (const [index, value] of expected.entries()) {
      // Both compute in double precision.
      expect(found[index]).toBeCloseTo(value, 9);
    }
  });

  it.each([
    [{ id: 'binarize', kwargs: { threshold: 1 } }, 'input, step 1: binarize cannot be expressed here'],
    [{ id: 'custom', kwargs: {} }, 'custom cannot be expressed here'],
    [{ id: 'toString' }, 'toString cannot be expressed here'],
    [{ id: 'zero_mean_unit_variance' }, 'axes must be of channel, y, x, within one image; found none'],
    [{ id: 'scale_range', kwargs: { axes: ['batch', 'y'] } }, 'within one image; found batch'],
    [
      { id: 'scale_range', kwargs: { axes: ['y'], reference_tensor: 'other' } },
      'reference_tensor must be absent',
    ],
    [{ id: 'clip', kwargs: { min_percentile: 1, axes: ['y'] } }, 'clip'],
    [{ id: 'clip', kwargs: {} }, 'min or max must be given'],
    [{ id: 'scale_linear', kwargs: { gain: 'much' } }, 'scale_linear, gain'],
    [{ id: 'scale_linear', kwargs: { gain: [1, 2] } }, 'need an axis'],
    [
      { id: 'scale_linear', kwargs: { gain: [1, 2], axis: 'z' } },
      'axis must be one of channel, y, x; found z',
    ],
    [{ id: 'ensure_dtype', kwargs: { dtype: 'int64' } }, 'ensure_dtype, dtype'],
    ['softmax', 'expected a list of steps'],
  ])('refuse what they cannot express: %j', (step, message) => {
    expect(() => parseSteps([step], PLACE)).toThrow(message);
  });

  it('refuse numbers that are not one per channel', () => {
    const step = { id: 'scale_linear', kwargs: { axis: 'channel', gain: [1, 2, 3] } };
    expect(() => run([step], image([0, 0, 0, 0]))).toThrow('must be 2 along channel; found 3');
  });
});
