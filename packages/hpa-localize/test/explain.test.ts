import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend } from '@hpa/backend';
import { gapNetPl } from '@hpa/models';
import { saveClassifier } from '@hpa/models/node';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from './run-command.js';
import { writeCells } from './write-cells.js';

let scratch: string;
let cells: string;
let model: string;
let ids: readonly string[];
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-explain-'));
  cells = join(scratch, 'cells');
  model = join(scratch, 'run', 'gapnet-pl');
  ids = await writeCells(cells, { count: 4, size: 40 });
  const backend = await startBackend('cpu');
  const classes = ['Cytosol', 'Nucleoli <small>'].map((name, id) => ({ id, name }));
  const classifier = gapNetPl({ input: { height: 32, width: 32 }, classes, seed: 1 });
  await saveClassifier(classifier, join(model, 'model'));
  classifier.dispose();
  backend.dispose();
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('explain', () => {
  it('writes three images per cell and a page that opens from disk', async () => {
    const out = join(scratch, 'explained');
    const [first, , third] = ids as [string, string, string];
    const finished = await runCommand('explain', [
      '--model',
      model,
      '--data',
      cells,
      '--ids',
      `${third}, ${first}`,
      '--out',
      out,
      '--backend',
      'wasm',
    ]);
    expect(finished).toMatchObject({ code: 0, stderr: '' });
    const names = ['grad-cam', 'occlusion', 'image'];
    const files = [first, third].flatMap((id) => names.map((name) => `${id}_${name}.png`));
    expect((await readdir(out)).sort()).toEqual([...files, 'explain.html'].sort());
    for (const file of files) {
      expect(await sharp(join(out, file)).metadata()).toMatchObject({
        format: 'png',
        width: 32,
        height: 32,
        channels: 3,
      });
    }
    const pixels = (name: string) =>
      sharp(join(out, `${first}_${name}.png`))
        .raw()
        .toBuffer();
    expect(await pixels('occlusion')).not.toEqual(await pixels('image'));

    const page = await readFile(join(out, 'explain.html'), 'utf8');
    expect(page.match(/<img src="data:image\/png;base64,/g)).toHaveLength(6);
    expect(page).not.toMatch(/<script|<link|https?:/);
    expect(page.indexOf(`${third}:`)).toBeLessThan(page.indexOf(`${first}:`));
    expect(page).toContain('Nucleoli &lt;small&gt;');
    expect(page).toContain('random, seed 1');
    const embedded = Buffer.from(await readFile(join(out, `${first}_grad-cam.png`))).toString('base64');
    expect(page).toContain(embedded);
  });

  it.each([
    ['an Id that is not there', () => ['--ids', 'nobody'], /--ids: .* holds no images of nobody among its 4/],
    ['an Id that is named twice', () => ['--ids', `${ids[0]},${ids[0]}`], /Id .* occurs twice/],
  ])('ends in one line at %s', async (_, flags, message) => {
    const out = join(scratch, 'none');
    const finished = await runCommand('explain', [
      '--model',
      model,
      '--data',
      cells,
      '--out',
      out,
      '--backend',
      'cpu',
      ...flags(),
    ]);
    expect(finished.code).toBe(2);
    expect(finished.stderr).toMatch(message);
    await expect(readdir(out)).rejects.toThrow('ENOENT');
  });
});
