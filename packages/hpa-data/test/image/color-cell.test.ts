import { expect, it } from 'vitest';
import { colorCell } from '../../src/index.js';

it('colorCell adds the reticulum to red and green, up to 255', () => {
  const data = Uint8Array.from([10, 20, 30, 5, 200, 0, 40, 100]);
  expect([...colorCell({ height: 1, width: 2, data })]).toEqual([15, 25, 30, 255, 100, 40]);
});
