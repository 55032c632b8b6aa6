import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDataset } from '../src/dataset/open-dataset.js';
import { splitDataset } from '../src/experiment/split-dataset.js';
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
  const first = await runCommand('prepare', flags);
  expect(first.stderr).toBe('');
  expect(first.stdout).toContain('40 images to decode, 0 there already; 0.00 GB to write, ');
  expect(first.stdout).toContain(`prepared 40 images of 32x32: ${out}`);
  const second = await runCommand('prepare', flags);
  expect(second.stdout).toContain('0 images to decode, 40 there already');

  const [fromFiles, fromShards] = [await openDataset(cells, { size: 32 }), await openDataset(out)];
  const splitting = { classes: [13, 18, 25, 26], seed: 1 };
  const [expectedSplits, foundSplits] = [
    (await splitDataset(fromFiles, splitting)).splits,
    (await splitDataset(fromShards, splitting)).splits,
  ];
  for (const split of ['train', 'validation', 'test'] as const) {
    const [expected, found] = [expectedSplits[split], foundSplits[split]];
    expect(found.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    expect(await fromShards.images.image(found[0]!)).toEqual(await fromFiles.images.image(expected[0]!));
  }
  await Promise.all([fromFiles.close(), fromShards.close()]);
  await expect(openDataset(out, { size: 48 })).rejects.toThrow(
    `${out}: its images were prepared at 32x32; needed are 48x48`,
  );
});

it('leaves out what it cannot read if --skip-bad allows it, and compare then tells of it', async () => {
  const [cells, out] = [join(scratch, 'some-bad'), join(scratch, 'some-prepared')];
  const ids = await writeCells(cells, { count: 40, size: 40 });
  const [truncated, missing, threeStains] = ids as [string, string, string];
  await writeFile(join(cells, 'train', `${truncated}_blue.png`), 'no picture');
  await rm(join(cells, 'train', `${missing}_green.png`));
  await rm(join(cells, 'train', `${threeStains}_yellow.png`));
  const flags = ['--data', cells, '--size', '32', '--out', out, '--allow-missing', 'yellow'];
  const strict = await runCommand('prepare', flags);
  expect(strict.code).toBe(1);
  expect(strict.stderr).toContain('missing channel file');

  const finished = await runCommand('prepare', [...flags, '--layout', 'kaggle-2018', '--skip-bad']);
  expect(finished).toMatchObject({ code: 0, stderr: '' });
  expect(finished.stdout).toMatch(new RegExp(`skipped ${missing}: .*missing channel file`));
  expect(finished.stdout).toMatch(
    new RegExp(`skipped ${truncated}: .*${truncated}_blue.png: cannot be decoded`),
  );
  expect(finished.stdout).toContain(`prepared 38 images of 32x32, 2 skipped, as --skip-bad allows: ${out}`);
  const dataset = await openDataset(out);
  await dataset.close();
  expect(dataset.skipped.map(({ id }) => id)).toEqual([missing, truncated]);
  expect(dataset.samples).toHaveLength(38);
});

it('keeps the names of the classes', async () => {
  const [cells, out] = [join(scratch, 'classes'), join(scratch, 'classes-prepared')];
  const drawn = join(scratch, 'drawn');
  const ids = await writeCells(drawn, { count: 40, size: 40 });
  for (const [at, id] of ids.entries()) {
    const folder = join(cells, at % 2 === 0 ? 'ring' : 'spot');
    await mkdir(folder, { recursive: true });
    for (const color of ['red', 'green', 'blue', 'yellow']) {
      await cp(join(drawn, 'train', `${id}_${color}.png`), join(folder, `${id}_${color}.png`));
    }
  }
  expect(await runCommand('prepare', ['--data', cells, '--size', '32', '--out', out])).toMatchObject({
    code: 0,
    stderr: '',
  });
  const { classes, close } = await openDataset(out);
  await close();
  expect(classes.map(({ name }) => name)).toEqual(['ring', 'spot']);
});
