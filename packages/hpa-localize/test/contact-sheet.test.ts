import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCommand } from './run-command.js';
import { writeCells } from './write-cells.js';

let scratch: string;
let ids: readonly string[];
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-sheet-'));
  ids = await writeCells(join(scratch, 'cells'), { count: 24, size: 32 });
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

it('contact-sheet draws every class, counts them all, and lists what it skipped', async () => {
  const [data, out] = [join(scratch, 'cells'), join(scratch, 'sheet')];
  await writeFile(join(data, 'train', `${ids[0]}_red.png`), 'no picture');
  const table = join(data, 'train.csv');
  const several = ids[1]!;
  const row = new RegExp(`^${several},\\d+$`, 'm');
  await writeFile(table, (await readFile(table, 'utf8')).replace(row, `${several},25 26`));
  const flags = ['--data', data, '--out', out, '--examples', '12', '--size', '32'];
  const strict = await runCommand('contact-sheet', flags);
  expect(strict.code).toBe(1);
  expect(strict.stderr).toContain(`${ids[0]}_red.png: cannot be decoded`);

  const finished = await runCommand('contact-sheet', [...flags, '--skip-bad']);
  expect(finished).toMatchObject({ code: 0, stderr: '' });
  expect(finished.stdout).toContain('note: Images that could not be used: 1');
  const statistics = JSON.parse(await readFile(join(out, 'statistics.json'), 'utf8'));
  const total = (statistics.labels.counts as number[]).reduce((sum, count) => sum + count, 0);
  // One cell cannot be used, and another one counts at two locations.
  expect(total).toBe(ids.length - 1 + 1);
  expect(statistics.skipped).toHaveLength(1);
  const page = await readFile(join(out, 'sheet.html'), 'utf8');
  expect(page.match(/<section /g)).toHaveLength(4);
  expect(page).toContain(`<figcaption>${several}: Cytosol|Cytoplasmic bodies</figcaption>`);
  expect((await sharp(join(out, 'sheet.png')).metadata()).format).toBe('png');
});
