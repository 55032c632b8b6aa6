import { describe, expect, it } from 'vitest';
import { distanceTo } from '../../src/segmentation/distance-to.js';
import { splitAtNecks } from '../../src/segmentation/split-at-necks.js';

const [height, width] = [60, 100];

interface Ellipse {
  readonly x: number;
  readonly y: number;
  readonly across: number;
  readonly down: number;
}

function countParts(ellipses: readonly Ellipse[]): number {
  const outside = Uint8Array.from({ length: height * width }, (_, at) =>
    ellipses.some(
      ({ x, y, across, down }) =>
        (((at % width) - x) / across) ** 2 + ((Math.floor(at / width) - y) / down) ** 2 <= 1,
    )
      ? 0
      : 1,
  );
  const depths = distanceTo(outside, { height, width });
  const labels = splitAtNecks(depths, { height, width, neck: 0.8, minimumPeak: 5 });
  expect(Array.from(labels, (label) => label === 0)).toEqual(
    Array.from(outside, (member, at) => member === 1 || labels[at] === 0),
  );
  return Math.max(...labels);
}

const round = (x: number, radius: number): Ellipse => ({ x, y: 30, across: radius, down: radius });

describe('splitAtNecks', () => {
  it('splits two discs where their neck is lower than 0.8 of the smaller one', () => {
    // Two circles of radius 15 whose middles are d apart have a neck of half sqrt(4 * 15^2 - d^2): 9 for d = 24, 13 for d = 14.
    expect(countParts([round(30, 15), round(54, 15)])).toBe(2);
    expect(countParts([round(40, 15), round(54, 15)])).toBe(1);
  });

  it('splits three in a row, and discs of unlike size', () => {
    expect(countParts([round(18, 12), round(38, 12), round(58, 12)])).toBe(3);
    expect(countParts([round(30, 20), round(56, 10)])).toBe(2);
  });

  it('leaves an ellipse whole, also a long one that the edge cuts', () => {
    expect(countParts([{ x: 50, y: 30, across: 40, down: 15 }])).toBe(1);
    expect(countParts([{ x: 0, y: 30, across: 40, down: 15 }])).toBe(1);
  });

  it('joins a bump that is too small to what it touches, and drops it where it stands alone', () => {
    expect(countParts([round(40, 15), round(56, 4)])).toBe(1);
    expect(countParts([round(40, 15), round(80, 4)])).toBe(1);
    expect(countParts([round(80, 4)])).toBe(0);
  });
});
