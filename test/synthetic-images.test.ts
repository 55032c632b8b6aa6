import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LOCATIONS } from '@hpa/data';
import { openImages, readLayout } from '@hpa/data/node';
import { afterAll, beforeAll, expect, it } from 'vitest';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hpa-synthetic-images-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const write = (name: string, rows: readonly string[]): string => {
  const path = join(folder, name);
  writeFileSync(path, `${['Id,Target', ...rows].join('\n')}\n`);
  return path;
};

function draw(labels: string, out: string, ...more: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', 'tools/synthetic-images.ts', '--labels', labels, '--out', join(folder, out), ...more],
    { encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

const locations = LOCATIONS.map(({ id }) => id);
/** Every location alone or with one to four others. */
const everyLocation = locations.map((id) => `cell-${id},${locations.slice(id, id + 1 + (id % 5)).join(' ')}`);

it('draws all locations of a train.csv, as many a cell as there are, in the layout of the competition', async () => {
  const labels = write('every.csv', everyLocation);
  const { status, stdout, stderr } = draw(labels, 'every', '--size', '32', '--seed', '7');
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain('28 images of 32 x 32 with 28 locations, 21 of them with several');
  expect(readFileSync(join(folder, 'every', 'train.csv'), 'utf8')).toBe(readFileSync(labels, 'utf8'));

  const { samples } = await readLayout(join(folder, 'every'), { layout: 'kaggle-2018' });
  const images = openImages({ height: 32, width: 32, threads: 1 });
  const five = samples.find(({ id }) => id === 'cell-4')!;
  expect(five.labels).toEqual([4, 5, 6, 7, 8]);
  const { data } = await images.image(five);
  await images.close();
  // Drawn by seed 7 and the id: the shape is that of one cell, its protein of five locations.
  const channel = (levels: ArrayLike<number>, at: number) =>
    Array.from(levels).filter((_, i) => i % 4 === at);
  const alone = draw(write('alone.csv', ['cell-4,4']), 'alone', '--size', '32', '--seed', '7');
  expect(alone.status).toBe(0);
  const [single] = (await readLayout(join(folder, 'alone'), { layout: 'kaggle-2018' })).samples;
  const again = openImages({ height: 32, width: 32, threads: 1 });
  const one = await again.image(single!);
  await again.close();
  expect(channel(one.data, 2)).toEqual(channel(data, 2));
  expect(channel(one.data, 1)).not.toEqual(channel(data, 1));
});

it('draws the same rows and images again, with the minimum of each class among them', () => {
  const rows = Array.from({ length: 60 }, (_, index) => `id${index},${index < 4 ? '27 0' : '25'}`);
  const labels = write('rare.csv', rows);
  const flags = ['--rows', '12', '--minimum', '3', '--size', '32'];
  for (const out of ['first', 'second']) {
    expect(draw(labels, out, ...flags).status).toBe(0);
  }
  const targets = readFileSync(join(folder, 'first', 'train.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1);
  expect(targets.length).toBe(12);
  expect(targets.filter((row) => row.endsWith(',27 0')).length).toBeGreaterThanOrEqual(3);
  const files = readdirSync(join(folder, 'first', 'train'));
  expect(files.length).toBe(48);
  for (const file of ['train.csv', ...files.map((name) => join('train', name))]) {
    expect(readFileSync(join(folder, 'first', file))).toEqual(readFileSync(join(folder, 'second', file)));
  }
});

it.each([
  [['a,28'], [], 'line 2: expected distinct ids in [0, 27], separated by spaces, as Target; found "28"'],
  [['../a,1'], [], 'line 2: expected an Id of letters'],
  [['a,1'], ['--rows', '2'], '--rows must be at most 1, as many as there are; received 2'],
  [['a,1', 'b,2'], ['--rows', '1'], '--rows must be at least 2, of which each class has 12 or all'],
  [['a,1'], ['--size', '16'], '--size must be an integer of at least 32; received 16'],
])('refuses %j with %j by one line, and leaves nothing', (rows, flags, message) => {
  const { status, stderr } = draw(write('wrong.csv', rows), 'wrong', ...flags);
  expect(status).toBe(1);
  expect(stderr).toContain(message);
  expect(stderr.trim().split('\n').length).toBe(1);
  expect(readdirSync(folder).filter((name) => name.startsWith('wrong'))).toEqual(['wrong.csv']);
});
