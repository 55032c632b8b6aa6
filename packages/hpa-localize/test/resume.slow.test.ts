import {
  appendFile,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadCheckpoint, saveCheckpoint } from '@hpa/train/node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openRun } from '../src/experiment/open-run.js';
import { claimFolder } from '../src/files/claim-folder.js';
import { parseReport } from '../src/report/schema/parse-report.js';
import { compareHere, keepOutput } from './compare-here.js';
import { writeCells } from './write-cells.js';

// One run is begun and interrupted: gapnet-pl is finished, scratch-cnn-3 has a checkpoint. Each case resumes a copy of it
// after one change, by the command itself in this process.

let scratch: string;
let cells: string;
let run: string;
let straight: string;
let ids: readonly string[];
const output = keepOutput();
const { printed } = output;

const failure = (flags: readonly string[]): Promise<string> =>
  compareHere(flags).then(
    () => 'no failure',
    (error: Error) => error.message,
  );

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-resume-'));
  cells = join(scratch, 'cells');
  ids = await writeCells(cells, { count: 36, size: 32 });
  output.listen();
  const flags = ['--data', cells, '--models', 'gapnet-pl,scratch-cnn-3', '--size', '32', '--epochs', '3'];
  const more = [...flags, '--batch', '8', '--backend', 'wasm'];
  straight = join(scratch, 'straight');
  expect(await compareHere([...more, '--out', straight])).toBe(0);
  run = join(scratch, 'run');
  // A process always keeps the first of its epochs; later ones only if that takes little of its time.
  for (const [epoch, own] of [
    [1, more],
    [2, ['--resume']],
  ] as const) {
    output.onLine = (line) => line.startsWith(`scratch-cnn-3 epoch ${epoch}/3`) && process.emit('SIGINT');
    expect(await compareHere([...own, '--out', run])).toBe(130);
  }
  output.onLine = () => {};
}, 600_000);
afterAll(() => rm(scratch, { recursive: true, force: true }));

let copies = 0;
/** A copy of the interrupted run. The data stays where it is, unless it is to be changed. */
async function copyOf(folder: string): Promise<string> {
  copies += 1;
  const copy = join(scratch, `copy-${copies}`);
  await cp(folder, copy, { recursive: true });
  return copy;
}

/** Every file of a folder with its text, except for locks. */
async function contentsOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const read = files.map(
    async (file) => [file.slice(folder.length), await readFile(file, 'latin1')] as const,
  );
  return Object.fromEntries(await Promise.all(read));
}

/** Resumes a copy after a change; it must be refused, and nothing be written. */
async function refusalOf(
  change: (copy: string) => Promise<unknown>,
  flags: readonly string[] = [],
): Promise<string> {
  const copy = await copyOf(run);
  await change(copy);
  const before = await contentsOf(copy);
  const message = await failure(['--resume', '--out', copy, ...flags]);
  expect(await contentsOf(copy)).toEqual(before);
  expect(message).not.toContain('\n');
  return message.replaceAll(copy, 'RUN');
}

it('goes on by --resume and --out alone, to the very results of a run that was not stopped', async () => {
  const copy = await copyOf(run);
  // As after a kill between the record that a model has ended and the end of its checkpoint.
  await cp(join(copy, 'scratch-cnn-3', 'checkpoint'), join(copy, 'gapnet-pl', 'checkpoint'), {
    recursive: true,
  });
  expect(await compareHere(['--resume', '--out', copy])).toBe(0);
  expect(printed).toContain('gapnet-pl: already complete');
  expect(printed).toContain('scratch-cnn-3: resuming after epoch 2');
  for (const model of ['gapnet-pl', 'scratch-cnn-3']) {
    const saved = ['model.json', 'weights.bin', 'training.json', 'training-cells.zip'];
    for (const file of ['predictions.csv', ...saved.map((name) => `model/${name}`)]) {
      const path = join(model, file);
      expect(await readFile(join(copy, path))).toEqual(await readFile(join(straight, path)));
    }
    expect((await readdir(join(copy, model))).sort()).toEqual([
      'history.csv',
      'model',
      'predictions.csv',
      'result.json',
    ]);
  }
  const report = parseReport(JSON.parse(await readFile(join(copy, 'report.json'), 'utf8')));
  const whole = parseReport(JSON.parse(await readFile(join(straight, 'report.json'), 'utf8')));
  expect(report.dataset).toEqual(whole.dataset);
  expect(report.comparisons).toEqual(whole.comparisons);
  expect(report.models.map(({ test }) => test)).toEqual(whole.models.map(({ test }) => test));
});

it('ends an interruption with a line that resumes the run', async () => {
  const copy = await copyOf(run);
  output.onLine = (line) => line.includes('resuming after') && process.emit('SIGINT');
  expect(await compareHere(['--resume', '--out', copy])).toBe(130);
  expect(printed.at(-2)).toBe('interrupted; to go on:');
  expect(printed.at(-1)).toMatch(/^(npm|npx|node|hpa-localize) /);
  expect(printed.at(-1)!.endsWith(` --resume --out ${copy}`)).toBe(true);
});

it('takes flags that agree, and refuses those that do not with both values', async () => {
  const nothing = async () => {};
  const refused: [readonly string[], string][] = [
    [['--seed', '2'], '--resume: RUN was started with seed 1; received 2'],
    [['--epochs', '9'], '--resume: RUN was started with epochs 3; received 9'],
    [
      ['--models', 'gapnet-pl'],
      'was started with models ["gapnet-pl","scratch-cnn-3"]; received ["gapnet-pl"]',
    ],
    [['--batch', '16'], '--resume: RUN was started with batch 8; received 16'],
    [['--size', '48'], '--resume: RUN was started with size 32; received 48'],
    [['--protocol', 'notebook'], 'was started with protocol "honest"; received "notebook"'],
    [['--backend', 'cpu'], 'was started with backend "wasm"; received "cpu"'],
    [['--skip-bad'], 'was started with skipBad false; received true'],
  ];
  for (const [flags, message] of refused) {
    expect(await refusalOf(nothing, flags)).toContain(message);
  }
});

/** A copy of the cells, changed, in their place while a case runs. */
async function withCells(change: () => Promise<unknown>, use: () => Promise<void>): Promise<void> {
  const away = join(scratch, 'cells-as-they-were');
  await rename(cells, away);
  await cp(away, cells, { recursive: true });
  try {
    await change();
    await use();
  } finally {
    await rm(cells, { recursive: true });
    await rename(away, cells);
  }
}

const rowsOf = async (file: string) => (await readFile(join(cells, file), 'utf8')).trim().split('\n');
const writeRows = (file: string, rows: readonly string[]) =>
  writeFile(join(cells, file), `${rows.join('\n')}\n`);
/** Removes the last cells of both tables. */
const removeCells = async (count: number) => {
  for (const file of ['train.csv', 'groups.csv']) {
    await writeRows(file, (await rowsOf(file)).slice(0, -count));
  }
};

const CHANGED_DATA: [string, () => Promise<unknown>, RegExp][] = [
  ['nine cells are removed', () => removeCells(9), /9 cells are gone: \S+, \S+, \S+, \.\.\./],
  ['two cells are removed', () => removeCells(2), /2 cells are gone: \S+, \S+(;|\.)/],
  [
    'labels are exchanged',
    async () => {
      const swap = (row: string) => row.replace(/,(13|18)$/, (_, id) => (id === '13' ? ',18' : ',13'));
      await writeRows('train.csv', (await rowsOf('train.csv')).map(swap));
    },
    /the labels of 14 of 36 cells changed: /,
  ],
  [
    'the files of ten cells are replaced',
    async () => {
      for (const [at, id] of ids.slice(0, 10).entries()) {
        const other = ids[10 + at]!;
        await cp(join(cells, 'train', `${other}_green.png`), join(cells, 'train', `${id}_green.png`));
      }
    },
    /the pixels of 10 of 36 cells changed: /,
  ],
  ['groups.csv is removed', () => rm(join(cells, 'groups.csv')), /the groups of 36 of 36 cells changed: /],
];
it.each(CHANGED_DATA)(
  'refuses data in which %s, before anything is trained or written',
  async (_, change, said) => {
    await withCells(change, async () => {
      const message = await refusalOf(async () => {});
      expect(message).toMatch(said);
      expect(message).toMatch(/^--resume: RUN was begun with other data: .* or start a new run$/);
    });
  },
);

it('refuses a file that was damaged since by its name', async () => {
  const change = () => writeFile(join(cells, 'train', `${ids[3]}_blue.png`), 'no image');
  await withCells(change, async () => {
    expect(await refusalOf(async () => {})).toContain(`${ids[3]}_blue.png`);
  });
});

it('takes the same cells in another order of rows', async () => {
  const change = async () => {
    for (const file of ['train.csv', 'groups.csv']) {
      const [header, ...rows] = await rowsOf(file);
      await writeRows(file, [header!, ...rows.reverse()]);
    }
  };
  await withCells(change, async () => {
    const copy = await copyOf(run);
    expect(await compareHere(['--resume', '--out', copy])).toBe(0);
    const file = 'scratch-cnn-3/predictions.csv';
    expect(await readFile(join(copy, file), 'utf8')).toBe(await readFile(join(straight, file), 'utf8'));
  });
});

const inCheckpoint = (copy: string, name: string) => join(copy, 'scratch-cnn-3', 'checkpoint', name);
/** Changes both checkpoints that are kept, or their manifests. */
const both =
  (ending: '.json' | '.bin', change: (file: string) => Promise<unknown>) => async (copy: string) => {
    const names = (await readdir(inCheckpoint(copy, ''))).filter((name) => name.endsWith(ending));
    expect(names).toHaveLength(2);
    for (const name of names) {
      await change(inCheckpoint(copy, name));
    }
  };
const flipBit = async (file: string) => {
  const bytes = await readFile(file);
  bytes[40] = bytes[40]! ^ 1;
  await writeFile(file, bytes);
};
const replaceText = (from: RegExp | string, to: string) => async (file: string) => {
  const text = await readFile(file, 'utf8');
  expect(text).not.toBe(text.replace(from, to));
  await writeFile(file, text.replace(from, to));
};

const DAMAGED_CHECKPOINTS: [string, (copy: string) => Promise<unknown>, string][] = [
  ['tensors cut', both('.bin', (file) => truncate(file, 1000)), 'bytes; received 1000'],
  ['tensors empty', both('.bin', (file) => truncate(file, 0)), 'bytes; received 0'],
  ['one bit of the tensors', both('.bin', flipBit), 'the checkpoint is damaged: its SHA-256'],
  ['tensors gone', both('.bin', (file) => rm(file)), 'cannot be opened'],
  ['manifest cut', both('.json', (file) => truncate(file, 500)), 'must be JSON'],
  ['manifest empty', both('.json', (file) => truncate(file, 0)), 'must be JSON'],
  ['manifest {}', both('.json', (file) => writeFile(file, '{}')), 'format must be "hpa-train-checkpoint"'],
  ['manifest null', both('.json', (file) => writeFile(file, 'null')), 'must be an object; received null'],
  ['no state', both('.json', replaceText(/,"state":.*/, '}')), 'state must be an object; received nothing'],
  [
    'shape of 1e9',
    both('.json', replaceText(/"shape":\[\d+/, '"shape":[1000000000')),
    'binary.bytes must be',
  ],
  [
    'shape of 1e12',
    both('.json', replaceText(/"shape":\[\d+/, '"shape":[1000000000000')),
    'binary.bytes must be',
  ],
];
it.each(DAMAGED_CHECKPOINTS)(
  'refuses damaged checkpoints (%s), and says what to do',
  async (_, damage, said) => {
    const message = await refusalOf(damage);
    expect(message).toContain('RUN/scratch-cnn-3/checkpoint/checkpoint.json');
    expect(message).toContain(said);
    expect(message).toContain('remove that folder to train from the first epoch');
  },
);

it('refuses a checkpoint of a newer version', async () => {
  const message = await refusalOf(both('.json', replaceText('"version":2', '"version":3')));
  expect(message).toContain('has version 3, but this program reads versions up to 2: update @hpa/train');
});

it('goes on from the checkpoint before a damaged one, says so and ends with the same results', async () => {
  const copy = await copyOf(run);
  const { binary } = JSON.parse(await readFile(inCheckpoint(copy, 'checkpoint.json'), 'utf8')) as {
    readonly binary: { readonly file: string };
  };
  await truncate(inCheckpoint(copy, binary.file), 1000);
  expect(await compareHere(['--resume', '--out', copy])).toBe(0);
  expect(printed.find((line) => line.includes('received 1000'))).toMatch(
    /^scratch-cnn-3: .*; the checkpoint before it, of epoch 1, is whole$/,
  );
  expect(printed).toContain('scratch-cnn-3: resuming after epoch 1');
  const file = 'scratch-cnn-3/predictions.csv';
  expect(await readFile(join(copy, file), 'utf8')).toBe(await readFile(join(straight, file), 'utf8'));
});

it.each([
  ['seed', 2, 1],
  ['batch', 16, 8],
  ['epochs', 9, 3],
  ['size', '64x64', '32x32'],
  ['weights', 'ab12', 'random'],
] as const)('refuses a checkpoint of a run with another %s, naming both', async (name, theirs, ours) => {
  const message = await refusalOf(async (copy) => {
    const folder = inCheckpoint(copy, '');
    const { identity } = JSON.parse(await readFile(join(folder, 'checkpoint.json'), 'utf8')) as {
      readonly identity: Record<string, string | number>;
    };
    const state = await loadCheckpoint(folder);
    await saveCheckpoint(folder, state!, { identity: { ...identity, [name]: theirs } });
  });
  expect(message).toBe(
    `RUN/scratch-cnn-3/checkpoint/checkpoint.json is of a run with ${name} ${theirs}; this one has ${ours}`,
  );
});

it('trains from the first epoch if there is no checkpoint', async () => {
  const copy = await copyOf(run);
  await rm(inCheckpoint(copy, ''), { recursive: true });
  await mkdir(inCheckpoint(copy, ''));
  expect(await compareHere(['--resume', '--out', copy])).toBe(0);
  expect(printed.some((line) => line.startsWith('scratch-cnn-3 epoch 1/3'))).toBe(true);
});

const DAMAGED_FILES: [string, string, (file: string) => Promise<unknown>, string][] = [
  ['config.json cut', 'config.json', (file) => truncate(file, 300), 'RUN/config.json: '],
  [
    'config.json {}',
    'config.json',
    (file) => writeFile(file, '{}'),
    'RUN/config.json: not the configuration',
  ],
  [
    'config.json null',
    'config.json',
    (file) => writeFile(file, 'null'),
    'RUN/config.json: not the configuration',
  ],
  [
    'config.json with a million epochs of a word',
    'config.json',
    replaceText('"epochs": 3', '"epochs": "three"'),
    'RUN/config.json: not the configuration of a run: options.epochs: ',
  ],
  [
    'config.json of an earlier version',
    'config.json',
    replaceText(/,\s*"identity": \{[^}]*\{\}\s*\}/, ''),
    'RUN/config.json does not say which data the run was begun with',
  ],
  ['report.json cut', 'report.json', (file) => truncate(file, 500), 'RUN/report.json: '],
  ['report.json null', 'report.json', (file) => writeFile(file, 'null'), 'RUN/report.json: not a report'],
  ['result.json cut', 'gapnet-pl/result.json', (file) => truncate(file, 500), 'RUN/gapnet-pl/result.json: '],
  [
    'result.json {}',
    'gapnet-pl/result.json',
    (file) => writeFile(file, '{}'),
    'RUN/gapnet-pl/result.json: not',
  ],
  [
    'predictions gone',
    'gapnet-pl/predictions.csv',
    (file) => rm(file),
    'RUN/gapnet-pl/predictions.csv of a finished model is gone; remove the folder RUN/gapnet-pl and resume',
  ],
  [
    'predictions ten rows short',
    'gapnet-pl/predictions.csv',
    async (file) => {
      const rows = (await readFile(file, 'utf8')).trim().split('\n');
      await writeFile(file, `${rows.slice(0, -10).join('\n')}\n`);
    },
    'RUN/gapnet-pl/predictions.csv of a finished model is not what was written; remove the folder RUN/gapnet-pl',
  ],
  [
    'predictions in another order',
    'gapnet-pl/predictions.csv',
    async (file) => {
      const [header, ...rows] = (await readFile(file, 'utf8')).trim().split('\n');
      await writeFile(file, `${[header, ...rows.reverse()].join('\n')}\n`);
    },
    'RUN/gapnet-pl/predictions.csv of a finished model is not what was written',
  ],
  [
    'weights changed',
    'gapnet-pl/model/weights.bin',
    flipBit,
    'weights.bin of a finished model is not what was',
  ],
];
it.each(DAMAGED_FILES)('refuses at once: %s', async (_, file, damage, said) => {
  expect(await refusalOf((copy) => damage(join(copy, file)))).toContain(said);
});

it('trains only the model whose folder was removed', async () => {
  const copy = await copyOf(run);
  await rm(join(copy, 'gapnet-pl'), { recursive: true });
  output.onLine = (line) => line.startsWith('gapnet-pl: test accuracy') && process.emit('SIGINT');
  expect(await compareHere(['--resume', '--out', copy])).toBe(130);
  expect(printed.some((line) => line.startsWith('gapnet-pl epoch 1/3'))).toBe(true);
  expect(await readdir(inCheckpoint(copy, ''))).toHaveLength(4);
});

it('tells where a run can start that was killed before config.json, and cleans what killed processes left', async () => {
  const folder = join(scratch, 'killed');
  await mkdir(folder);
  await writeFile(join(folder, '.config.json.4711'), '{');
  await writeFile(join(folder, '.config.json.01234567-89ab-cdef-0123-456789abcdef'), '{');
  expect(await failure(['--resume', '--out', folder])).toContain(
    'holds no run (no config.json); without --resume',
  );
  const opened = await openRun(folder, { resume: false, command: 'compare' });
  expect((await readdir(folder)).filter((name) => name.includes('config'))).toEqual([]);
  opened.release();

  const copy = await copyOf(run);
  const left = ['.report.json.99', '.report.html.4711', 'gapnet-pl/.predictions.csv.12'];
  for (const name of left) {
    await writeFile(join(copy, name), '');
  }
  const id = '01234567-89ab-cdef-0123-456789abcdef';
  for (const name of [`gapnet-pl/model.${id}`, `scratch-cnn-3/model.old-${id}`, `gapnet-pl/model.77-${id}`]) {
    await mkdir(join(copy, name));
  }
  const again = await openRun(copy, { resume: true, command: 'compare' });
  again.release();
  const names = Object.keys(await contentsOf(copy));
  expect(names.sort()).toEqual(Object.keys(await contentsOf(run)).sort());
  expect((await readdir(join(copy, 'gapnet-pl'))).sort()).toEqual(
    (await readdir(join(run, 'gapnet-pl'))).sort(),
  );
});

it('refuses a folder that another process uses, to start or to resume', async () => {
  const copy = await copyOf(run);
  const fresh = join(scratch, 'fresh');
  for (const [folder, flags] of [
    [copy, ['--resume']],
    [fresh, ['--data', cells, '--models', 'gapnet-pl', '--size', '32']],
  ] as const) {
    const claim = await claimFolder(folder, { command: 'compare' });
    expect(await failure([...flags, '--out', folder])).toMatch(
      new RegExp(`^${folder} is in use by process ${process.pid} \\(compare, started .*\\)$`),
    );
    claim.release();
  }
});

it('names each run of one second differently', async () => {
  const before = process.cwd();
  process.chdir(scratch);
  try {
    const runs = await Promise.all(
      [1, 2, 3].map(() => openRun(undefined, { resume: false, command: 'compare' })),
    );
    expect(new Set(runs.map(({ folder }) => folder)).size).toBe(3);
    for (const { release } of runs) {
      release();
    }
  } finally {
    process.chdir(before);
  }
});

it('refuses an output that cannot be written before it reads any data, naming it', async () => {
  const file = join(scratch, 'a-file');
  await appendFile(file, '');
  const flags = ['--data', 'nowhere', '--out'];
  expect(await failure([...flags, join(file, 'run')])).toContain(join(file, 'run'));
  expect(await failure([...flags, '/proc/run'])).toMatch(/^\/proc\/run cannot be written: /);
});
