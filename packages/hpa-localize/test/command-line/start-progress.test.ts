import { syntheticCells } from '@hpa/data';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { countLoads } from '../../src/command-line/count-loads.js';
import { startCounter } from '../../src/command-line/start-progress.js';

const printed: string[] = [];
beforeEach(() => {
  printed.length = 0;
  vi.useFakeTimers({ toFake: ['performance'] });
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

it('where output goes to a pipe, a line says every ten seconds how many are done and what is left', () => {
  const counter = startCounter('images');
  for (let done = 1; done <= 40; done++) {
    vi.advanceTimersByTime(1000);
    counter.update({ done, of: 40 });
  }
  counter.end();
  // After 10 s 10 of 40 are done, so 30 s are left; the last update says nothing.
  expect(printed).toEqual([
    '10 of 40 images, 30 s left\n',
    '20 of 40 images, 20 s left\n',
    '30 of 40 images, 10 s left\n',
  ]);
});

it('a store counts what it loads, also what fails, and loads nothing after an abort', async () => {
  const { samples, images } = syntheticCells({ classes: [14], count: 2, seed: 1, size: 32 });
  const updates: object[] = [];
  const controller = new AbortController();
  const store = countLoads(images, {
    of: 2,
    counter: { say: () => {}, update: (state) => updates.push(state), end: () => {} },
    signal: controller.signal,
  });
  await store.image(samples[0]!);
  await expect(store.image({ ...samples[1]!, id: 'none' })).rejects.toThrow('none');
  expect(updates).toEqual([
    { done: 1, of: 2 },
    { done: 2, of: 2 },
  ]);
  controller.abort();
  await expect(store.image(samples[1]!)).rejects.toThrow('abort');
});
