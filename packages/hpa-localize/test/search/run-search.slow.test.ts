import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend } from '@hpa/backend';
import type { ImageStore, Sample } from '@hpa/data';
import type { Trial } from '@hpa/train';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDataset } from '../../src/dataset/open-dataset.js';
import { type SplitDataset, splitDataset } from '../../src/experiment/split-dataset.js';
import { RECIPES } from '../../src/recipes/recipes.js';
import { runSearch, type SearchSettings } from '../../src/search/run-search.js';

const EPOCHS = 4;
const recipe = { ...RECIPES['gapnet-pl']!, epochs: EPOCHS, batchSize: 8 };
const SETTINGS: SearchSettings = {
  space: {
    learningRate: { kind: 'log-uniform', low: 1e-4, high: 1e-2 },
    'options.dropout': { kind: 'choice', values: [0.1, 0.3] },
  },
  strategy: 'random',
  pruner: 'none',
  trials: 2,
  repeats: 1,
  seed: 5,
  initial: { learningRate: 5e-4, 'options.dropout': 0.1 },
};

let backend: Awaited<ReturnType<typeof startBackend>>;
let scratch: string;
let study: SplitDataset;
/** A search of the settings above that nothing interrupts. */
let whole: Told;

beforeAll(async () => {
  backend = await startBackend('wasm');
  scratch = await mkdtemp(join(tmpdir(), 'hpa-run-search-'));
  const dataset = await openDataset('synthetic', { classes: [14, 21], count: 32, size: 32 });
  study = await splitDataset(dataset, { seed: 1 });
  whole = await searchIn('whole');
});
afterAll(async () => {
  backend.dispose();
  await rm(scratch, { recursive: true, force: true });
});

/** What a search told while it ran. */
interface Told {
  readonly trials: readonly Trial[];
  /** Macro F1 of each epoch that was trained in this call, by trial and repeat. */
  readonly scores: Readonly<Record<string, readonly number[]>>;
}

/** Searches in a folder; aborts after so many epochs. */
async function searchIn(
  name: string,
  {
    settings = SETTINGS,
    on = study,
    abortAfter = Number.POSITIVE_INFINITY,
  }: {
    readonly settings?: SearchSettings;
    readonly on?: SplitDataset;
    readonly abortAfter?: number;
  } = {},
): Promise<Told> {
  const controller = new AbortController();
  const scores: Record<string, number[]> = {};
  let epochs = 0;
  const trials = await runSearch(recipe, {
    folder: join(scratch, name),
    settings,
    study: on,
    weights: undefined,
    identity: {},
    signal: controller.signal,
    startProgress: ({ trial, repeat }) => {
      scores[`${trial}.${repeat}`] = [];
      return {
        batch: () => {
          if (epochs >= abortAfter) {
            controller.abort();
          }
        },
        epoch: ({ validation }) => {
          epochs += 1;
          scores[`${trial}.${repeat}`]!.push(validation!.macroF1!);
        },
        end: () => {},
      };
    },
    onTrial: () => {},
    onDamage: (message) => expect.unreachable(message),
  });
  return { trials, scores };
}

/** All of a trial but its time. */
const timeless = (trials: readonly Trial[]) => trials.map(({ seconds: _, ...trial }) => trial);

it('has the mean macro F1 of the last three epochs as value, begins with the known-good point, and reports after each epoch', async () => {
  const { trials, scores } = whole;
  expect(trials.map(({ state }) => state)).toEqual(['complete', 'complete']);
  expect(trials[0]!.parameters).toEqual(SETTINGS.initial);
  for (const { number, value, reports } of trials) {
    const own = scores[`${number}.1`]!;
    expect(own).toHaveLength(EPOCHS);
    const means = own.map((_, index) => {
      const last = own.slice(Math.max(0, index - 2), index + 1);
      return last.reduce((sum, score) => sum + score, 0) / last.length;
    });
    expect(reports).toEqual(means.map((mean, index) => [index + 1, mean]));
    expect(value).toBe(means.at(-1));
  }
  // The weights of no trial are kept: the recipe is what is searched for.
  const files = await readdir(join(scratch, 'whole'), { recursive: true });
  expect(files.filter((file) => file.includes('checkpoint'))).toEqual([]);
});

it('never reads the test split', async () => {
  const hidden = new Set(study.splits.test.map(({ id }) => id));
  expect(hidden.size).toBeGreaterThan(2);
  const guard = (samples: readonly Sample[]): void => {
    const read = samples.find(({ id }) => hidden.has(id));
    if (read !== undefined) {
      throw new Error(`${read.id} of the test split was read`);
    }
  };
  const { images } = study;
  const guarded: ImageStore = {
    ...images,
    image: async (sample) => {
      guard([sample]);
      return images.image(sample);
    },
    ...(images.inputs && {
      inputs: (samples, options) => {
        guard(samples.map(({ sample }) => sample));
        return images.inputs!(samples, options);
      },
    }),
  };
  // Wrong labels there would change what a value rests on.
  const test = study.splits.test.map((sample) => ({
    ...sample,
    labels: sample.labels.map((label) => 1 - label),
  }));
  const blind = { ...study, images: guarded, splits: { ...study.splits, test } };
  expect(timeless((await searchIn('guarded', { on: blind })).trials)).toEqual(timeless(whole.trials));
});

it('goes on in the middle of a trial, and ends as if it had not been interrupted', async () => {
  const first = await searchIn('parts', { abortAfter: EPOCHS + 2 });
  expect(first.trials.map(({ state }) => state)).toEqual(['complete', 'running']);
  const second = await searchIn('parts');
  expect(Object.keys(second.scores)).toEqual(['1.1']);
  expect(second.scores['1.1']!.length).toBeLessThan(EPOCHS);
  expect(timeless(second.trials)).toEqual(timeless(whole.trials));
});

it('takes the mean over several trainings, and trains none of them twice', async () => {
  const settings = { ...SETTINGS, trials: 1, repeats: 2 };
  const straight = await searchIn('two', { settings });
  const { value, reports } = straight.trials[0]!;
  const means = ['0.1', '0.2'].map((key) => {
    const last = straight.scores[key]!.slice(-3);
    return last.reduce((sum, score) => sum + score, 0) / last.length;
  });
  expect(straight.scores['0.1']).not.toEqual(straight.scores['0.2']);
  expect(value).toBe((means[0]! + means[1]!) / 2);
  expect(reports.map(([step]) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  await searchIn('two-parts', { settings, abortAfter: EPOCHS + 1 });
  const second = await searchIn('two-parts', { settings });
  expect(Object.keys(second.scores)).toEqual(['0.2']);
  expect(timeless(second.trials)).toEqual(timeless(straight.trials));
});

it('records a training that diverges as failed, and goes on', async () => {
  const settings: SearchSettings = {
    ...SETTINGS,
    space: { learningRate: { kind: 'choice', values: [1e10, 1e-3] } },
    strategy: 'grid',
    trials: null,
    initial: null,
  };
  const { trials } = await searchIn('diverging', { settings });
  expect(trials.map(({ state }) => state)).toEqual(['failed', 'complete']);
  expect(trials[0]!.error).toMatch(/finite/);
});
