import { describe, expect, it } from 'vitest';
import { fillHoles } from '../../src/segmentation/fill-holes.js';
import { keepContrasting } from '../../src/segmentation/keep-contrasting.js';
import { labelRegions } from '../../src/segmentation/label-regions.js';
import { drawMask, showMask } from './draw-mask.js';

describe('labelRegions', () => {
  it('numbers what is connected along sides, row by row, with areas and what touches the edge', () => {
    const { members, height, width } = drawMask(['....1', '.11..', '.1...', '...1.', '.....']);
    const { labels, areas, atEdge } = labelRegions(members, { height, width });
    expect(showMask(labels, width)).toEqual(['....1', '.22..', '.2...', '...3.', '.....']);
    expect(areas).toEqual([0, 1, 3, 1]);
    expect(atEdge).toEqual([false, true, false, false]);
  });
});

describe('fillHoles', () => {
  it('fills holes up to an area, and nothing that reaches the edge', () => {
    const { members, height, width } = drawMask(['1111111', '1.11..1', '1111111', '111.111']);
    const fill = (maximumArea: number) => showMask(fillHoles(members, { height, width, maximumArea }), width);
    expect(fill(1)).toEqual(['1111111', '1111..1', '1111111', '111.111']);
    expect(fill(2)).toEqual(['1111111', '1111111', '1111111', '111.111']);
  });
});

describe('keepContrasting', () => {
  it('drops regions as bright as what is around them, and closes the gap in the numbers', () => {
    const { labels, height, width } = drawMask(['.........', '.1..2..3.', '.........']);
    const plane = Float32Array.from(labels, (label) => [10, 30, 16, 40][label]!);
    plane[0] = 4;
    // Above the darkest, 4: 6 around, so at least 12 inside. The second has 16 - 4 = 12 and stays; with 15 it does not.
    expect(showMask(keepContrasting(labels, { height, width, plane, reach: 1 }), width)[1]).toBe('.1..2..3.');
    plane[13] = 15;
    expect(showMask(keepContrasting(labels, { height, width, plane, reach: 1 }), width)[1]).toBe('.1.....2.');
  });
});
