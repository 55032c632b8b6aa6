import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeCells } from '../../packages/hpa-localize/test/write-cells.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-examples-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** Runs an example in a process of its own, as a user does, and returns what it printed. */
async function runExample(name: string, args: readonly string[] = []): Promise<string> {
  const path = join('examples', `${name}.ts`);
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', path, ...args], {
    cwd: root,
  });
  return stdout;
}

const lineCount = async (name: string): Promise<number> =>
  (await readFile(join(root, 'examples', `${name}.ts`), 'utf8')).trimEnd().split('\n').length;

describe('the examples', () => {
  it('are short', async () => {
    expect(await lineCount('compare')).toBeLessThanOrEqual(120);
    for (const name of ['own-classes', 'transfer', 'cross-validate', 'onnx', 'multi-label']) {
      expect(await lineCount(name)).toBeLessThanOrEqual(40);
    }
  });

  it('compare models and write a report', async () => {
    const out = join(scratch, 'run');
    const printed = await runExample('compare', ['--epochs', '1', '--out', out]);
    expect(printed).toMatch(/images: 85 to train, 19 to validate, 16 to test/);
    expect(printed).toMatch(/gapnet-pl: test macro F1 0\.\d{3}\n/);
    expect(printed).toContain(`report: ${join(out, 'report.html')}`);
    expect((await readdir(out)).sort()).toEqual([
      'gapnet-pl',
      'report.html',
      'report.json',
      'report.md',
      'scratch-cnn-3',
    ]);
    const report = JSON.parse(await readFile(join(out, 'report.json'), 'utf8'));
    expect(report).toMatchObject({ status: 'complete', synthetic: true, protocol: 'honest', seed: 1 });
    expect(report.comparisons).toHaveLength(2);
  });

  it('train a classifier on classes of their own, whose model ONNX then runs', async () => {
    const drawn = join(scratch, 'drawn');
    const folder = join(scratch, 'classes');
    const ids = await writeCells(drawn, { count: 24, size: 64 });
    for (const [index, id] of ids.entries()) {
      const home = join(folder, index % 2 ? 'spot' : 'ring');
      await mkdir(home, { recursive: true });
      for (const color of ['red', 'green', 'blue', 'yellow']) {
        await cp(join(drawn, 'train', `${id}_${color}.png`), join(home, `${id}_${color}.png`));
      }
    }
    const model = join(scratch, 'own');
    const printed = await runExample('own-classes', [folder, model, '1']);
    expect(printed).toMatch(/epoch 1: loss \d/);
    expect(printed).toMatch(/test accuracy [01]\.\d{3}, macro F1 [01]\.\d{3}\nsaved /);
    expect(await readdir(model)).toContain('model.json');

    const file = join(scratch, 'own.onnx');
    const exported = await runExample('onnx', [model, file]);
    expect(exported).toContain('gapnet-pl');
    expect(Number(/largest difference .*: (\S+)/.exec(exported)?.[1])).toBeLessThan(1e-4);
  });

  it('transfer weights to other classes', async () => {
    const printed = await runExample('transfer', ['1']);
    expect(printed).toContain('copied 20 weights; new: dense3/kernel, dense3/bias');
    expect(printed).toMatch(/6 variables, 2 classes: loss \d/);
    expect(printed).toMatch(/22 variables, 2 classes: loss \d/);
  });

  it('train on several locations a cell, with a threshold for each', async () => {
    const folder = join(scratch, 'several');
    const printed = await runExample('multi-label', ['1', folder]);
    expect(printed).toMatch(/^macro F1 [01]\.\d\d on \d\d unseen cells\n/);
    expect(printed).toMatch(/\nMicrotubules: in \d+ cells, from a probability of [01]\.\d\d\n/);
    expect(printed.trim().split('\n')).toHaveLength(4);
    expect(await readdir(folder)).toContain('model.json');
  });

  it('cross-validate, testing every sample once', async () => {
    const printed = await runExample('cross-validate', ['synthetic', '3', '1']);
    expect(printed.match(/tested on 20/g)).toHaveLength(3);
    expect(printed).toMatch(/macro F1 over 60 samples: 0\.\d{3} \[/);
  });

  it('draw every augmentation', async () => {
    const file = join(scratch, 'augmentations.png');
    expect(await runExample('augmentations', [file])).toContain(`wrote ${file}`);
    expect((await sharp(file).metadata()).format).toBe('png');
  });
});
