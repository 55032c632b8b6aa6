import { describe, expect, it } from 'vitest';
import { takeRanges } from '../../src/wasm/take-ranges.js';
import {
  announce,
  createRing,
  hasRoom,
  isAnnounced,
  isBefore,
  isDone,
  leave,
  openRing,
  SLOTS,
  type WorkRing,
} from '../../src/wasm/work-ring.js';

const work = { kernel: 0, args: [], units: 1, multiple: 1, whole: false };

function run(ring: WorkRing, { thread, work }: { readonly thread: number; readonly work: number }): void {
  takeRanges(ring, work, { thread, kernels: [() => {}], list: [] });
}

describe('a ring of works', () => {
  it('numbers them in order, and knows which are announced and which done', () => {
    const ring = openRing(createRing(2), 2);
    expect(isAnnounced(ring, 0)).toBe(false);
    expect([announce(ring, work), announce(ring, work)]).toEqual([0, 1]);
    expect([0, 1, 2].map((number) => isAnnounced(ring, number))).toEqual([true, true, false]);
    run(ring, { thread: 1, work: 0 });
    expect([0, 1].map((number) => isDone(ring, number))).toEqual([true, false]);
  });

  it('has room for a work when every other thread has left the one in its slot', () => {
    const ring = openRing(createRing(3), 3);
    for (let number = 0; number < SLOTS; number++) {
      expect(hasRoom(ring, number)).toBe(true);
      announce(ring, work);
      run(ring, { thread: 0, work: number });
    }
    expect(hasRoom(ring, SLOTS)).toBe(false);
    leave(ring, { thread: 2, work: 0 });
    expect(hasRoom(ring, SLOTS)).toBe(false);
    leave(ring, { thread: 1, work: 0 });
    expect(hasRoom(ring, SLOTS)).toBe(true);
    expect(hasRoom(ring, SLOTS + 1)).toBe(false);
  });

  it('is one memory to all who open it', () => {
    const memory = createRing(5);
    const [one, other] = [openRing(memory, 5), openRing(memory, 5)];
    for (let number = 0; number < SLOTS; number++) {
      announce(one, { ...work, args: [number, -number] });
    }
    for (let number = 0; number < SLOTS; number++) {
      const seen: number[][] = [];
      const kernels = [(...args: number[]) => void seen.push(args)];
      takeRanges(other, number, { thread: 4, kernels, list: [] });
      expect(seen).toEqual([[number, -number, 0, 1, 4]]);
      expect(isDone(one, number)).toBe(true);
    }
  });

  it('goes on when the numbers wrap round', () => {
    const ring = openRing(createRing(2), 2);
    const [first, last] = [2 ** 31 - 2, -(2 ** 31) + 1];
    ring.counters.fill(first, 0, 1);
    ring.places.fill(first);
    expect(isBefore(first, last)).toBe(true);
    for (let number = first; number !== last; number = (number + 1) | 0) {
      expect(hasRoom(ring, number)).toBe(true);
      expect(isAnnounced(ring, number)).toBe(false);
      expect(announce(ring, work)).toBe(number);
      expect(isAnnounced(ring, number)).toBe(true);
      run(ring, { thread: 1, work: number });
      expect(isDone(ring, number)).toBe(true);
      leave(ring, { thread: 1, work: number });
    }
  });
});
