import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseTable } from '../src/files/csv-table.js';
import { runCommand } from './run-command.js';
import { writeCells } from './write-cells.js';

it('an exported model answers by its card and by flags alike, and each command says what it cannot do with it', async () => {
  const scratch = await mkdtemp(join(tmpdir(), 'hpa-graphs-'));
  try {
    const cells = join(scratch, 'cells');
    await writeCells(cells, { count: 4, size: 40 });
    const file = join(scratch, 'default.onnx');
    expect((await runCommand('export', ['--format', 'onnx', '--out', file])).code).toBe(0);
    const model = ['--model', file, '--data', cells];
    const own = join(scratch, 'own.csv');
    const byCard = await runCommand('predict', [...model, '--out', own]);
    expect(byCard).toMatchObject({ code: 0, stderr: '' });
    const said = join(scratch, 'said.csv');
    const channels = 'microtubules,protein,nucleus,er';
    const flags = ['--input-channels', channels, '--normalization', 'unit', '--classes', '0,25,21,2'];
    const byFlags = await runCommand('predict', [
      ...model,
      ...flags,
      '--output',
      'probabilities',
      '--out',
      said,
    ]);
    expect(byFlags).toMatchObject({ code: 0, stderr: '' });
    expect(byFlags.stdout).toContain(
      'default.onnx runs in onnxruntime on the CPU, with input and classes as the flags say',
    );
    const [a, b] = [parseTable(await readFile(own, 'utf8')), parseTable(await readFile(said, 'utf8'))];
    expect(b.map(({ id }) => id)).toEqual(a.map(({ id }) => id));
    for (const [row, { p_Cytosol }] of a.entries()) {
      expect(Number(b[row]!.p_Cytosol)).toBeCloseTo(Number(p_Cytosol), 6);
    }
    expect(await runCommand('explain', [...model, '--ids', a[0]!.id!])).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: --model: ${file} is an ONNX file, which answers but gives no gradients to explain by; predict opens it\n`,
    });
    const wrong = await runCommand('predict', [...model, '--normalization', 'unit', '--out', said]);
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toMatch(/--input-channels, --classes, --output must say it; its input is image/);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
});
