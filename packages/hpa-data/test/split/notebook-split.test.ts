import { describe, expect, it } from 'vitest';
import { auditLeakage, notebookSplit } from '../../src/index.js';
import { SPLIT_NAMES } from '../../src/split/splits.js';
import { makeSample } from '../support/make-sample.js';

const samples = Array.from({ length: 2075 }, (_, index) => makeSample(`s${String(index).padStart(4, '0')}`));

describe('notebookSplit', () => {
  it('divides 2,075 rows into 1452, 312 and 311', () => {
    const split = notebookSplit(samples, { seed: 1 });
    expect(SPLIT_NAMES.map((name) => split[name].length)).toEqual([1452, 312, 311]);
  });

  it('leaks as the notebook does: half of the test rows are in train, and 1/e of the samples are unused', () => {
    const split = notebookSplit(samples, { seed: 1 });
    const train = new Set(split.train.map(({ id }) => id));
    const leaked = split.test.filter(({ id }) => train.has(id)).length / split.test.length;
    const used = new Set(SPLIT_NAMES.flatMap((name) => split[name].map(({ id }) => id))).size;
    // Expected: 1 - exp(-0.7) = 0.503 and exp(-1) = 0.368, with standard errors below 0.03 and 0.01.
    expect(leaked).toBeGreaterThan(0.42);
    expect(leaked).toBeLessThan(0.59);
    expect(1 - used / samples.length).toBeGreaterThan(0.33);
    expect(1 - used / samples.length).toBeLessThan(0.41);
    expect(auditLeakage(split).duplicateIds).toBeGreaterThan(200);
  });

  it('changes with the seed and not with the order of the samples', () => {
    const split = notebookSplit(samples, { seed: 1 });
    expect(notebookSplit([...samples].reverse(), { seed: 1 })).toEqual(split);
    expect(notebookSplit(samples, { seed: 2 })).not.toEqual(split);
  });
});
