import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pruners, search, space, strategies } from '../../../src/index.js';
import { openJournal } from '../../../src/node/index.js';
import type { Claim, Journal, SearchDescription } from '../../../src/search/journal.js';

const newFolder = () => mkdtempSync(join(tmpdir(), 'journal-'));
const height = space.choice([1, 2, 3, 4, 5, 6]);
const GRID = { strategy: strategies.grid(), seed: 1, mode: 'max' } as const;
const linesOf = (folder: string) => readFileSync(join(folder, 'journal.jsonl'), 'utf8').trimEnd().split('\n');

describe('a journal on disk', () => {
  it('goes on with what is not done', async () => {
    const folder = newFolder();
    const run = (trials: number) => {
      const heights: number[] = [];
      return search({ height }, (p) => heights.push(p.height), {
        ...GRID,
        trials,
        journal: openJournal(folder),
      }).then(({ trials: all }) => ({ heights, all }));
    };
    expect((await run(2)).heights).toEqual([1, 2]);
    expect((await run(5)).heights).toEqual([3, 4, 5]);
    const { heights, all } = await run(5);
    expect(heights).toEqual([]);
    expect(all).toHaveLength(5);
  });

  it('gives a trial that was aborted again, with its folder and the reports that it had', async () => {
    const folder = newFolder();
    const controller = new AbortController();
    const options = () => ({ ...GRID, trials: 3, journal: openJournal(folder) });
    const first = await search(
      { height },
      async (p, trial) => {
        await trial.report(1, p.height);
        if (p.height === 2) {
          writeFileSync(join(trial.folder!, 'checkpoint'), 'half');
          controller.abort();
          trial.signal.throwIfAborted();
        }
        return p.height;
      },
      { ...options(), signal: controller.signal },
    );
    expect(first.trials.map(({ state }) => state)).toEqual(['complete', 'running']);

    const seen: unknown[] = [];
    const { trials } = await search(
      { height },
      (p, { number, resumed, folder: own, seed }) => {
        seen.push([number, resumed, existsSync(join(own!, 'checkpoint')), seed]);
        return p.height;
      },
      options(),
    );
    expect(seen).toEqual([
      [1, true, true, first.trials[1]!.seed],
      [2, false, false, trials[2]!.seed],
    ]);
    expect(trials[1]?.reports).toEqual([[1, 2]]);
  });

  it('keeps the folders of the best trials alone', async () => {
    const folder = newFolder();
    const counts: number[] = [];
    const foldersOf = () => readdirSync(folder).filter((name) => name.startsWith('trial-'));
    const journal = openJournal(folder, { keep: 2 });
    await search(
      { value: space.choice([5, 1, 7, 3, 6, 2]) },
      async ({ value }) => {
        counts.push(foldersOf().length);
        if (value === 6) {
          throw new Error('crash');
        }
        return value;
      },
      { ...GRID, journal },
    );
    expect(foldersOf()).toEqual(['trial-0', 'trial-2']);
    expect(Math.max(...counts)).toBe(3);
    expect(journal.diskBound({ bytesPerTrial: 10 })).toBe(30);
    expect(journal.diskBound({ bytesPerTrial: 10, parallel: 3 })).toBe(50);
  });

  it('drops a line that was torn, and says so', async () => {
    const folder = newFolder();
    const damages: string[] = [];
    const run = (trials: number) =>
      search({ height }, (p) => p.height, {
        ...GRID,
        trials,
        journal: openJournal(folder, { onDamage: (message) => damages.push(message) }),
      });
    await run(2);
    appendFileSync(join(folder, 'journal.jsonl'), '{"record":"start","numb');
    const { trials } = await run(4);
    expect(trials.map(({ value }) => value)).toEqual([1, 2, 3, 4]);
    expect(damages).toEqual([expect.stringMatching(/journal\.jsonl line 6 is torn and is dropped/)]);
    expect(linesOf(folder)[5]).toBe('{"record":"start","numb');
  });

  it('runs a trial whose beginning was torn again', async () => {
    const folder = newFolder();
    const run = () =>
      search({ height }, (p) => p.height, { ...GRID, trials: 3, journal: openJournal(folder) });
    await run();
    const lines = linesOf(folder);
    lines[3] = lines[3]!.slice(0, 40);
    writeFileSync(join(folder, 'journal.jsonl'), `${lines.join('\n')}\n`);
    expect((await run()).trials.map(({ value }) => value)).toEqual([1, 2, 3]);
  });

  it.each([
    ['another space', { points: { height: space.choice([1, 2]) } }, 'is of a run with space.height'],
    ['another seed', { seed: 2 }, 'is of a run with seed 1; this one has 2'],
    ['another mode', { mode: 'min' }, 'is of a run with mode max; this one has min'],
    [
      'another pruner',
      { pruner: pruners.asha() },
      'is of a run with pruner null; this one has {"name":"asha"',
    ],
    [
      'other known-good points',
      { initial: [{ height: 3 }] },
      'is of a run with initial []; this one has [{"height":3}]',
    ],
    ['other data', { identity: { data: 'b' } }, 'is of a run with identity.data a; this one has b'],
  ])(
    'refuses %s by naming it',
    async (_, { points, identity, ...options }: Record<string, unknown>, message) => {
      const folder = newFolder();
      await search({ height }, (p) => p.height, {
        ...GRID,
        journal: openJournal(folder, { identity: { data: 'a' } }),
      });
      const before = linesOf(folder);
      const journal = openJournal(folder, { identity: (identity ?? { data: 'a' }) as { data: string } });
      const again = search((points ?? { height }) as { height: typeof height }, () => 0, {
        ...GRID,
        ...options,
        journal,
      });
      await expect(again).rejects.toThrow(message);
      expect(linesOf(folder)).toEqual(before);
    },
  );

  it.each([
    ['[1]', 'line 1 must be a record of a search'],
    ['{"record":"start","number":-1}', "line 1: a record 'start' cannot have number -1"],
    ['{"record":"release","claim":"a"}', 'line 1 must come after a line that says what is searched'],
    [
      '{"record":"search","format":"hpa-search-journal","version":2}',
      'reads versions up to 1: update @hpa/train',
    ],
    ['['.repeat(200), 'lists and objects must nest at most 100 deep'],
  ])('refuses what is no journal: %s', async (line, message) => {
    const folder = newFolder();
    writeFileSync(join(folder, 'journal.jsonl'), `${line}\n`);
    const ends = search({ height }, () => 0, { ...GRID, journal: openJournal(folder) });
    await expect(ends).rejects.toThrow(message);
  });

  it('refuses trials that are none of the space', async () => {
    const folder = newFolder();
    await search({ height }, (p) => p.height, { ...GRID, journal: openJournal(folder) });
    const text = readFileSync(join(folder, 'journal.jsonl'), 'utf8').replace('{"height":2}', '{"height":9}');
    writeFileSync(join(folder, 'journal.jsonl'), text);
    await expect(search({ height }, () => 0, { ...GRID, journal: openJournal(folder) })).rejects.toThrow(
      'line 4: parameters.height must be one of 1, 2, 3, 4, 5, 6; received 9',
    );
  });

  it('holds several trials under way at a time', async () => {
    const folder = newFolder();
    const { trials } = await search(
      { height },
      async (p, trial) => {
        await trial.report(1, p.height);
        await new Promise((resolve) => setTimeout(resolve, 10 - p.height));
        return p.height;
      },
      { ...GRID, parallel: 3, journal: openJournal(folder) },
    );
    expect(trials.map(({ value }) => value)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(linesOf(folder)).toHaveLength(1 + 3 * 6);
  });

  const noFullDevice = existsSync('/dev/full') ? null : 'the system has no /dev/full';
  it.skipIf(noFullDevice !== null)(`says that the disk is full${noFullDevice ?? ''}`, async () => {
    const folder = newFolder();
    symlinkSync('/dev/full', join(folder, 'journal.jsonl'));
    let calls = 0;
    const ends = search({ height }, () => calls++, { ...GRID, journal: openJournal(folder) });
    await expect(ends).rejects.toThrow(/journal\.jsonl cannot be written: the disk is full/);
    expect(calls).toBe(0);
  });

  it('refuses options that it does not have', () => {
    expect(() => openJournal('x', { best: 3 } as never)).toThrow('openJournal() has no option best');
    expect(() => openJournal('x', { keep: 0 })).toThrow('keep must be a positive integer; received 0');
    expect(() => openJournal('x', { silentAfterSeconds: 0 })).toThrow('silentAfterSeconds must be above 0');
  });
});

describe('the trials of a process that is gone', () => {
  const description: SearchDescription = {
    space: { height },
    mode: 'max',
    seed: 1,
    initial: [],
    strategy: { name: 'grid', settings: { points: {} } },
    pruner: null,
  };
  const first = () => ({ number: 0, parameters: { height: 1 }, seed: 7 });
  const only = (trials: readonly unknown[]) => (trials.length === 0 ? first() : null);

  const joined = async (folder: string, silentAfterSeconds = 300): Promise<Journal> => {
    const journal = openJournal(folder, { silentAfterSeconds });
    await journal.join(description);
    return journal;
  };

  it('stay with it while it runs, and go to another once it is silent', async () => {
    const folder = newFolder();
    const silent = await joined(folder);
    const lost = (await silent.claim(only)) as Claim;
    const other = await joined(folder);
    expect(await other.claim(only)).toBe('wait');

    for (const name of readdirSync(join(folder, 'workers'))) {
      utimesSync(join(folder, 'workers', name), new Date(0), new Date(0));
    }
    const taken = (await other.claim(only)) as Claim;
    expect([taken.resumed, taken.trial.number, taken.folder]).toEqual([true, 0, lost.folder]);

    // What the silent one has to say now comes too late.
    expect(await silent.report(lost, [1, 5])).toBe(false);
    expect(lost.lost.aborted).toBe(true);
    const outcome = { state: 'complete', value: 5, seconds: 1 } as const;
    expect(await silent.end(lost, outcome)).toBe(false);
    expect(await other.end(taken, { ...outcome, value: 6 })).toBe(true);
    expect(await silent.trials()).toEqual(await other.trials());
    expect((await other.trials())[0]).toMatchObject({ state: 'complete', value: 6, reports: [] });
    expect(await silent.claim(only)).toBeNull();
    await Promise.all([silent.leave(), other.leave()]);
  });

  it('go to another if its process id is that of a later process', async () => {
    const folder = newFolder();
    const gone = await joined(folder);
    await gone.claim(only);
    const [name] = readdirSync(join(folder, 'workers'));
    const path = join(folder, 'workers', name!);
    const card = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...card, start: 'an earlier boot' }));
    const other = await joined(folder);
    const expected = process.platform === 'linux' ? true : undefined;
    expect(((await other.claim(only)) as Claim).resumed).toBe(expected);
    await Promise.all([gone.leave(), other.leave()]);
  });

  it('go to one of two that ask at once', async () => {
    const folder = newFolder();
    const gone = await joined(folder);
    await gone.claim(only);
    await gone.leave();
    const others = await Promise.all([joined(folder), joined(folder), joined(folder)]);
    const claims = await Promise.all(others.map((each) => each.claim(only)));
    expect(claims.filter((claim) => claim === 'wait')).toHaveLength(2);
    await Promise.all(others.map((each) => each.leave()));
  });

  it('have numbers of their own if several begin at once', async () => {
    const folder = newFolder();
    const many = await Promise.all(Array.from({ length: 6 }, () => joined(folder)));
    const propose = (trials: readonly unknown[]) => ({ ...first(), number: trials.length });
    const claims = await Promise.all(many.map((each) => each.claim(propose)));
    const numbers = claims.map((claim) => (claim as Claim).trial.number);
    expect(numbers.sort()).toEqual([0, 1, 2, 3, 4, 5]);
    await Promise.all(many.map((each) => each.leave()));
  });
});
