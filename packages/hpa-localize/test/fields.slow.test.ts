import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend } from '@hpa/backend';
import { LOCATIONS } from '@hpa/data';
import { gapNetPl } from '@hpa/models';
import { saveClassifier } from '@hpa/models/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runCommand } from './run-command.js';
import { writeFields } from './write-fields.js';

let scratch: string;
const at = (...parts: string[]): string => join(scratch, ...parts);

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-fields-'));
  const backend = await startBackend('cpu');
  const classes = [13, 18, 25, 26].map((id) => LOCATIONS[id]!);
  await saveClassifier(gapNetPl({ input: { height: 32, width: 32 }, classes, seed: 1 }), at('model'));
  backend.dispose();
  await writeFields(at('fields'), ['a', 'b']);
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

it('explain and contact-sheet take cells by their ids', async () => {
  const reading = ['--data', at('fields')];
  const explained = at('explained');
  const first = await runCommand('explain', [
    '--model',
    at('model'),
    '--ids',
    'b_20',
    '--out',
    explained,
    '--backend',
    'wasm',
    ...reading,
  ]);
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(await readFile(join(explained, 'explain.html'), 'utf8')).toContain('b_20');
  const second = await runCommand('contact-sheet', [...reading, '--size', '32', '--out', at('sheet')]);
  expect(second).toMatchObject({ code: 0, stderr: '' });
  expect(second.stdout).toContain('2 fields with masks: 6 cells, 2 at the border left out\n');
});
