import { describe, expect, it } from 'vitest';
import { averageTrainings } from '../../src/intervals/average-trainings.js';
import { twoWayVariance } from '../../src/intervals/two-way-variance.js';

const strata = Int32Array.of(0, 0, 0);
const training = (value: number, ...ofUnits: number[]) => ({ value, ofUnits: Float64Array.from(ofUnits) });

describe('twoWayVariance', () => {
  it('adds the variance of trainings that err on the same samples', () => {
    // Over samples 7/3; over trainings (1 + 1) / (2 * 1) = 1, of which other samples would change nothing.
    const model = averageTrainings([training(4, -1, -0.5, 1.5), training(2, -1, -0.5, 1.5)], { strata });
    const { variance, degreesOfFreedom } = twoWayVariance([model], { strata })!;
    expect(variance).toBeCloseTo(10 / 3, 14);
    expect(degreesOfFreedom).toBeCloseTo(100 / 9 / (49 / 9 / 2 + 1), 13);
  });

  it('takes off what trainings err on samples of their own', () => {
    // Each training alone varies over samples by 7/3 around the mean of both, whose own variance is 0.
    const model = averageTrainings([training(4, -1, -0.5, 1.5), training(2, 1, 0.5, -1.5)], { strata });
    expect(model.ofBoth).toBeCloseTo(7 / 3, 14);
    // 0 + 1 - 7/3 is less than the variance between trainings.
    expect(twoWayVariance([model], { strata })!.variance).toBeCloseTo(1, 14);
  });

  it('is that of the difference of two models', () => {
    const [a, b] = [training(4, -1, -0.5, 1.5), training(2, -1, -0.5, 1.5)].map((one) =>
      averageTrainings([one], { strata }),
    );
    expect(twoWayVariance([a!, b!], { strata })!.variance).toBe(0);
    expect(twoWayVariance([a!], { strata })!.variance).toBeCloseTo(7 / 3, 14);
  });

  it('is null if the metric is undefined without some unit', () => {
    const model = averageTrainings([{ value: 1, ofUnits: null }], { strata });
    expect(twoWayVariance([model], { strata })).toBeNull();
  });
});
