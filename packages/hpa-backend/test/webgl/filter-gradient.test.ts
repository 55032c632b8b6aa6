import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { startBackend } from '../../src/index.js';
import { webglFilterGradientPlan } from '../../src/webgl/filter-gradient-plan.js';
import { largestDeviation, onBackend } from '../wasm/on-backend.js';
import { convolutions, filterGradient } from './convolutions.js';
import { inChromium, lacksChromium } from './in-chromium.js';
import type { PageReport } from './page.js';

// Sums of some 3,000 products in single precision, in another order than the cpu backend's.
const TOLERANCE = 1e-4;

describe.skipIf(lacksChromium())('the filter gradient on webgl, in a browser', () => {
  it('is that of the cpu backend', async () => {
    const report = await inChromium<PageReport>(fileURLToPath(new URL('page.ts', import.meta.url)));
    if ('refused' in report) throw new Error(report.refused);
    expect(report.device).not.toBe('');
    expect(report.limits.maxTextureSize).toBeGreaterThanOrEqual(2048);
    expect(report.tensorsLeft).toBe(0);
    for (const [i, convolution] of convolutions.entries()) {
      const [expected] = await onBackend('cpu', () => [filterGradient(convolution)]);
      expect(largestDeviation(report.gradients[i]!, expected!), `of ${convolution.filter}`).toBeLessThan(
        TOLERANCE,
      );
    }
  });
});

describe('webgl in Node', () => {
  it('is refused with its reason', async () => {
    await expect(startBackend('webgl')).rejects.toThrow('webgl: WebGL runs in browsers alone');
  });
});

describe('the plan of a filter gradient on webgl', () => {
  it('gives a first layer a fragment for each weight and 16 of its 4752 rows', () => {
    expect(webglFilterGradientPlan({ weights: 864, rows: 4752 })).toEqual({ parts: 297, rowsPerPart: 16 });
  });

  it('does not split where the weights alone fill a GPU', () => {
    expect(webglFilterGradientPlan({ weights: 300_000, rows: 128 })).toEqual({ parts: 1, rowsPerPart: 128 });
  });
});
