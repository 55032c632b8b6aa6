import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeLabels } from '../../src/index.js';
import { readLayout } from '../../src/node/index.js';
import { makeSample } from '../support/make-sample.js';
import { sharedData } from '../support/shared-data.js';

const samplesOf = (labels: readonly (readonly number[])[]) =>
  labels.map((of, index) => makeSample(`s${index}`, { labels: of }));

describe('describeLabels', () => {
  it('counts classes, pairs and labels per sample', () => {
    const described = describeLabels(samplesOf([[0, 1], [1], [1, 2], [], [1]]), {
      classCount: 4,
      exampleCount: 2,
    });
    expect(described).toMatchObject({
      counts: [1, 4, 1, 0],
      coOccurrence: [
        [1, 1, 0, 0],
        [1, 4, 1, 0],
        [0, 1, 1, 0],
        [0, 0, 0, 0],
      ],
      labelsPerSample: [1, 2, 2],
      unlabeled: ['s3'],
    });
    // Those with the fewest other labels come first.
    expect(described.examples.map((ids) => [...ids].sort())).toEqual([['s0'], ['s1', 's4'], ['s2'], []]);
  });

  it('draws examples from as many groups as there are, by the seed and whatever the order of the samples', () => {
    // Ten cells of each of six images, in the order of the files.
    const samples = Array.from({ length: 60 }, (_, index) =>
      makeSample(`s${String(index).padStart(2, '0')}`, {
        labels: index % 2 === 0 ? [0] : [],
        group: `image ${Math.floor(index / 10)}`,
      }),
    );
    const groupOf = new Map(samples.map(({ id, group }) => [id, group]));
    const groupsAmong = (ids: readonly string[]) => new Set(ids.map((id) => groupOf.get(id))).size;
    const draw = (seed: number, from = samples) =>
      describeLabels(from, { classCount: 1, exampleCount: 8, seed });
    const { examples, unlabeled } = draw(1);
    expect([examples[0]!.length, groupsAmong(examples[0]!), groupsAmong(examples[0]!.slice(0, 6))]).toEqual([
      8, 6, 6,
    ]);
    expect([unlabeled.length, groupsAmong(unlabeled)]).toEqual([8, 6]);
    expect(draw(1, [...samples].reverse())).toEqual(draw(1));
    expect(draw(2).examples).not.toEqual(examples);
    expect(() => draw(-1)).toThrow('seed');
  });

  it('gives symmetric pairs and the total number of labels', () => {
    const labels = fc.uniqueArray(fc.integer({ min: 0, max: 4 }));
    fc.assert(
      fc.property(fc.array(labels), (all) => {
        const { counts, coOccurrence, labelsPerSample } = describeLabels(samplesOf(all), { classCount: 5 });
        for (const [a, row] of coOccurrence.entries()) {
          expect(row.map((_, b) => coOccurrence[b]![a])).toEqual(row);
        }
        const labeled = labelsPerSample.reduce((sum, count, number) => sum + count * number, 0);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(labeled);
        expect(labeled).toBe(all.flat().length);
      }),
    );
  });

  it.each([[[3]], [[0, 0]], [[-1]]])('refuses the labels %j', (labels) => {
    expect(() => describeLabels(samplesOf([labels]), { classCount: 3 })).toThrow(
      new RangeError(`sample s0 must have distinct labels in [0, 2]; received [${labels.join(', ')}]`),
    );
  });
});

const cells = sharedData('data/hpa-cells');

describe.skipIf(cells.absent)('describeLabels on real cells', () => {
  it('finds five of 28 locations, one per cell', async () => {
    const { samples } = await readLayout(cells.path);
    const { counts, labelsPerSample } = describeLabels(samples, { classCount: 28 });
    expect([0, 2, 21, 23, 25].map((label) => counts[label])).toEqual([251, 36, 72, 27, 261]);
    expect(labelsPerSample).toEqual([0, 647]);
  });
});
