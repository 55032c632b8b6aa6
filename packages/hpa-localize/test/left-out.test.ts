import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { renderMarkdown } from '../src/report/render-markdown.js';
import { parseReport } from '../src/report/schema/parse-report.js';
import { leftOutInWords } from '../src/report/words/left-out-in-words.js';
import { reportFixture } from './report/report-fixture.js';
import { runCommand } from './run-command.js';
import { writeCells } from './write-cells.js';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-left-out-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

it('compare says on the console and in each form of the report how many rows it leaves out, and why', async () => {
  const cells = join(scratch, 'cells');
  await writeCells(cells, { count: 48, size: 32 });
  await rm(join(cells, 'groups.csv'));
  const manifest = join(cells, 'train.csv');
  const [header, ...rows] = (await readFile(manifest, 'utf8')).trim().split('\n');
  const several = rows.map((row, index) => (index < 12 ? `${row} 4` : row));
  const others = several.map((row, index) => (index >= 45 ? row.replace(/,.*/, ',7') : row));
  await writeFile(manifest, [header, ...others].join('\n'));

  const out = join(scratch, 'run');
  const flags = [
    '--task',
    'single-label',
    '--models',
    'gapnet-pl',
    '--size',
    '32',
    '--epochs',
    '1',
    '--batch',
    '8',
    '--backend',
    'wasm',
  ];
  const finished = await runCommand('compare', ['--data', cells, '--out', out, ...flags]);
  const sentence = '15 of 48 rows left out: 12 with several labels, 3 of other classes';
  expect(finished).toMatchObject({ code: 0, stderr: `warning: ${sentence}\n` });
  const report = parseReport(JSON.parse(await readFile(join(out, 'report.json'), 'utf8')));
  expect(report.dataset.leftOut).toEqual([
    { reason: 'with several labels', rows: 12 },
    { reason: 'of other classes', rows: 3 },
  ]);
  expect(report.notes).toContain(`${sentence}.`);
  for (const name of ['report.md', 'report.html']) {
    expect(await readFile(join(out, name), 'utf8')).toContain(sentence);
  }
});

it('a warning about the images stands before any number of a report', () => {
  const report = reportFixture();
  const warned = { ...report, dataset: { ...report.dataset, warnings: ['red is black in every cell'] } };
  expect(parseReport(structuredClone(warned)).dataset.warnings).toHaveLength(1);
  expect(renderMarkdown(warned).split('\n\n')[2]).toBe('> **Check the data.** red is black in every cell');
});

it('rows that are left out are counted in words', () => {
  expect(leftOutInWords([])).toBeUndefined();
  expect(leftOutInWords([{ reason: 'of other classes', rows: 1 }], { rows: 1 })).toBe(
    '1 of 1 row left out: 1 of other classes',
  );
  expect(leftOutInWords([{ reason: 'of other classes', rows: 1500 }])).toBe(
    '1,500 rows left out: 1,500 of other classes',
  );
});
