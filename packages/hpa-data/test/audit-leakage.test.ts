import { describe, expect, it } from 'vitest';
import { auditLeakage, fingerprintCell, splitSamples, syntheticCell } from '../src/index.js';
import { makeSample } from './make-sample.js';

describe('auditLeakage', () => {
  it('counts ids and groups that occur in more than one part', () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => makeSample(id, { group: id < 'c' ? 'g' : id }));
    const audit = auditLeakage({ train: [a!, a!, c!], validation: [b!, c!], test: [d!, c!] });
    expect(audit).toEqual({
      duplicateIds: 1,
      sharedGroups: 2,
      nearDuplicates: null,
      examples: { duplicateIds: ['c'], sharedGroups: ['g', 'c'], nearDuplicates: [] },
    });
  });

  it('finds nothing in an honest split', () => {
    const samples = Array.from({ length: 30 }, (_, index) =>
      makeSample(`s${index}`, { group: `g${index % 10}` }),
    );
    const audit = auditLeakage(splitSamples(samples, { seed: 1, classCount: 1 }));
    expect([audit.duplicateIds, audit.sharedGroups, audit.nearDuplicates]).toEqual([0, 0, null]);
  });

  it('finds the same picture under another id, but only across parts', () => {
    const fingerprintOf = (seed: number) => fingerprintCell(syntheticCell({ location: 25, seed, size: 64 }));
    const fingerprints = new Map([
      ['a', fingerprintOf(1)],
      ['copy of a', fingerprintOf(1)],
      ['b', fingerprintOf(2)],
      ['copy of b', fingerprintOf(2)],
    ]);
    const [a, copyOfA, b, copyOfB] = [...fingerprints.keys()].map((id) => makeSample(id));
    const audit = auditLeakage(
      { train: [a!, b!, copyOfB!], validation: [], test: [copyOfA!] },
      { fingerprints },
    );
    expect(audit.nearDuplicates).toBe(1);
    expect(audit.examples.nearDuplicates).toEqual([{ ids: ['a', 'copy of a'], distance: 0 }]);
  });

  it('gives a few examples of many', () => {
    const many = Array.from({ length: 20 }, (_, index) => makeSample(`s${index}`));
    const audit = auditLeakage({ train: many, validation: many, test: [] });
    expect(audit.duplicateIds).toBe(20);
    expect(audit.examples.duplicateIds).toHaveLength(5);
  });

  it('says which sample has no fingerprint', () => {
    expect(() =>
      auditLeakage({ train: [makeSample('a')], validation: [], test: [] }, { fingerprints: new Map() }),
    ).toThrow('fingerprints must cover every sample of the split; there is none for a');
  });
});
