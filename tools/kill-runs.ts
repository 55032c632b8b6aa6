/**
 * Kills `compare` and `prepare` at random moments and at those of every file's writing, runs them again, and compares what
 * they leave byte for byte with what they leave when nobody stops them.
 *
 *     npm run kills -- --kills 50 [--seconds N]
 *
 * With --seconds it stops after that time, however many kills were made. Ends with status 1 if any result differs, a folder
 * cannot be used again or a temporary file stays.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { syntheticCells } from '@hpa/data';
import sharp from 'sharp';

const PROGRAM = fileURLToPath(new URL('../packages/hpa-localize/dist/bin.js', import.meta.url));
const SIZE = 32;
/** How often the folder is looked at for new names. */
const WATCH_MS = 1;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    seconds: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
});
const kills = Number(values.kills);
const deadline =
  values.seconds === undefined ? Number.POSITIVE_INFINITY : Date.now() + 1000 * Number(values.seconds);
/** A generator of numbers in [0, 1), so that a failure can be repeated by its seed (Park and Miller's). */
let state = Number(values.seed);
const random = (): number => {
  state = (state * 48271) % 2147483647;
  return state / 2147483647;
};

/** A command that is killed, with the folder that it writes. */
interface Subject {
  readonly name: string;
  readonly flags: readonly string[];
  /** Flags that go on in a folder that is already a run. */
  readonly resuming: (folder: string) => Promise<readonly string[]>;
}

const scratch = await mkdtemp(join(tmpdir(), 'hpa-kills-'));
const cells = join(scratch, 'cells');
await writeCells(cells, 24);

const SUBJECTS: readonly Subject[] = [
  {
    name: 'compare',
    flags: [
      'compare',
      '--data',
      cells,
      '--models',
      'gapnet-pl,deeploc',
      '--size',
      '32',
      '--epochs',
      '2',
      '--batch',
      '8',
    ],
    resuming: async (folder) => {
      const names = await readdir(folder).catch((): string[] => []);
      return names.includes('config.json') ? ['compare', '--resume'] : [];
    },
  },
  {
    name: 'prepare',
    flags: ['prepare', '--data', cells, '--size', String(SIZE)],
    resuming: async () => [],
  },
];

/** What a subject leaves when nobody stops it, and how long it took. */
const expected = new Map<
  string,
  { readonly files: Map<string, string>; readonly names: string[]; readonly ms: number }
>();
for (const { name, flags } of SUBJECTS) {
  const folder = join(scratch, `${name}-whole`);
  const names = new Set<string>();
  const started = Date.now();
  const child = start([...flags, '--out', folder]);
  const stopWatching = watch(folder, (found) => {
    names.add(found);
  });
  const code = await codeOf(child);
  stopWatching();
  if (code !== 0) {
    throw new Error(`${name} ends with ${code} when nobody stops it`);
  }
  expected.set(name, { files: await contentsOf(folder), names: [...names], ms: Date.now() - started });
  console.log(
    `${name}: ${(Date.now() - started) / 1000} s undisturbed, ${names.size} names seen while it wrote`,
  );
}

let killed = 0;
let ended = 0;
const failures: string[] = [];
const moments = new Map<string, number>();
for (let kill = 0; kill < kills && Date.now() < deadline; kill++) {
  // Two of three kills are of compare, which has more to lose; every other kill is at the writing of a file.
  const subject = SUBJECTS[kill % 3 === 2 ? 1 : 0]!;
  const whole = expected.get(subject.name)!;
  const folder = join(scratch, `${subject.name}-${kill}`);
  const atName = kill % 2 === 0 ? whole.names[Math.floor(random() * whole.names.length)] : undefined;
  const afterMs = random() * whole.ms;
  const child = start([...subject.flags, '--out', folder]);
  const exited = codeOf(child);
  let stopWatching = () => {};
  if (atName === undefined) {
    const timer = setTimeout(() => child.kill('SIGKILL'), afterMs);
    stopWatching = () => clearTimeout(timer);
  } else {
    stopWatching = watch(folder, (found) => found === atName && child.kill('SIGKILL'));
  }
  const code = await exited;
  stopWatching();
  const moment = atName === undefined ? 'a random moment' : `the moment of ${atName}`;
  if (code === null) {
    killed += 1;
    moments.set(atName ?? 'random', (moments.get(atName ?? 'random') ?? 0) + 1);
  } else {
    ended += 1;
  }
  const before = code === null ? await subject.resuming(folder) : undefined;
  if (before !== undefined) {
    const flags = before.length > 0 ? before : subject.flags;
    const again = await codeOf(start([...flags, '--out', folder]));
    if (again !== 0) {
      failures.push(
        `${subject.name}, killed at ${moment}: ends with ${again} when it is run again (${folder})`,
      );
      continue;
    }
  }
  const differences = compareFiles(await contentsOf(folder), whole.files);
  if (differences.length > 0) {
    failures.push(`${subject.name}, killed at ${moment}: ${differences.join('; ')} (${folder})`);
  } else {
    await rm(folder, { recursive: true, force: true });
  }
}
for (const failure of failures) {
  console.log(`FAILED ${failure}`);
}
console.log(`moments: ${[...moments].map(([name, count]) => `${name} ${count}`).join(', ')}`);
console.log(
  `${killed + ended} runs: ${killed} killed, ${ended} had ended before; ${failures.length} differ, ${killed + ended - failures.length} equal to the byte`,
);
if (failures.length === 0) {
  await rm(scratch, { recursive: true, force: true });
}
process.exitCode = failures.length === 0 ? 0 : 1;

function start(flags: readonly string[]): ChildProcess {
  return spawn(process.execPath, [PROGRAM, ...flags], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** The exit code; null if a signal ended the process. */
async function codeOf(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

/** Calls back with the kind of name of every file when it first appears: ids and numbers of processes are left out. */
function watch(folder: string, onName: (name: string) => unknown): () => void {
  const seen = new Set<string>();
  let isDone = false;
  const look = async (): Promise<void> => {
    while (!isDone) {
      const names = await readdir(folder, { recursive: true }).catch((): string[] => []);
      for (const name of names.filter((each) => !seen.has(each))) {
        seen.add(name);
        onName(kindOf(name));
      }
      await new Promise((resolve) => setTimeout(resolve, WATCH_MS));
    }
  };
  void look();
  return () => {
    isDone = true;
  };
}

function kindOf(name: string): string {
  return name
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
    .replaceAll(/\d+-ID/g, 'ID')
    .replaceAll(/\.[0-9a-f]{8}\.partial/g, '.partial')
    .replaceAll(/checkpoint-[0-9a-f]{16}/g, 'checkpoint-SHA');
}

/** Every file of a folder, without what depends on the clock. */
async function contentsOf(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const contents = new Map<string, string>();
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path);
    const text = await readFile(path, 'latin1');
    if (!/^report\.(html|md)$/.test(name)) {
      contents.set(name, withoutClock(name, text));
    } else {
      contents.set(name, 'there');
    }
  }
  return contents;
}

function withoutClock(name: string, text: string): string {
  if (/(report|result)\.json$/.test(name)) {
    return JSON.stringify(JSON.parse(text), (key, value: unknown) =>
      ['createdAt', 'command', 'seconds', 'secondsPerEpoch', 'imagesPerSecond', 'history.csv'].includes(key)
        ? undefined
        : value,
    );
  }
  // The last column of history.csv is the time of each epoch.
  return name.endsWith('history.csv') ? text.replaceAll(/,[^,\n]*$/gm, '') : text;
}

function compareFiles(found: Map<string, string>, whole: Map<string, string>): string[] {
  const names = [...new Set([...found.keys(), ...whole.keys()])];
  return names.flatMap((name) => {
    if (!found.has(name)) {
      return [`${name} is missing`];
    }
    if (!whole.has(name)) {
      return [`${name} was left behind`];
    }
    return found.get(name) === whole.get(name) ? [] : [`${name} differs`];
  });
}

/** Writes drawn cells in the Kaggle layout. */
async function writeCells(folder: string, count: number): Promise<void> {
  const { samples, classes, images } = syntheticCells({
    classes: [13, 18, 25, 26],
    count,
    seed: 7,
    size: SIZE,
  });
  await mkdir(join(folder, 'train'), { recursive: true });
  const rows: string[] = ['Id,Target'];
  for (const sample of samples) {
    const { data } = await images.image(sample);
    for (const [channel, color] of ['red', 'green', 'blue', 'yellow'].entries()) {
      const gray = Uint8Array.from({ length: SIZE * SIZE }, (_, pixel) => data[4 * pixel + channel]!);
      const image = sharp(gray, { raw: { width: SIZE, height: SIZE, channels: 1 } });
      await image
        .toColourspace('b-w')
        .png()
        .toFile(join(folder, 'train', `${sample.id}_${color}.png`));
    }
    rows.push(`${sample.id},${classes[sample.labels[0]!]!.id}`);
  }
  await writeFile(join(folder, 'train.csv'), `${rows.join('\n')}\n`);
}
