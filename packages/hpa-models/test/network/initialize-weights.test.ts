import '@tensorflow/tfjs';
import { setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { gapNet, gapNetPl, resNet18, scratchCnn } from '../../src/index.js';
import type { Classifier } from '../../src/types.js';
import { namedVariables } from '../support/formula-weights.js';
import { fourClasses } from '../support/four-classes.js';

beforeAll(() => setBackend('cpu'));

const common = { classes: fourClasses, seed: 1 };

describe('initial weights', () => {
  it('are uniform in ±sqrt(6 / (fanIn + fanOut)) by default', () => {
    const classifier = scratchCnn({
      ...common,
      input: { height: 16, width: 16 },
      stages: 2,
      denseUnits: 256,
    });
    // dense1: 1024 inputs, 256 outputs; conv2: 4 x 4 x 64 inputs, 4 x 4 x 64 outputs.
    for (const [name, limit] of [
      ['dense1/kernel', Math.sqrt(6 / (1024 + 256))],
      ['conv2/kernel', Math.sqrt(6 / (1024 + 1024))],
    ] as const) {
      const values = valuesOf(classifier, name);
      const { mean, variance, largest } = momentsOf(values);
      expect(largest).toBeLessThanOrEqual(limit);
      expect(largest).toBeGreaterThan(0.999 * limit);
      // Five standard errors: limit / sqrt(3 n) of the mean; about 0.9 / sqrt(n) of the variance, relatively.
      expect(Math.abs(mean)).toBeLessThan((5 * limit) / Math.sqrt(3 * values.length));
      expect(Math.abs(variance / (limit ** 2 / 3) - 1)).toBeLessThan((5 * 0.9) / Math.sqrt(values.length));
    }
    classifier.dispose();
  });

  it.each([
    // 3 x 3 x 128 inputs.
    { network: 'SELU', gain: 1, build: gapNetPl, kernel: 'conv7/kernel', fanIn: 1152 },
    { network: 'residual', gain: 2, build: resNet18, kernel: 'conv3_block2_1_conv/kernel', fanIn: 1152 },
  ])('are normal with variance $gain / fanIn in the $network network', ({ gain, build, kernel, fanIn }) => {
    const classifier = build({ ...common, input: { height: 32, width: 32 } });
    const values = valuesOf(classifier, kernel);
    const deviation = Math.sqrt(gain / fanIn);
    const { mean, variance } = momentsOf(values);
    // Five standard errors: deviation / sqrt(n) of the mean, sqrt(2 / n) of the variance, relatively.
    expect(Math.abs(mean)).toBeLessThan((5 * deviation) / Math.sqrt(values.length));
    expect(Math.abs(variance / deviation ** 2 - 1)).toBeLessThan(5 * Math.sqrt(2 / values.length));
    const within = values.filter((value) => Math.abs(value) < deviation).length / values.length;
    // 68.27 % lie within one deviation; five standard errors of a share of 147,456 are 0.6 %.
    expect(Math.abs(within - 0.6827)).toBeLessThan(0.006);
    classifier.dispose();
  });

  it('are 0 for biases, shifts and moving means, 1 for factors and moving variances', () => {
    const classifier = gapNet({ ...common, input: { height: 76, width: 76 } });
    for (const [name, value] of [
      ['conv1/bias', 0],
      ['bn1/beta', 0],
      ['bn1/moving_mean', 0],
      ['bn1/gamma', 1],
      ['bn1/moving_variance', 1],
    ] as const) {
      expect(
        valuesOf(classifier, name).every((found) => found === value),
        name,
      ).toBe(true);
    }
    classifier.dispose();
  });

  it('differ with the seed, and from layer to layer', () => {
    const one = gapNetPl({ ...common, input: { height: 32, width: 32 } });
    const two = gapNetPl({ ...common, input: { height: 32, width: 32 }, seed: 2 });
    expect(valuesOf(one, 'conv3/kernel')).not.toEqual(valuesOf(two, 'conv3/kernel'));
    expect(valuesOf(one, 'conv3/kernel')).not.toEqual(valuesOf(one, 'conv4/kernel'));
    one.dispose();
    two.dispose();
  });

  it('can be zeros', () => {
    const classifier = gapNet({ ...common, input: { height: 76, width: 76 }, initialWeights: 'zeros' });
    expect(classifier.state.every((variable) => variable.dataSync().every((value) => value === 0))).toBe(
      true,
    );
    expect(classifier.card.provenance).toBe('zeros');
    classifier.dispose();
  });
});

function valuesOf(classifier: Classifier, name: string): number[] {
  return [...namedVariables(classifier).get(name)!.dataSync()];
}

function momentsOf(values: readonly number[]): { mean: number; variance: number; largest: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { mean, variance, largest };
}
