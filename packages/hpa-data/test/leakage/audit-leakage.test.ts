import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditLeakage, splitSamples, syntheticCell } from '../../src/index.js';
import { fingerprintCell } from '../../src/leakage/fingerprint-cell.js';
import { fingerprintDistance, NEAR_DUPLICATE_DISTANCE } from '../../src/leakage/fingerprint-distance.js';
import { makeSample } from '../support/make-sample.js';

describe('auditLeakage', () => {
  it('counts ids and groups that occur in more than one split', () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((id) => makeSample(id, { group: id < 'c' ? 'g' : id }));
    const audit = auditLeakage({ train: [a!, a!, c!], validation: [b!, c!], test: [d!, c!] });
    expect(audit).toEqual({
      duplicateIds: 1,
      sharedGroups: 2,
      nearDuplicates: null,
      identicalFiles: null,
      // c of the test split is in training as well; d shares nothing.
      seenInTraining: new Map([['c', 'copy']]),
      examples: { duplicateIds: ['c'], sharedGroups: ['g', 'c'], nearDuplicates: [], identicalFiles: [] },
    });
  });

  it('finds nothing in a leak-free split', () => {
    const samples = Array.from({ length: 30 }, (_, index) =>
      makeSample(`s${index}`, { group: `g${index % 10}` }),
    );
    const audit = auditLeakage(splitSamples(samples, { seed: 1, classCount: 1 }));
    expect([audit.duplicateIds, audit.sharedGroups, audit.nearDuplicates]).toEqual([0, 0, null]);
  });

  it('finds the same image under another id, but only across splits', () => {
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

  it('says what each test sample has in training: a copy, an image alike, or one of its group', () => {
    const fingerprintOf = (seed: number) => fingerprintCell(syntheticCell({ location: 25, seed, size: 64 }));
    const fingerprints = new Map(
      ['trained', 'alike', 'grouped', 'only validated', 'new', 'same file'].map((id, index) => [
        id,
        fingerprintOf(id === 'alike' ? 0 : index),
      ]),
    );
    const trained = makeSample('trained', { group: 'g' });
    const [alike, grouped] = [makeSample('alike', { group: 'g' }), makeSample('grouped', { group: 'g' })];
    const [validated, other, same] = ['only validated', 'new', 'same file'].map((id) => makeSample(id));
    const splits = {
      train: [trained, trained],
      validation: [validated!],
      test: [trained, alike, grouped, validated!, other!, same!],
    };
    const fileHashes = new Map(
      [...fingerprints.keys()].map((id) => [id, id === 'same file' ? 'trained' : id]),
    );
    expect(auditLeakage(splits, { fingerprints, fileHashes }).seenInTraining).toEqual(
      new Map([
        ['trained', 'copy'],
        ['alike', 'near-duplicate'],
        ['grouped', 'group'],
        ['same file', 'copy'],
      ]),
    );
    expect(auditLeakage(splits).seenInTraining.get('alike')).toBe('group');
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
    ).toThrow('fingerprints must cover every sample; a has none');
  });

  it('finds every clear pair of a comparison of all pairs, and none that is not near', () => {
    // Words with few bits: many sets are near each other, and their numbers of bits differ widely.
    const fingerprint = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(fc.array(fingerprint, { minLength: 2, maxLength: 25 }), (words) => {
        const samples = words.map((_, index) => makeSample(`s${index}`));
        const fingerprints = new Map(words.map((of, index) => [`s${index}`, Uint32Array.from(of)]));
        const half = Math.floor(samples.length / 2);
        const split = { train: samples.slice(0, half), validation: [], test: samples.slice(half) };
        const distances = split.train.flatMap((a) =>
          split.test.map((b) =>
            fingerprintDistance({ a: fingerprints.get(a.id)!, b: fingerprints.get(b.id)! }),
          ),
        );
        const within = (limit: number) => distances.filter((distance) => distance <= limit).length;
        const found = auditLeakage(split, { fingerprints }).nearDuplicates;
        // The index misses one of 10^11 pairs at a distance of 0.15.
        expect(found).toBeGreaterThanOrEqual(within(0.15));
        expect(found).toBeLessThanOrEqual(within(NEAR_DUPLICATE_DISTANCE));
      }),
    );
  });
});
