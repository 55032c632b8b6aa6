import { expect, it } from 'vitest';
import { type CellImage, channelStatistics, LOCATIONS, syntheticCells } from '../../src/index.js';
import { patternStatistics } from './pattern-statistics.js';
import { softmaxProbe } from './softmax-probe.js';

it('synthetic cells show all 28 locations by pattern, and not by the levels of their channels', async () => {
  const classes = LOCATIONS.map(({ id }) => id);
  const equal = classes.map(() => 1);
  const { samples, images: store } = syntheticCells({
    classes,
    count: 28 * 18,
    seed: 2,
    size: 64,
    proportions: equal,
  });
  const images: CellImage[] = await Promise.all(samples.map(store.image));
  const accuracyOf = (features: readonly Float64Array[]) =>
    softmaxProbe({
      features,
      labels: samples.map(({ labels }) => labels[0]!),
      trainCount: 28 * 12,
      classCount: 28,
    });
  // Means, deviations and quantiles of each channel, without the correlations, which tell where the protein is.
  const levels = images.map((image) => channelStatistics(image).slice(0, 24));
  // Chance is 1 in 28, 0.036: 6 of 168 cells, with a standard deviation of 2.4.
  expect(accuracyOf(levels)).toBeLessThan(0.036 + 3 * 0.0144);
  expect(accuracyOf(images.map(patternStatistics))).toBeGreaterThan(0.4);
});
