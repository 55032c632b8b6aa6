import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeCells } from '../packages/hpa-localize/test/write-cells.js';

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'hpa-train-default-'));
});
afterAll(() => rmSync(scratch, { recursive: true }));

function train(...flags: readonly string[]) {
  return spawnSync(process.execPath, ['--import', 'tsx', 'tools/train-default-model.ts', ...flags], {
    encoding: 'utf8',
  });
}

it('makes the model that comes with the package from a folder of cells, whole or not at all', async () => {
  const data = join(scratch, 'cells');
  await writeCells(data, { count: 60, size: 80 });
  const out = join(scratch, 'model');
  const work = join(scratch, 'work');
  const small = ['--classes', '13,18,25,26', '--size', '76', '--epochs', '1', '--work', work];
  const { status, stdout, stderr } = train('--data', data, '--out', out, ...small);
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/epoch 1\/1: loss .*\nwrote .*model: test macro F1 0\.\d+ on \d+ cells/);
  expect(readdirSync(out).sort()).toEqual(['model.json', 'training.json', 'weights.bin']);
  const record = JSON.parse(readFileSync(join(out, 'training.json'), 'utf8'));
  const result = JSON.parse(readFileSync(join(work, 'result.json'), 'utf8'));
  expect(record).toMatchObject({
    terms: expect.stringContaining('CC BY-SA'),
    cells: { train: expect.any(Number) },
    test: { macroF1: { value: result.model.test.macroF1 }, accuracy: { value: result.model.test.accuracy } },
    familiarity: { cells: record.cells.train },
  });
  expect(readFileSync(join(out, 'weights.bin'))).toEqual(readFileSync(join(work, 'model', 'weights.bin')));
});

it('needs a folder of cells with groups, and says so in one line', async () => {
  expect(train()).toMatchObject({ status: 1, stderr: expect.stringMatching(/^error: --data, .*needed\n$/) });
  const data = join(scratch, 'ungrouped');
  cpSync(join(scratch, 'cells'), data, { recursive: true });
  rmSync(join(data, 'groups.csv'));
  const refused = train(
    '--data',
    data,
    '--out',
    join(scratch, 'none'),
    '--classes',
    '13,18,25,26',
    '--size',
    '76',
  );
  expect(refused).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^error: .*ungrouped: it has no groups\.csv, .*\n$/),
  });
  expect(readdirSync(scratch)).not.toContain('none');
});
