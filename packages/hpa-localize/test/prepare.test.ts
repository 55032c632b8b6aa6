import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDataset } from '../src/dataset/open-dataset.js';
import { runCommand } from './run-command.js';
import { writeCells } from './write-cells.js';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-prepare-data-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const options = {
  classes: [13, 18, 25, 26],
  size: 32,
  seed: 1,
  protocol: 'honest',
  layout: 'auto',
  skipBad: false,
} as const;

it('prepares a folder once, and compare then finds the same cells in it', async () => {
  const [cells, out] = [join(scratch, 'cells'), join(scratch, 'prepared')];
  await writeCells(cells, { count: 40, size: 40 });
  const flags = ['--data', cells, '--size', '32', '--out', out];
  const first = await runCommand('prepare', flags);
  expect(first.stderr).toBe('');
  expect(first.stdout).toContain('40 images to decode, 0 there already; 0.00 GB to write, ');
  expect(first.stdout).toContain(`prepared 40 pictures of 32x32: ${out}`);
  const second = await runCommand('prepare', flags);
  expect(second.stdout).toContain('0 images to decode, 40 there already');

  const [fromFiles, fromShards] = [
    await openDataset({ ...options, data: cells }),
    await openDataset({ ...options, data: out }),
  ];
  for (const part of ['train', 'validation', 'test'] as const) {
    const [expected, found] = [fromFiles.split[part], fromShards.split[part]];
    expect(found.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
    expect(await fromShards.images.image(found[0]!)).toEqual(await fromFiles.images.image(expected[0]!));
  }
  await Promise.all([fromFiles.close(), fromShards.close()]);
  await expect(openDataset({ ...options, size: 48, data: out })).rejects.toThrow(
    `--size 48: the images of ${out} were prepared at 32`,
  );
});

it('leaves out what it cannot read where --skip-bad allows it, and compare then tells of it', async () => {
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
  expect(finished.stdout).toContain(`prepared 38 pictures of 32x32, 2 skipped, as --skip-bad allows: ${out}`);
  const { split, skipped, close } = await openDataset({ ...options, data: out });
  await close();
  expect(skipped.map(({ id }) => id)).toEqual([missing, truncated]);
  const { train, validation, test } = split;
  expect(train.length + validation.length + test.length).toBe(38);
});

it('keeps the names of the classes', async () => {
  const [cells, out] = [join(scratch, 'classes'), join(scratch, 'classes-prepared')];
  const drawn = join(scratch, 'drawn');
  const ids = await writeCells(drawn, { count: 40, size: 40 });
  for (const [at, id] of ids.entries()) {
    const folder = join(cells, at % 2 === 0 ? 'ring' : 'spot');
    await mkdir(folder, { recursive: true });
    for (const colour of ['red', 'green', 'blue', 'yellow']) {
      await cp(join(drawn, 'train', `${id}_${colour}.png`), join(folder, `${id}_${colour}.png`));
    }
  }
  expect(await runCommand('prepare', ['--data', cells, '--size', '32', '--out', out])).toMatchObject({
    code: 0,
    stderr: '',
  });
  const { classes, close } = await openDataset({ ...options, classes: [0, 1], data: out });
  await close();
  expect(classes.map(({ name }) => name)).toEqual(['ring', 'spot']);
});
