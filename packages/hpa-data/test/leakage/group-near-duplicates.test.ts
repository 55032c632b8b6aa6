import { describe, expect, it } from 'vitest';
import { ORIENTATIONS, orientImage } from '../../src/image/orient-image.js';
import { auditLeakage, groupNearDuplicates, splitSamples, syntheticCell } from '../../src/index.js';
import { fingerprintCell } from '../../src/leakage/fingerprint-cell.js';
import { makeSample } from '../support/make-sample.js';

const fingerprintOf = (seed: number) => fingerprintCell(syntheticCell({ location: 25, seed, size: 64 }));

describe('groupNearDuplicates', () => {
  it('groups copies, and leaves a sample that resembles no other by itself', () => {
    const fingerprints = new Map([
      ['b', fingerprintOf(1)],
      ['a', fingerprintOf(1)],
      ['c', fingerprintOf(2)],
    ]);
    const samples = ['b', 'a', 'c'].map((id) => makeSample(id));
    expect(groupNearDuplicates(samples, { fingerprints }).map(({ group }) => group)).toEqual(['a', 'a', 'c']);
  });

  it('finds copies that are turned or mirrored', () => {
    const image = syntheticCell({ location: 25, seed: 1, size: 64 });
    const turned = ORIENTATIONS.map((orientation) => fingerprintCell(orientImage(image, orientation)));
    const fingerprints = new Map([
      ...turned.map((fingerprint, index) => [`turned-${index}`, fingerprint] as const),
      ['unlike', fingerprintOf(2)] as const,
    ]);
    const samples = [...fingerprints.keys()].map((id) => makeSample(id));
    const groups = groupNearDuplicates(samples, { fingerprints }).map(({ group }) => group);
    expect(groups).toEqual([...Array(8).fill('turned-0'), 'unlike']);
  });

  it('merges groups linked by a copy, and chains of copies', () => {
    const fingerprints = new Map([
      ['a', fingerprintOf(1)],
      ['b', fingerprintOf(2)],
      ['c', fingerprintOf(2)],
      ['d', fingerprintOf(3)],
      ['e', fingerprintOf(4)],
    ]);
    const groups = ['x', 'x', 'y', 'y', 'z'];
    const samples = [...fingerprints.keys()].map((id, index) => makeSample(id, { group: groups[index]! }));
    const grouped = groupNearDuplicates(samples, { fingerprints });
    expect(grouped.map(({ group }) => group)).toEqual(['a', 'a', 'a', 'a', 'e']);
  });

  it('makes splits that no near duplicate crosses', () => {
    const samples = Array.from({ length: 60 }, (_, index) => makeSample(`s${index}`));
    const fingerprints = new Map(samples.map(({ id }, index) => [id, fingerprintOf(index % 20)]));
    const options = { seed: 1, classCount: 1 };
    const leaking = auditLeakage(splitSamples(samples, options), { fingerprints });
    expect(leaking.nearDuplicates).toBeGreaterThan(0);
    const grouped = groupNearDuplicates(samples, { fingerprints });
    expect(auditLeakage(splitSamples(grouped, options), { fingerprints }).nearDuplicates).toBe(0);
  });

  it('refuses a repeated id, and a sample without a fingerprint', () => {
    const twice = [makeSample('a'), makeSample('a')];
    expect(() => groupNearDuplicates(twice, { fingerprints: new Map() })).toThrow(/received a twice/);
    expect(() => groupNearDuplicates([makeSample('a')], { fingerprints: new Map() })).toThrow('a has none');
  });
});
