import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDataset } from '../experiment/open-dataset.js';
import { runCommand } from './run-command.js';
import { writeCells } from './write-cells.js';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-prepare-data-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

it('prepares a folder once, and compare then finds the same cells in it', async () => {
  const [cells, out] = [join(scratch, 'cells'), join(scratch, 'prepared')];
  await writeCells(cells, { count: 40, size: 40 });
  const flags = ['--data', cells, '--size', '32', '--out', out];
  const first = await runCommand('prepare-data', flags);
  expect(first.stderr).toBe('');
  expect(first.stdout).toContain('40 pictures to decode, 0 there already; 0.00 GB to write, ');
  expect(first.stdout).toContain(`prepared 40 pictures of 32x32: ${out}`);
  const second = await runCommand('prepare-data', flags);
  expect(second.stdout).toContain('0 pictures to decode, 40 there already');

  const options = {
    classes: [13, 18, 25, 26],
    size: 32,
    seed: 1,
    protocol: 'honest',
    source: 'auto',
    skipBad: false,
  } as const;
  const [fromFiles, fromShards] = [
    await openDataset({ ...options, data: cells }),
    await openDataset({ ...options, data: out }),
  ];
  for (const part of ['train', 'validation', 'test'] as const) {
    const [expected, found] = [fromFiles.split[part], fromShards.split[part]];
    expect(found.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    expect(await fromShards.load(found[0]!)).toEqual(await fromFiles.load(expected[0]!));
  }
  await expect(openDataset({ ...options, size: 48, data: out })).rejects.toThrow(
    `--size 48: the pictures of ${out} were prepared at 32`,
  );
});
