import { describe, expect, it } from 'vitest';
import {
  formatCount,
  formatDifference,
  formatEstimate,
  formatInterval,
  formatList,
  formatMoment,
  formatName,
  formatPercent,
  formatPStatement,
  formatPValue,
  formatQuantity,
  formatRange,
  formatRate,
  formatScore,
  formatSeconds,
  formatSetting,
} from '../../src/report/words/format.js';

const NO_BREAK = '\u00a0';

describe('the formats of the report', () => {
  it('write scores with two digits and a true minus, never a negative zero', () => {
    expect([0.806, 1, -0.024, -0.004, null].map((score) => formatScore(score))).toEqual([
      '0.81',
      '1.00',
      '−0.02',
      '0.00',
      'n/a',
    ]);
    expect(formatScore(0.12345, { digits: 3 })).toBe('0.123');
  });

  it('write differences with their sign', () => {
    expect([0.12, -0.03, 0.001, 0].map(formatDifference)).toEqual(['+0.12', '−0.03', '0.00', '0.00']);
  });

  it('write an interval in a sentence on one line', () => {
    expect(formatRange([-0.05, 0.2])).toBe(`−0.05${NO_BREAK}to${NO_BREAK}0.20`);
  });

  it('keep both ends of an interval on one line', () => {
    expect(formatInterval([-0.05, 0.2])).toBe(`[−0.05,${NO_BREAK}0.20]`);
    expect(formatEstimate(0.81, [0.74, 0.88])).toBe(`0.81 [0.74,${NO_BREAK}0.88]`);
    expect([formatInterval(null), formatEstimate(0.81, null)]).toEqual(['n/a', '0.81']);
  });

  it('write small p-values with three digits, and the smallest as a bound', () => {
    expect([0.0004, 0.001, 0.0081, 0.0996, 0.42, 1, null].map(formatPValue)).toEqual([
      '< 0.001',
      '0.001',
      '0.008',
      '0.10',
      '0.42',
      '1.00',
      'n/a',
    ]);
    expect([0.0004, 0.03].map((pValue) => formatPStatement(pValue).replaceAll(NO_BREAK, ' '))).toEqual([
      'p < 0.001',
      'p = 0.030',
    ]);
  });

  it('write counts, shares, rates and durations as people read them', () => {
    expect(formatCount(22_853_924)).toBe('22,853,924');
    expect([formatQuantity(1, 'cell'), formatQuantity(2000, 'cell')]).toEqual(['1 cell', '2,000 cells']);
    expect(formatPercent(0.857)).toBe(`86${NO_BREAK}%`);
    expect([4.2134, 152.6, null].map(formatRate)).toEqual(['4.21', '153', 'n/a']);
    expect([0.84, 9.96, 59.4, 59.6, 200, 3900, null].map(formatSeconds)).toEqual([
      '0.8 s',
      '10 s',
      '59 s',
      '1 min 0 s',
      '3 min 20 s',
      '1 h 5 min',
      'n/a',
    ]);
  });

  it('write settings, field names, moments and lists in words', () => {
    expect([true, false, null, 'adam', 1e-4, [1, 2.24999], ['protein', 'er']].map(formatSetting)).toEqual([
      'yes',
      'no',
      'none',
      'adam',
      '0.0001',
      '1, 2.25',
      'protein, er',
    ]);
    expect(['learningRate', 'validationMacroF1', 'l2'].map(formatName)).toEqual([
      'learning rate',
      'validation macro F1',
      'l2',
    ]);
    expect(formatMoment('2026-03-14T09:26:53.000Z')).toBe('2026-03-14 09:26 UTC');
    expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(formatList)).toEqual([
      '',
      'a',
      'a and b',
      'a, b and c',
    ]);
  });
});
