import { describe, expect, it } from 'vitest';
import { LOCATIONS, selectSingleLabel } from '../../src/index.js';
import { readCsv } from '../../src/node/files/read-csv.js';
import { makeSample } from '../support/make-sample.js';
import { sharedData } from '../support/shared-data.js';

describe('selectSingleLabel', () => {
  it('keeps samples with exactly one of the classes and relabels them in the requested order', () => {
    const samples = [
      makeSample('a', { labels: [25], group: 'g' }),
      makeSample('b', { labels: [25, 13] }),
      makeSample('c', { labels: [4] }),
      makeSample('d', { labels: [13] }),
      makeSample('e', { labels: [] }),
    ];
    const selection = selectSingleLabel({ samples, classes: LOCATIONS }, { classes: [13, 25] });
    const { samples: selected } = selection;
    expect(selection.classes).toEqual([LOCATIONS[13], LOCATIONS[25]]);
    expect(selected.map(({ id, labels }) => [id, labels])).toEqual([
      ['a', [1]],
      ['d', [0]],
    ]);
    expect(selected[0]!.group).toBe('g');
    expect(samples[0]!.labels).toEqual([25]);
  });

  it('counts what it leaves out, by reason', () => {
    const labels = [[25], [25, 13], [25, 4], [4], [4, 5], [], [13]];
    const samples = labels.map((own, index) => makeSample(String(index), { labels: own }));
    const select = (classes: readonly number[], from = samples) =>
      selectSingleLabel({ samples: from, classes: LOCATIONS }, { classes }).leftOut;
    expect(select([13, 25])).toEqual([
      { reason: 'with several labels', rows: 2 },
      { reason: 'of other classes', rows: 2 },
      { reason: 'without a label', rows: 1 },
    ]);
    expect(select([25], samples.slice(0, 1))).toEqual([]);
  });

  it('refuses class lists that are empty, repeat an id or hold an unknown one', () => {
    const select = (classes: readonly number[]) => () =>
      selectSingleLabel({ samples: [], classes: LOCATIONS }, { classes });
    expect(select([])).toThrow(/at least one class id; received none/);
    expect(select([3, 25, 3])).toThrow(
      'classes must not repeat an id; received 3 (Nucleoli fibrillar center) twice in [3,25,3]',
    );
    expect(select([28])).toThrow(/class id must be one of 0, .*, 27; received 28/);
  });
});

const kaggle = sharedData('data/kaggle-2018/train.csv');

describe.skipIf(kaggle.absent)('selectSingleLabel on the train.csv of the competition', () => {
  it('finds the 2,075 rows of the first study: 157, 314, 1470 and 134', async () => {
    const rows = await readCsv(kaggle.path, { columns: ['Id', 'Target'] });
    const samples = rows.map(({ values: { Id, Target } }) =>
      makeSample(Id, { labels: Target.split(' ').map(Number) }),
    );
    const { samples: selected } = selectSingleLabel(
      { samples, classes: LOCATIONS },
      { classes: [13, 18, 25, 26] },
    );
    const counts = [0, 1, 2, 3].map((index) => selected.filter(({ labels }) => labels[0] === index).length);
    expect(samples).toHaveLength(31_072);
    expect(counts).toEqual([157, 314, 1470, 134]);
    expect(selected).toHaveLength(2075);
  });
});
