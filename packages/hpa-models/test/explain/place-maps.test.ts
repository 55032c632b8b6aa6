import '@tensorflow/tfjs';
import { tensor3d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { placeMaps } from '../../src/explain/place-maps.js';
import { expectClose } from '../support/expect-close.js';
import { useWasm } from '../support/use-wasm.js';

beforeAll(useWasm);

const one = { first: 0, step: 1, size: 1 };

describe('placeMaps', () => {
  it('puts each value at the center of its cell, interpolates between, and fades to 0 where no cell sees', () => {
    // Centers at 3, 5 and 7; cells see 2 pixels either side of theirs, so the third pixel beyond is not seen.
    const columns = { first: 3, step: 2, size: 5 };
    const map = placeMaps(tensor3d([3, 6, -3], [1, 1, 3]), { field: { rows: one, columns }, size: [1, 12] });
    expectClose(map.dataSync(), [0, 1, 2, 3, 4.5, 6, 1.5, -3, -2, -1, 0, 0], { absolute: 1e-6 });
  });

  it('places several maps of unequal sides by rows and columns', () => {
    const rows = { first: 0.5, step: 2, size: 2 };
    const columns = { first: -1, step: 1, size: 3 };
    const field = { rows, columns };
    const maps = tensor3d([1, 2, 4, 8, 10, 20, 40, 80], [2, 2, 2]);
    const placed = placeMaps(maps, { field, size: [3, 1] });
    // Column 0 is the center of the second cell. Row 0 lies 0.5 before the first center, of a reach of 2; rows 1 and 2 a quarter and
    // three quarters of the way to the second.
    expectClose(placed.dataSync(), [1.5, 3.5, 6.5, 15, 35, 65], { absolute: 1e-5 });
    expect(placed.shape).toEqual([2, 3, 1]);
  });

  it('gives a map of one cell to all pixels that the cell sees', () => {
    const columns = { first: 2, step: 4, size: 1 };
    const map = placeMaps(tensor3d([4], [1, 1, 1]), { field: { rows: one, columns }, size: [1, 7] });
    expectClose(map.dataSync(), [2, 3, 4, 3, 2, 1, 0], { absolute: 1e-6 });
  });
});
