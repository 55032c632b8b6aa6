import { describe, expect, it } from 'vitest';
import { applyTemperature, fitTemperature, fitThresholds, logLoss, macroF1 } from '../src/index.js';
import { drawClasses, drawSamples, uniforms } from './support/rare-classes.js';

// What smoothing is for: samples other than those fitted on. The models differ by their seeds.

const SEEDS = [1, 2, 3, 4, 5, 6];

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('of 28 classes, many of them rare', () => {
  const models = SEEDS.map((seed) => {
    const random = uniforms(seed * 7919);
    const classes = drawClasses(random);
    const [validation, other] = [300, 2000].map((sampleCount) =>
      drawSamples(classes, { sampleCount, random }),
    );
    return { validation: { ...validation!, split: 'validation' } as const, other: other! };
  });

  it('thresholds drawn to the common one claim more of other samples rightly', () => {
    const reached = (smoothing: number | undefined) =>
      mean(
        models.map(({ validation, other }) => {
          const { values } = fitThresholds(validation, { method: 'max-f1', smoothing });
          return macroF1({ ...other, thresholds: values });
        }),
      );
    expect(reached(undefined)).toBeGreaterThan(reached(0) + 0.005);
  });

  it('temperatures drawn to the common one spoil calibrated scores of other samples less', () => {
    const raised = (smoothing: number | undefined) =>
      mean(
        models.map(({ validation, other }) => {
          const { task, values } = fitTemperature(validation, { smoothing });
          return (
            logLoss({ ...other, scores: applyTemperature(other.scores, { task, values }) }) - logLoss(other)
          );
        }),
      );
    expect(raised(undefined)).toBeLessThan(raised(0) / 2);
    expect(raised(undefined)).toBeGreaterThan(0);
  });
});
