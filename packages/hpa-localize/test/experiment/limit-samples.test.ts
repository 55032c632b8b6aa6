import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limitSamples } from '../../src/experiment/limit-samples.js';

const sample = (id: string, label: number, group?: string) => ({
  id,
  labels: [label],
  channels: { microtubules: '', protein: '', nucleus: '', er: '' },
  ...(group !== undefined && { group }),
});
const count = (samples: readonly { readonly labels: readonly number[] }[], label: number) =>
  samples.filter(({ labels }) => labels.includes(label)).length;

describe('limitSamples', () => {
  it('keeps the shares of classes', () => {
    const samples = Array.from({ length: 100 }, (_, i) => sample(`s${i}`, i < 80 ? 0 : 1));
    const drawn = limitSamples(samples, { limit: 50, seed: 1 });
    expect([drawn.length, count(drawn, 0), count(drawn, 1)]).toEqual([50, 40, 10]);
  });

  it('keeps what three splits need of a rare class, even beyond the limit', () => {
    const samples = Array.from({ length: 100 }, (_, i) => sample(`s${i}`, i < 97 ? 0 : 1));
    const drawn = limitSamples(samples, { limit: 4, seed: 1 });
    expect([count(drawn, 0), count(drawn, 1)]).toEqual([3, 3]);
  });

  it('takes a part of large groups, with the class that they stand for first, and enough groups for three splits', () => {
    const samples = Array.from({ length: 90 }, (_, i) =>
      sample(`s${i}`, i % 9 === 8 && i < 45 ? 1 : 0, `g${Math.floor(i / 9)}`),
    );
    const drawn = limitSamples(samples, { limit: 12, seed: 1 });
    const groupsOf = (label: number) =>
      new Set(drawn.filter(({ labels }) => labels.includes(label)).map(({ group }) => group)).size;
    expect(drawn).toHaveLength(12);
    expect(groupsOf(1)).toBeGreaterThanOrEqual(3);
    expect(groupsOf(0)).toBeGreaterThanOrEqual(3);
  });

  it('gives all samples if there are no more, and always the same draw, in their order, whatever that is', () => {
    const samples = Array.from({ length: 60 }, (_, i) => sample(`s${i}`, i % 2));
    expect(limitSamples(samples, { limit: 60, seed: 1 })).toBe(samples);
    fc.assert(
      fc.property(fc.integer({ min: 6, max: 59 }), fc.nat(1000), (limit, seed) => {
        const drawn = limitSamples(samples, { limit, seed });
        const reversed = limitSamples([...samples].reverse(), { limit, seed });
        expect(drawn).toHaveLength(limit);
        expect([...reversed].reverse()).toEqual(drawn);
      }),
    );
  });
});
