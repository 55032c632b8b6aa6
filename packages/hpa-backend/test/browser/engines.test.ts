import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { startBackend } from '../../src/index.js';
import { batchNormInDouble } from '../support/batch-norm-in-double.js';
import { largestDeviation, onBackend } from '../support/on-backend.js';
import { CONVOLUTIONS, filterGradient } from './convolutions.js';
import { inChromium, lacksChromium } from './in-chromium.js';
import type { PageReport } from './page.js';

// Sums of about 3,000 products in single precision, in another order than on the cpu backend.
const TOLERANCE = 1e-4;

describe.skipIf(lacksChromium()).each(['webgl', 'webgpu'] as const)('%s in a browser', (engine) => {
  it('computes the filter gradients of the cpu backend, and batch normalization if it has a kernel for it', async () => {
    const page = fileURLToPath(new URL('page.ts', import.meta.url));
    const report = await inChromium<PageReport>(page, { query: engine });
    if ('refused' in report) {
      throw new Error(report.refused);
    }
    expect(report.device).toMatch(/swiftshader/i);
    expect(Object.keys(report.limits)).not.toEqual([]);
    expect(report.tensorsLeft).toBe(0);
    for (const [i, convolution] of CONVOLUTIONS.entries()) {
      const [expected] = await onBackend('cpu', () => [filterGradient(convolution)]);
      expect(largestDeviation(report.gradients[i]!, expected!), `of ${convolution.filter}`).toBeLessThan(
        TOLERANCE,
      );
    }
    expect(report.batchNorm).toHaveLength(engine === 'webgpu' ? 8 : 0);
    for (const [i, values] of report.batchNorm.entries()) {
      expect(largestDeviation(values, batchNormInDouble({ scaled: true, ceiling: 0.5 })[i]!)).toBeLessThan(
        TOLERANCE,
      );
    }
  });
});

describe('webgl in Node', () => {
  it('is refused with a reason', async () => {
    await expect(startBackend('webgl')).rejects.toThrow('webgl: WebGL runs in browsers only');
  });
});
