import { describe, expect, it } from 'vitest';
import { independentUnits } from '../../src/intervals/independent-units.js';

describe('independentUnits', () => {
  it('lists each sample alone if there are no groups', () => {
    expect(independentUnits({ sampleCount: 3 })).toEqual([[0], [1], [2]]);
  });

  it('lists the samples of a group together, groups in order of appearance', () => {
    expect(independentUnits({ sampleCount: 4, groups: ['b', 'a', 'b', 'c'] })).toEqual([[0, 2], [1], [3]]);
  });

  it('refuses a list of groups of another length', () => {
    expect(() => independentUnits({ sampleCount: 2, groups: ['a'] })).toThrow(
      new RangeError('groups must name one group per sample; received 1 groups for 2 samples'),
    );
  });
});
