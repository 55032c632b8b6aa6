import { expect, it } from 'vitest';
import { parseReport } from '../../src/report/schema/parse-report.js';
import type { Aggregate } from '../../src/report/schema/report-schema.js';
import { aggregatesSection } from '../../src/report/sections/aggregates-section.js';
import { glossarySection } from '../../src/report/sections/glossary-section.js';
import { multiLabelFixture } from './multi-label-fixture.js';
import { reportFixture } from './report-fixture.js';

const aggregate: Aggregate = {
  model: 'gapnet-pl',
  by: 'field',
  count: 20,
  mixed: 1,
  cells: { count: 90, accuracy: 0.712, macroF1: 0.65 },
  together: { accuracy: 0.85, macroF1: 0.8 },
  agreement: 0.745,
};

it('shows cells and fields side by side, by model, and says what was left out', () => {
  const other: Aggregate = { ...aggregate, model: 'scratch-cnn', agreement: 0.5 };
  const { blocks } = aggregatesSection({ ...reportFixture(), aggregates: [aggregate, other] });
  expect(blocks).toEqual([
    {
      kind: 'paragraph',
      text: '20 fields of 90 test cells: the probabilities of the cells of each field are averaged, and make one answer. 1 other field holds cells of different locations, which have no one right answer, and is left out here.',
    },
    {
      kind: 'table',
      table: expect.objectContaining({
        rows: [
          ['GapNet-PL', '0.71', '0.85', '0.65', '0.80', '0.74'].map((cell) => expect.stringMatching(cell)),
          ['Scratch CNN', '0.71', '0.85', '0.65', '0.80', '0.50'].map((cell) => expect.stringMatching(cell)),
        ],
      }),
    },
  ]);
});

it('has a table for fields and one for groups, and calls the accuracy of several locations an exact match', () => {
  const { report } = multiLabelFixture({ testCells: 60 });
  const [{ name }] = report.models as [(typeof report.models)[number]];
  const byGroup: Aggregate = { ...aggregate, model: name, by: 'group', mixed: 0 };
  const { blocks } = aggregatesSection({
    ...report,
    aggregates: [{ ...aggregate, model: name, mixed: 0 }, byGroup],
  });
  const tables = blocks.flatMap((block) => (block.kind === 'table' ? [block.table] : []));
  expect(tables.map(({ columns }) => columns[2]!.label)).toEqual([
    'Exact match, fields',
    'Exact match, groups',
  ]);
});

it('says nothing of older reports, and explains agreement only where it is shown', () => {
  const report = reportFixture();
  expect(aggregatesSection(report).blocks).toEqual([]);
  const termsOf = (each: typeof report) =>
    glossarySection(each).blocks.flatMap((block) =>
      block.kind === 'terms' ? block.entries.map(({ term }) => term) : [],
    );
  expect(termsOf(report)).not.toContain('Agreement');
  expect(termsOf({ ...report, aggregates: [aggregate] })).toContain('Agreement');
});

it('belongs to models of the report', () => {
  const report = { ...reportFixture(), aggregates: [aggregate] };
  expect(parseReport(JSON.parse(JSON.stringify(report)))).toEqual(report);
  const wrong = { ...report, aggregates: [{ ...aggregate, model: 'other' }] };
  expect(() => parseReport(wrong)).toThrow('aggregates[0].model: must be the name of a model');
});
