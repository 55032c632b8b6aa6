import { describe, expect, it } from 'vitest';
import { groupByHpaName } from '../../src/index.js';
import { makeSample } from '../support/make-sample.js';

describe('groupByHpaName', () => {
  const samples = ['7_800_A6_1', '7_801_B1_1', '8_800_A6_2'].map((id) => makeSample(id));

  it('groups by antibody, or by plate and well', () => {
    expect(groupByHpaName(samples, { by: 'antibody' }).map(({ group }) => group)).toEqual(['7', '7', '8']);
    expect(groupByHpaName(samples, { by: 'well' }).map(({ group }) => group)).toEqual([
      '800_A6',
      '801_B1',
      '800_A6',
    ]);
  });

  it('names a sample whose id lacks the group', () => {
    expect(() => groupByHpaName([makeSample('800_A6_1')], { by: 'antibody' })).toThrow(
      new RangeError(
        'sample id must be {antibody}_{plate}_{well}_{field} to group by antibody; received 800_A6_1',
      ),
    );
    expect(() => groupByHpaName([makeSample('cell')], { by: 'well' })).toThrow(
      /\{plate\}_\{well\}_\{field\}/,
    );
  });
});
