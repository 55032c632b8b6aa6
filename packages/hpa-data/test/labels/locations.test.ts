import { describe, expect, it } from 'vitest';
import { locationById, locations } from '../../src/index.js';

describe('locations', () => {
  it('lists the 28 of the competition at the index of their id', () => {
    expect(locations).toHaveLength(28);
    expect(locations.map(({ id }) => id)).toEqual([...Array(28).keys()]);
    expect(locations[0]!.name).toBe('Nucleoplasm');
    expect(locations[27]!.name).toBe('Rods & rings');
    expect(new Set(locations.map(({ name }) => name)).size).toBe(28);
  });

  it('cannot be changed', () => {
    expect(() => Object.assign(locations[0]!, { name: 'Elsewhere' })).toThrow(TypeError);
  });
});

describe('locationById', () => {
  it('finds the four of the first study', () => {
    expect([13, 18, 25, 26].map((id) => locationById(id).name)).toEqual([
      'Focal adhesion sites',
      'Microtubule organizing center',
      'Cytosol',
      'Cytoplasmic bodies',
    ]);
  });

  it.each([-1, 28, 1.5, Number.NaN])('refuses %s', (id) => {
    expect(() => locationById(id)).toThrow(
      new RangeError(`location id must be an integer in [0, 27]; received ${id}`),
    );
  });
});
