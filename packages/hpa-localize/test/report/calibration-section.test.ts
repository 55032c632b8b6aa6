import { describe, expect, it } from 'vitest';
import { calibrationSection } from '../../src/report/sections/calibration-section.js';
import type { Table } from '../../src/report/sections/section.js';
import { thresholdsSection } from '../../src/report/sections/thresholds-section.js';
import { multiLabelFixture } from './multi-label-fixture.js';
import { reportFixture, withTraining } from './report-fixture.js';

const single = reportFixture();
const temperature = {
  values: [1.25],
  split: 'validation',
  samples: 90,
  smoothing: 0,
  eceBefore: { validation: 0.12, test: 0.14 },
  eceAfter: { validation: 0.03, test: 0.05 },
} as const;
const { report: several } = multiLabelFixture({
  classes: ['Cytosol', 'Nucleoli', 'Vesicles'],
  testCells: 60,
});

function tables(blocks: ReturnType<typeof calibrationSection>['blocks']): Table[] {
  return blocks.flatMap((block) => (block.kind === 'table' ? [block.table] : []));
}

describe('the section of probabilities', () => {
  it('gives the calibration error before and after, of each split, and how many cells it was fitted on', () => {
    const models = single.models.map((model) => withTraining(model, { temperature }));
    const { blocks } = calibrationSection({ ...single, models });
    expect(tables(blocks)[1]!.rows[0]).toEqual(['GapNet-PL', '1.25', '0.120', '0.030', '0.140', '0.050']);
    expect(JSON.stringify(blocks)).toContain('fitted on the 90 cells of the validation split alone');
  });

  it('leaves temperatures out of reports that have none', () => {
    expect(tables(calibrationSection(single).blocks)).toHaveLength(1);
  });

  it('gives the range of the temperatures of several locations', () => {
    const perLocation = { ...temperature, values: [0.8, 1.5, 2], smoothing: 10 };
    const model = withTraining(several.models[0]!, { temperature: perLocation });
    const { blocks } = calibrationSection({ ...several, models: [model] });
    expect(JSON.stringify(blocks)).toContain('as if it had 10 cells more that are like all');
    expect(tables(blocks)[1]!.rows[0]!.slice(0, 2)).toEqual(['GapNet-PL', '0.80 to 2.00']);
  });
});

describe('the section of thresholds', () => {
  const thresholds = {
    method: 'label-ratio',
    values: [0.5, 0.25, 0.125],
    split: 'validation',
    samples: 60,
    smoothing: 0,
  } as const;
  const model = {
    ...withTraining(several.models[0]!, { temperature: { ...temperature, values: [0.8, 1.5, 2] } }),
    thresholds,
  };

  it('gives the threshold and the temperature of each location', () => {
    const { blocks } = thresholdsSection({ ...several, models: [model] });
    const [table] = tables(blocks);
    expect(table!.columns.map(({ label }) => label)).toEqual([
      'Location',
      'GapNet-PL: threshold',
      'GapNet-PL: temperature',
    ]);
    expect(table!.rows).toEqual([
      ['Cytosol', '0.500', '0.800'],
      ['Nucleoli', '0.250', '1.500'],
      ['Vesicles', '0.125', '2.000'],
    ]);
  });

  it.each([
    [
      { method: 'label-ratio', smoothing: 0 },
      'The threshold at which as many cells are predicted at each location as are there, fitted on the 60 cells of the validation split.',
    ],
    [{ method: 'max-f1', smoothing: 1 }, 'A location of 1 cell goes half by its own'],
    [{ method: 'fixed', smoothing: 0 }, 'The same threshold for all locations, chosen beforehand.'],
  ] as const)('says how %j were found', (how, sentence) => {
    const { blocks } = thresholdsSection({
      ...several,
      models: [{ ...model, thresholds: { ...thresholds, ...how } }],
    });
    expect(JSON.stringify(blocks)).toContain(sentence);
  });

  it('is empty for one location per cell', () => {
    expect(thresholdsSection(single).blocks).toEqual([]);
  });
});
