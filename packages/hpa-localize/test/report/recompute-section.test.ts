import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/report/schema/report-schema.js';
import { recomputeSection } from '../../src/report/sections/recompute-section.js';
import { multiLabelFixture } from './multi-label-fixture.js';
import { reportFixture, withTraining } from './report-fixture.js';

const folder = mkdtempSync(join(tmpdir(), 'hpa-recompute-'));
afterAll(() => rmSync(folder, { recursive: true }));

function codeOf(report: Report): string {
  const { blocks } = recomputeSection(report);
  return blocks.flatMap((block) => (block.kind === 'code' ? [block.code] : [])).join('\n');
}

/** Logs that Python cannot be asked, for `skipIf`. */
function lacksPython(): boolean {
  try {
    execFileSync('python3', ['-c', 'import pandas, scipy, sklearn'], { stdio: 'ignore' });
    return false;
  } catch {
    console.warn('the Python of the report was not run: no python3 with pandas, scipy and scikit-learn');
    return true;
  }
}

/** Writes the test split of the best model as a run does, and returns what the Python prints. */
function run(
  code: string,
  { report, rows }: { report: Report; rows: readonly (readonly (string | number)[])[] },
): string[] {
  const [{ name }] = report.models as [Report['models'][number]];
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'report.json'), JSON.stringify(report));
  const columns = report.dataset.classes.map((label) => `p_${label.name}`);
  const header = ['id', 'group', 'split', 'label', 'predicted', ...columns];
  writeFileSync(
    join(folder, name, 'predictions.csv'),
    [header, ...rows].map((row) => row.join(',')).join('\n'),
  );
  return execFileSync('python3', ['-c', code], { cwd: folder, encoding: 'utf8' }).trim().split('\n');
}

describe('the Python of the report', () => {
  it('divides by no temperature if there is none', () => {
    expect(codeOf(reportFixture())).not.toContain('before');
  });

  it('undoes the one temperature of one location per cell', () => {
    const report = reportFixture();
    const errors = { validation: 0.1, test: 0.1 };
    const temperature = {
      values: [1.25],
      split: 'validation',
      samples: 90,
      smoothing: 0,
      eceBefore: errors,
      eceAfter: errors,
    } as const;
    const models = report.models.map((model) => withTraining(model, { temperature }));
    expect(codeOf({ ...report, models })).toContain('before = probabilities ** 1.25\n');
  });

  it.skipIf(lacksPython())('gives what the cells of fields and groups answer together', () => {
    const report = reportFixture({ testCells: 60 });
    const [{ name }] = report.models as [Report['models'][number]];
    const names = report.dataset.classes.map((label) => label.name);
    const place = (by: 'field' | 'group') =>
      ({ model: name, by, count: 1, mixed: 0, cells: { count: 1, accuracy: 0, macroF1: 0 } }) as const;
    const scores = { together: { accuracy: 0, macroF1: 0 }, agreement: 0 };
    const aggregates = [
      { ...place('field'), ...scores },
      { ...place('group'), ...scores },
    ];
    // Fields a, b and c, of groups 1, 1 and 2. The mean of a is right, that of b too, and that of c is not; that of group 1 is right.
    const probabilities = (first: number) => [first, 1 - first, 0, 0];
    const rows = [
      ['a_1', 1, 'test', names[0]!, '', ...probabilities(0.9)],
      ['a_2', 1, 'test', names[0]!, '', ...probabilities(0.4)],
      ['b_x_7', 1, 'test', names[0]!, '', ...probabilities(0.6)],
      ['c_1', 2, 'test', names[1]!, '', ...probabilities(0.7)],
      ['c_2', 2, 'test', names[1]!, '', ...probabilities(0.4)],
      ['d_1', 3, 'validation', names[1]!, '', ...probabilities(0.4)],
      ['e_1', 4, 'test', names[0]!, '', ...probabilities(0.1)],
      ['e_2', 4, 'test', names[1]!, '', ...probabilities(0.1)],
    ];
    const [, fields, groups] = run(codeOf({ ...report, aggregates }), { report, rows });
    expect(Number(fields)).toBeCloseTo(2 / 3, 12);
    expect(Number(groups)).toBeCloseTo(1 / 2, 12);
  });

  it.skipIf(lacksPython())('gives the macro F1 of several locations, and the probabilities of before', () => {
    const { report, labels, invented } = multiLabelFixture({ testCells: 100 });
    const [first] = report.models;
    const [{ scores, uncalibrated }] = invented as [(typeof invented)[number]];
    const names = report.dataset.classes.map(({ name }) => name);
    const rows = scores.test.map((row, at) => [
      `cell-${at}`,
      '',
      'test',
      labels.test[at]!.map((index) => names[index]).join('|'),
      '',
      ...row,
    ]);
    const code = `${codeOf(report)}\nprint(before.iloc[7, 3])`;
    const [score, ...printed] = run(code, { report, rows });
    expect(Number(score)).toBeCloseTo(first!.test!.macroF1, 12);
    expect(Number(printed.at(-1))).toBeCloseTo(uncalibrated.test[7]![3]!, 12);
  });
});
