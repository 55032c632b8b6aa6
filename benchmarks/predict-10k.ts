/**
 * How long does `predict` take on 10,000 cells, four 128x128 gray PNGs each, and how much memory?
 *
 *     node --import tsx benchmarks/predict-10k.ts [--cells 1000,10000] [--engines onnxruntime,wasm,pytorch] [--rounds 1] [--python PATH] [--json]
 *
 * GapNet with weights from seed 1, at 128 x 128. Whole commands are measured, from their start to their end, as a user runs them; the
 * peer (peers/predict_cells.py) reads the same files by Pillow in a DataLoader with as many processes as there are cores, and runs the same
 * network in PyTorch with as many threads. The cells are 200 drawn ones, each under many ids.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { link, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startBackend } from '@hpa/backend';
import { syntheticCells } from '@hpa/data';
import { gapNet } from '@hpa/models';
import { saveClassifier } from '@hpa/models/node';
import { Command, InvalidArgumentError } from 'commander';
import sharp from 'sharp';
import { describeMachine } from './describe-machine.js';
import { findPython } from './find-python.js';
import { median } from './median.js';

const SIZE = 128;
const DRAWN = 200;
const COLORS = ['red', 'green', 'blue', 'yellow'] as const;
const CLASSES = ['Nucleoplasm', 'Cytosol', 'Plasma membrane', 'Nucleoli'];
/** Images in a batch of the peer. */
const PEER_BATCH = 32;
/** Clock ticks per second in /proc, on every Linux. */
const TICKS = 100;
const ENGINES = ['onnxruntime', 'wasm', 'pytorch'] as const;
type Engine = (typeof ENGINES)[number];

/** One command on one folder. */
interface Run {
  readonly seconds: number;
  /** Of all threads and processes; null where there is no /proc. */
  readonly processorSeconds: number | null;
  /** Highest resident memory of the main process; null where there is no /proc. */
  readonly peakMiB: number | null;
}

const flags = new Command('node --import tsx benchmarks/predict-10k.ts')
  .option('--cells <numbers>', 'how many cells, separated by commas', numbers, [1000, 10_000])
  .option('--engines <names>', `of ${ENGINES.join(', ')}`, engines, ENGINES)
  .option('--rounds <n>', 'how often engines take turns', (text) => numbers(text)[0]!, 1)
  .option('--python <path>', 'a Python with torch and Pillow; by default python3, then /usr/bin/python3')
  .option('--json', 'print JSON', false)
  .parse()
  .opts<{
    readonly cells: readonly number[];
    readonly engines: readonly Engine[];
    readonly rounds: number;
    readonly python?: string;
    readonly json: boolean;
  }>();

const scratch = await mkdtemp(join(tmpdir(), 'hpa-predict-10k-'));
try {
  const python = await findPython(
    flags.python === undefined ? ['python3', '/usr/bin/python3'] : [flags.python],
    {
      modules: ['torch', 'PIL'],
    },
  );
  const chosen = flags.engines.filter((engine) => engine !== 'pytorch' || python !== undefined);
  if (chosen.length < flags.engines.length) {
    console.error('not run: pytorch (no python3 found with torch and PIL)');
  }
  const model = await saveModel(join(scratch, 'model'));
  const drawn = await drawCells(join(scratch, 'drawn'));
  const results: { readonly engine: Engine; readonly cells: number; readonly runs: Run[] }[] = [];
  for (const cells of flags.cells) {
    const folder = await linkCells(drawn, { cells, folder: join(scratch, `cells-${cells}`) });
    const rows = chosen.map((engine) => ({ engine, cells, runs: [] as Run[] }));
    results.push(...rows);
    for (let round = 0; round < flags.rounds; round++) {
      for (const { engine, runs } of rows) {
        const out = join(scratch, `${engine}.csv`);
        const run =
          engine === 'pytorch'
            ? await measure(python!, peerArguments({ folder, out }))
            : await measure(process.execPath, commandArguments({ engine, model, folder, out }));
        await requireRows(out, cells);
        runs.push(run);
        console.error(`${cells} cells, ${engine}: ${inWords(run)}`);
      }
    }
  }
  console.log(
    flags.json ? JSON.stringify({ machine: describeMachine(), results }, null, 2) : toMarkdown(results),
  );
} finally {
  await rm(scratch, { recursive: true });
}

async function saveModel(folder: string): Promise<string> {
  const backend = await startBackend('wasm', { threads: 1 });
  const model = gapNet({
    input: { height: SIZE, width: SIZE },
    classes: CLASSES.map((name, id) => ({ id, name })),
    seed: 1,
  });
  await saveClassifier(model, folder);
  model.dispose();
  backend.dispose();
  return folder;
}

/** Draws cells as files of 8-bit gray with the filters that encoders choose; returns the beginnings of their names. */
async function drawCells(folder: string): Promise<readonly string[]> {
  const { samples, images } = syntheticCells({ classes: [0, 25, 21, 2], count: DRAWN, seed: 1, size: SIZE });
  await mkdir(folder);
  const names: string[] = [];
  for (const sample of samples) {
    const { data } = await images.image(sample);
    for (const [channel, color] of COLORS.entries()) {
      const gray = Uint8Array.from({ length: SIZE * SIZE }, (_, pixel) => data[4 * pixel + channel]!);
      const png = sharp(gray, { raw: { width: SIZE, height: SIZE, channels: 1 } })
        .toColourspace('b-w')
        .png({ adaptiveFiltering: true });
      await writeFile(join(folder, `${sample.id}_${color}.png`), await png.toBuffer());
    }
    names.push(join(folder, sample.id));
  }
  return names;
}

/** Gives drawn cells many names. */
async function linkCells(
  drawn: readonly string[],
  { cells, folder }: { readonly cells: number; readonly folder: string },
): Promise<string> {
  await mkdir(folder);
  for (let cell = 0; cell < cells; cell++) {
    const id = `cell-${String(cell).padStart(5, '0')}`;
    for (const color of COLORS) {
      await link(`${drawn[cell % drawn.length]}_${color}.png`, join(folder, `${id}_${color}.png`));
    }
  }
  return folder;
}

function commandArguments({
  engine,
  model,
  folder,
  out,
}: {
  readonly engine: Engine;
  readonly model: string;
  readonly folder: string;
  readonly out: string;
}): string[] {
  const program = fileURLToPath(new URL('../packages/hpa-localize/dist/bin.js', import.meta.url));
  return [program, 'predict', '--model', model, '--data', folder, '--backend', engine, '--out', out];
}

function peerArguments({ folder, out }: { readonly folder: string; readonly out: string }): string[] {
  const script = fileURLToPath(new URL('peers/predict_cells.py', import.meta.url));
  const cores = availableParallelism();
  const workload = { folder, out, size: SIZE, batch: PEER_BATCH, processes: cores, threads: cores };
  return ['-B', script, JSON.stringify({ ...workload, classes: CLASSES.length })];
}

/** Runs a program to its end. */
function measure(program: string, args: readonly string[]): Promise<Run> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    let peakMiB: number | null = null;
    let processorSeconds: number | null = null;
    const watch = setInterval(() => {
      peakMiB = peakOf(child.pid!) ?? peakMiB;
      processorSeconds = processorSecondsOf(child.pid!) ?? processorSeconds;
    }, 50);
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(watch);
      const seconds = (performance.now() - started) / 1000;
      if (code === 0) {
        resolve({ seconds, processorSeconds, peakMiB });
      } else {
        reject(
          new Error(`${program} ${args[0]} ended with code ${code}: ${errors.trim().split('\n').at(-1)}`),
        );
      }
    });
  });
}

/** Highest resident memory of a process so far. */
function peakOf(pid: number): number | null {
  const status = readProc(`/proc/${pid}/status`);
  const found = /^VmHWM:\s+(\d+) kB$/m.exec(status);
  return found ? Number(found[1]) / 1024 : null;
}

/** Processor time of a process, and of its children as far as they have a /proc of their own or have ended. */
function processorSecondsOf(pid: number): number | null {
  const stat = readProc(`/proc/${pid}/stat`);
  if (stat === '') {
    return null;
  }
  // The name in parentheses may hold spaces; utime, stime, cutime and cstime are fields 14 to 17.
  const times = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 15)
    .map(Number);
  const children = readProc(`/proc/${pid}/task/${pid}/children`).trim().split(' ').filter(Boolean);
  const own = times.reduce((sum, ticks) => sum + ticks, 0) / TICKS;
  return children.reduce((sum, child) => sum + (processorSecondsOf(Number(child)) ?? 0), own);
}

/** A file of /proc, or nothing: the process may have ended, or the system may have no /proc. */
function readProc(path: string): string {
  try {
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  } catch {
    return '';
  }
}

/** A command that left cells out must not count as fast. */
async function requireRows(table: string, cells: number): Promise<void> {
  const rows = (await readFile(table, 'utf8')).trim().split('\n').length - 1;
  if (rows !== cells) {
    throw new Error(`${table} must have ${cells} rows; found ${rows}`);
  }
}

function inWords({ seconds, processorSeconds, peakMiB }: Run): string {
  return `${seconds.toFixed(1)} s, of processors ${processorSeconds?.toFixed(1) ?? '?'} s, ${peakMiB?.toFixed(0) ?? '?'} MiB`;
}

function toMarkdown(
  results: readonly { readonly engine: Engine; readonly cells: number; readonly runs: readonly Run[] }[],
): string {
  const head = ['cells', 'engine', 'seconds', 'processor seconds', 'peak MiB', 'PyTorch / this'];
  const medianOf = (runs: readonly Run[], of: (run: Run) => number | null): string => {
    const values = runs.map(of).filter((value) => value !== null);
    return values.length === 0 ? '' : median(values).toFixed(1);
  };
  const rows = results.map(({ engine, cells, runs }) => {
    const peer = results.find((other) => other.cells === cells && other.engine === 'pytorch');
    const seconds = median(runs.map((run) => run.seconds));
    const ratio = peer ? (median(peer.runs.map((run) => run.seconds)) / seconds).toFixed(2) : '';
    return [
      String(cells),
      engine,
      seconds.toFixed(1),
      medianOf(runs, (run) => run.processorSeconds),
      medianOf(runs, (run) => run.peakMiB),
      ratio,
    ];
  });
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function numbers(text: string): number[] {
  return text.split(',').map((word) => {
    if (!/^[1-9]\d*$/.test(word)) {
      throw new InvalidArgumentError('expected integers of at least 1.');
    }
    return Number(word);
  });
}

function engines(text: string): readonly Engine[] {
  return text.split(',').map((word) => {
    const engine = ENGINES.find((name) => name === word);
    if (engine === undefined) {
      throw new InvalidArgumentError(`engines are ${ENGINES.join(', ')}.`);
    }
    return engine;
  });
}
