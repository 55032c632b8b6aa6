import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requireData } from '../../src/data/require-data.js';
import type { MultiLabelData } from '../../src/data/types.js';
import { confusionMatrix } from '../../src/index.js';
import { countClassPairs } from '../../src/multi-label/class-pairs.js';
import { multiLabelData } from '../support/arbitraries.js';
import { handWorkedSeveral } from '../support/hand-worked.js';

describe('countClassPairs', () => {
  it('counts by hand: [0, 1] predicted as [0], and [0] predicted as [1, 2]', () => {
    expect(countClassPairs(requireData(handWorkedSeveral) as MultiLabelData)).toEqual({
      coOccurrence: [
        [2, 1, 0],
        [1, 2, 0],
        [0, 0, 0],
      ],
      mistakenFor: [
        [0, 1, 1],
        [0, 0, 0],
        [0, 0, 0],
      ],
      missedBeside: [
        [1, 0, 0],
        [1, 1, 0],
        [0, 0, 0],
      ],
    });
  });

  it('has the support and the misses of the confusion matrices on the diagonals', () => {
    fc.assert(
      fc.property(multiLabelData, (data) => {
        const { coOccurrence, mistakenFor, missedBeside } = countClassPairs(
          requireData(data) as MultiLabelData,
        );
        for (const [index, [, [missed, found]]] of (
          confusionMatrix(data) as [[number, number], [number, number]][]
        ).entries()) {
          expect(coOccurrence[index]![index]).toBe(missed + found);
          expect(missedBeside[index]![index]).toBe(missed);
          expect(mistakenFor[index]![index]).toBe(0);
          for (const [other, together] of coOccurrence[index]!.entries()) {
            expect(together).toBe(coOccurrence[other]![index]);
            expect(missedBeside[index]![other]).toBeLessThanOrEqual(together);
          }
        }
      }),
    );
  });
});
