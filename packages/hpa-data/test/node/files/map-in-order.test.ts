import { setTimeout as after } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { mapInOrder } from '../../../src/node/files/map-in-order.js';

const numbers = Array.from({ length: 100 }, (_, index) => index);

describe('mapInOrder', () => {
  it('keeps the order and bounds the number of pending calls', async () => {
    let running = 0;
    let most = 0;
    const results = await mapInOrder(numbers, async (number) => {
      most = Math.max(most, ++running);
      await after(number % 3);
      running--;
      return number * number;
    });
    expect(results).toEqual(numbers.map((number) => number * number));
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThan(numbers.length);
  });

  it('rejects with the first failure in order, though another is faster, and starts no more', async () => {
    const begun: number[] = [];
    const failing = mapInOrder(numbers, async (number) => {
      begun.push(number);
      if (number === 2) {
        await after(20);
      }
      if (number >= 2) {
        throw new Error(`no ${number}`);
      }
      return number;
    });
    await expect(failing).rejects.toThrow('no 2');
    const begunThen = begun.length;
    await after(5);
    expect(begun).toHaveLength(begunThen);
    expect(begunThen).toBeLessThan(numbers.length);
  });
});
