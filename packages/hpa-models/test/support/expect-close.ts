import { expect } from 'vitest';

/** How far numbers may differ: |a - b| <= absolute + relative * |b|. */
export interface Tolerance {
  readonly absolute: number;
  readonly relative?: number;
}

/** Fails at the first pair that differs by more than the tolerance. */
export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { absolute, relative = 0 }: Tolerance,
): void {
  expect(actual.length).toBe(expected.length);
  for (let i = 0; i < expected.length; i++) {
    const limit = absolute + relative * Math.abs(expected[i]!);
    if (!(Math.abs(actual[i]! - expected[i]!) <= limit)) {
      expect.fail(`element ${i} is ${actual[i]}, expected ${expected[i]} within ${limit}`);
    }
  }
}
