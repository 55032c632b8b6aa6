import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseProtocols } from '../src/protocols/protocols-schema.js';
import { parseReport } from '../src/report/schema/parse-report.js';
import { compareHere, keepOutput } from './compare-here.js';
import { writeCells } from './write-cells.js';

const program = fileURLToPath(new URL('../dist/bin.js', import.meta.url));

let scratch: string;
let cells: string;
let straight: string;
let flags: readonly string[];
const output = keepOutput();
const { printed } = output;

/** Runs `compare` in a process that is killed once it prints a text. */
function killAt(text: string, own: readonly string[]): Promise<NodeJS.Signals | null> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [program, 'compare', ...own]);
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      output += part;
      if (output.includes(text)) {
        child.kill('SIGKILL');
      }
    });
    child.on('close', (_, signal) => resolve(signal));
  });
}

const failure = (own: readonly string[]): Promise<string> =>
  compareHere(own).then(
    () => 'no failure',
    (error: Error) => error.message,
  );
const readProtocols = async (run: string) =>
  parseProtocols(JSON.parse(await readFile(join(run, 'protocols.json'), 'utf8')));
/** What does not depend on when and how a run was made. */
const figuresOf = async (run: string) => {
  const { createdAt: _, command: __, ...figures } = await readProtocols(run);
  return figures;
};

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-protocols-'));
  cells = join(scratch, 'cells');
  await writeCells(cells, { count: 48, size: 32 });
  const models = ['--models', 'gapnet-pl,scratch-cnn-3', '--size', '32', '--epochs', '2', '--batch', '8'];
  flags = ['--data', cells, ...models, '--backend', 'wasm', '--protocol', 'both'];
  straight = join(scratch, 'straight');
  output.listen();
  expect(await compareHere([...flags, '--out', straight])).toBe(0);
  vi.restoreAllMocks();
}, 300_000);
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('compare --protocol both', () => {
  it('leaves two ordinary runs, and both side by side', async () => {
    expect((await readdir(straight)).sort()).toEqual([
      'config.json',
      'honest',
      'notebook',
      'protocols.html',
      'protocols.json',
      'protocols.md',
    ]);
    const report = await readProtocols(straight);
    expect(report).toMatchObject({ status: 'complete', synthetic: false, covers: 'cells', imageSize: 32 });
    for (const protocol of ['honest', 'notebook'] as const) {
      const folder = join(straight, protocol);
      const own = parseReport(JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')));
      expect(own).toMatchObject({ status: 'complete', protocol, seed: report.seed });
      expect(report[protocol].cells).toEqual(own.dataset.counts);
      for (const { name, test } of own.models) {
        const compared = report.models.find((model) => model.name === name)!;
        expect(compared[protocol]?.test.accuracy.value).toBeCloseTo(
          (test as { readonly accuracy: number }).accuracy,
          12,
        );
        expect(compared[protocol]?.test.macroF1.value).toBeCloseTo(test!.macroF1, 12);
      }
    }
    const { honest, notebook, models, seenInTraining } = report;
    // The honest split uses each cell once; the notebook's as many draws, of fewer cells.
    expect(notebook.cells).toEqual({ train: 33, validation: 8, test: 7 });
    expect(honest.cells.train + honest.cells.validation + honest.cells.test).toBe(48);
    expect(notebook.distinctTestCells).toBeLessThanOrEqual(7);
    expect(honest.distinctTestCells).toBe(honest.cells.test);
    const { copy, nearDuplicate, group, nothing } = seenInTraining;
    expect(copy + nearDuplicate + group + nothing).toBe(7);
    expect(copy + group).toBeGreaterThan(0);
    for (const { notebook: a, honest: b, difference, contrasts } of models) {
      expect(difference?.accuracy.value).toBeCloseTo(a!.test.accuracy.value! - b!.test.accuracy.value!, 12);
      const [seen] = contrasts!;
      expect(seen!.leaked.cells).toBe(copy + nearDuplicate + group);
      expect(seen!.others.cells).toBe(nothing);
    }
    const page = await readFile(join(straight, 'protocols.html'), 'utf8');
    expect(page).toContain('Published: GapNet, batch-norm variant');
    expect(page).not.toMatch(/<(script|link|img)[^>]+https?:/);
    expect(await readFile(join(straight, 'protocols.md'), 'utf8')).toContain('GapNet-PL');
  });

  it('goes on after an interrupt under either protocol, to the very figures of a run that was not stopped', async () => {
    const run = join(scratch, 'stopped');
    output.onLine = (line) => line.startsWith('gapnet-pl epoch 1/2') && process.emit('SIGINT');
    expect(await compareHere([...flags, '--out', run])).toBe(130);
    expect(printed.at(-1)).toContain(`--resume --out ${run}`);
    expect(await readProtocols(run)).toMatchObject({
      status: 'interrupted',
      honest: { status: 'interrupted' },
      models: [{ name: 'gapnet-pl', honest: null, notebook: null, difference: null, contrasts: null }],
    });

    let started = false;
    output.onLine = (line) => {
      started ||= line.startsWith('training under protocol notebook');
      return started && line.startsWith('gapnet-pl epoch 1/2') && process.emit('SIGINT');
    };
    printed.length = 0;
    expect(await compareHere(['--resume', '--out', run])).toBe(130);
    expect(printed).toContain('gapnet-pl: resuming after epoch 1');
    const half = await readProtocols(run);
    expect(half).toMatchObject({ status: 'interrupted', honest: { status: 'complete' } });
    expect(half.models.map(({ honest, notebook }) => [honest === null, notebook === null])).toEqual([
      [false, true],
      [false, true],
    ]);

    output.onLine = () => {};
    printed.length = 0;
    expect(await compareHere(['--resume', '--out', run, ...flags])).toBe(0);
    expect(printed).toContain('gapnet-pl: already complete');
    expect(await figuresOf(run)).toEqual(await figuresOf(straight));
    expect(
      printed.some((line) => line.startsWith('The notebook’s way of splitting changes the accuracy')),
    ).toBe(true);
    expect(printed.at(-1)).toBe(`both protocols: ${join(run, 'protocols.html')}`);
  });

  it('goes on where a process was killed', async () => {
    const run = join(scratch, 'killed');
    expect(await killAt('training under protocol notebook', [...flags, '--out', run])).toBe('SIGKILL');
    expect(await killAt('scratch-cnn-3 epoch 1/2', ['--resume', '--out', run])).toBe('SIGKILL');
    expect(await compareHere(['--resume', '--out', run])).toBe(0);
    expect(await figuresOf(run)).toEqual(await figuresOf(straight));
  });

  it('refuses what cannot be done under both, and another protocol than that of the run', async () => {
    const fresh = ['--out', join(scratch, 'fresh')];
    expect(await failure([...flags, ...fresh, '--folds', '3'])).toContain('needs --protocol honest');
    expect(await failure([...flags, ...fresh, '--task', 'multi-label'])).toContain(
      'one label a sample; received the task multi-label',
    );
    expect(await readdir(scratch)).not.toContain('fresh');
    expect(await failure(['--resume', '--out', straight, '--protocol', 'honest'])).toContain(
      'was started with protocol "both"; received "honest"',
    );
    expect(await failure(['--resume', '--out', join(straight, 'honest'), '--protocol', 'both'])).toContain(
      'was started with protocol "honest"; received "both"',
    );
    expect(await failure([...flags, '--out', straight])).toContain('already holds a run');
  });
});
