import { describe, expect, it } from 'vitest';
import { LOCATIONS } from '../../src/index.js';

describe('LOCATIONS', () => {
  it('lists the 28 locations of the competition at the index of their id', () => {
    expect(LOCATIONS).toHaveLength(28);
    expect(LOCATIONS.map(({ id }) => id)).toEqual([...Array(28).keys()]);
    expect(LOCATIONS[0]!.name).toBe('Nucleoplasm');
    expect(LOCATIONS[27]!.name).toBe('Rods & rings');
    expect(new Set(LOCATIONS.map(({ name }) => name)).size).toBe(28);
  });

  it('names the four of the first study', () => {
    expect([13, 18, 25, 26].map((id) => LOCATIONS[id]!.name)).toEqual([
      'Focal adhesion sites',
      'Microtubule organizing center',
      'Cytosol',
      'Cytoplasmic bodies',
    ]);
  });

  it('cannot be changed', () => {
    expect(() => Object.assign(LOCATIONS[0]!, { name: 'Elsewhere' })).toThrow(TypeError);
  });
});
