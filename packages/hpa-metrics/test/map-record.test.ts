import { describe, expect, it } from 'vitest';
import { mapRecord } from '../src/map-record.js';

describe('mapRecord', () => {
  it('maps values and keeps keys in order', () => {
    const mapped = mapRecord({ second: 2, first: 1 }, (value) => value * 10);
    expect(mapped).toEqual({ second: 20, first: 10 });
    expect(Object.keys(mapped)).toEqual(['second', 'first']);
  });
});
