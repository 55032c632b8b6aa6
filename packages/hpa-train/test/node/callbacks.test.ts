import '@tensorflow/tfjs';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tensor2d, tensor4d } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Failure } from '../../src/callbacks/callback.js';
import { Diverged } from '../../src/diverged.js';
import { checkpoint } from '../../src/node/callbacks/checkpoint.js';
import { csvHistory } from '../../src/node/callbacks/csv-history.js';
import { jsonlHistory } from '../../src/node/callbacks/jsonl-history.js';
import { saveDivergedBatch } from '../../src/node/callbacks/save-diverged-batch.js';
import { loadCheckpoint } from '../../src/node/load-checkpoint.js';
import { trainALittle } from '../support/train-a-little.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hpa-callbacks-'));
});
afterEach(() => rm(folder, { recursive: true }));

const placeOf = async (path = folder) => {
  const state = await loadCheckpoint(path);
  return state && [state.epoch, state.unfinishedEpoch?.batches ?? 0];
};

/** Tells after which steps the newest checkpoint has changed. */
async function savesOf(options: Parameters<typeof checkpoint>[1], epochs = 2): Promise<number[]> {
  const saves: number[] = [];
  let last = '';
  const look = async (_: unknown, { step }: { step: number }) => {
    const text = await readFile(join(folder, 'checkpoint.json'), 'utf8').catch(() => '');
    if (text !== last) {
      saves.push(step);
      last = text;
    }
  };
  await trainALittle([checkpoint(folder, options), { onStep: look, onEpoch: look }], { epochs });
  return saves;
}

test('a checkpoint is saved after every epoch, and every so many steps in between', async () => {
  expect(await savesOf({})).toEqual([5, 10]);
  await rm(folder, { recursive: true });
  expect(await savesOf({ everySteps: 3 })).toEqual([3, 5, 6, 9, 10]);
  expect(await placeOf()).toEqual([2, 0]);
});

test('a checkpoint is saved after the step that comes so many minutes after the last save', async () => {
  expect(await savesOf({ everyMinutes: 1e-9 })).toEqual([1, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10, 10]);
});

test('what comes too soon after a save that took long is left out, but the first', async () => {
  expect(await savesOf({ everySteps: 1, maximumShare: 1e-9 }, 3)).toEqual([1]);
});

test('a run that is stopped or aborted is saved where it ends', async () => {
  await trainALittle([
    checkpoint(folder),
    { onStep: ({ step }, run) => (step === 7 ? run.stop('enough') : undefined) },
  ]);
  expect(await placeOf()).toEqual([1, 2]);
  const controller = new AbortController();
  const { signal } = controller;
  const abort = { onStep: ({ step }: { step: number }) => (step === 9 ? controller.abort() : undefined) };
  await trainALittle([abort, checkpoint(folder)], { signal });
  expect(await placeOf()).toEqual([1, 4]);
});

test('the checkpoint of the best epoch stays if it is asked for', async () => {
  const values = [1, 3, 2];
  await trainALittle([checkpoint(folder, { keepBest: true })], {
    epochs: 3,
    metrics: { scripted: () => values.shift()! },
    monitor: { metric: 'scripted', mode: 'max' },
  });
  expect(await placeOf()).toEqual([3, 0]);
  expect(await placeOf(join(folder, 'best'))).toEqual([2, 0]);
});

test('a damaged checkpoint inside an epoch falls back to the one before, which is said by its place', async () => {
  const identity = { seed: 1 };
  await trainALittle([
    checkpoint(folder, { everySteps: 1, identity }),
    { onStep: ({ step }, run) => (step === 8 ? run.stop('enough') : undefined) },
  ]);
  const { binary } = JSON.parse(await readFile(join(folder, 'checkpoint.json'), 'utf8')) as {
    readonly binary: { readonly file: string };
  };
  await writeFile(join(folder, binary.file), 'short');
  const said: string[] = [];
  const state = await loadCheckpoint(folder, { identity, onDamage: (message) => said.push(message) });
  expect([state!.epoch, state!.unfinishedEpoch!.batches]).toEqual([1, 2]);
  expect(said).toEqual([
    expect.stringContaining('received 5; the checkpoint before it, of epoch 2 after batch 2, is whole'),
  ]);
});

test.skipIf(!existsSync('/dev/full'))(
  'a full disk ends the run, and leaves the checkpoint before',
  async () => {
    // The temporary file of the manifest is a disk without room from the second epoch on.
    const filling = {
      onEpoch: async ({ epoch }: { epoch: number }) => {
        if (epoch === 1) {
          await symlink('/dev/full', join(folder, 'checkpoint.json.tmp'));
        }
      },
    };
    await expect(trainALittle([checkpoint(folder), filling])).rejects.toThrow(
      `checkpoint.onEpoch: ${join(folder, 'checkpoint.json')} cannot be written: the disk is full`,
    );
    expect(await placeOf()).toEqual([1, 0]);
  },
);

test('checkpoint refuses what it cannot take', () => {
  expect(() => checkpoint(3 as never)).toThrow('folder must be a path; received 3');
  expect(() => checkpoint(folder, { everySteps: 0 })).toThrow('everySteps must be a positive integer');
  expect(() => checkpoint(folder, { everyMinutes: -1 })).toThrow('everyMinutes must be above 0');
  expect(() => checkpoint(folder, { maximumShare: 2 })).toThrow('maximumShare must be in (0, 1]; received 2');
  expect(() => checkpoint(folder, { keep: 3 } as object)).toThrow('checkpoint() has no option keep');
});

test('histories hold every epoch once, also of a run that was killed later than its checkpoint', async () => {
  const [csv, jsonl] = [join(folder, 'made', 'history.csv'), join(folder, 'history.jsonl')];
  const files = [csvHistory(csv), jsonlHistory(jsonl)];
  const odd = { 'a "b", c': () => Number.NaN };
  const saved = join(folder, 'checkpoint');
  const until = (last: number) => ({
    onEpoch: async (
      record: { epoch: number },
      run: { snapshot(): Promise<unknown>; stop(reason: string): void },
    ) => {
      if (record.epoch === last) {
        run.stop('killed');
      }
    },
  });
  await trainALittle([...files, checkpoint(saved), until(2)], { epochs: 4, metrics: odd });
  // Two more epochs were trained and written, but not kept.
  await trainALittle(files, { epochs: 4, metrics: odd });
  expect((await readFile(csv, 'utf8')).trim().split('\n')).toHaveLength(5);
  const { epochs } = await trainALittle(files, {
    epochs: 3,
    metrics: odd,
    resumeFrom: await loadCheckpoint(saved),
  });
  const lines = (await readFile(csv, 'utf8')).trim().split('\n');
  expect(lines[0]).toBe(
    'epoch,loss,accuracy,"validation_a ""b"", c",validation_loss,validation_accuracy,learning_rate,seconds,images_per_second',
  );
  expect(lines.slice(1).map((line) => line.split(',').map(Number))).toEqual(
    epochs.map(({ epoch, loss, accuracy, validation, learningRate, seconds, imagesPerSecond }) => [
      epoch,
      loss,
      accuracy,
      Number.NaN,
      validation!.loss,
      validation!.accuracy,
      learningRate,
      seconds,
      imagesPerSecond,
    ]),
  );
  const records = (await readFile(jsonl, 'utf8')).trim().split('\n');
  expect(records.map((line) => JSON.parse(line))).toEqual(
    epochs.map((record) => ({ ...record, validation: { ...record.validation, 'a "b", c': 'NaN' } })),
  );
});

test('a history that cannot be written ends the run and is named', async () => {
  await mkdir(join(folder, 'history.csv', 'inside'), { recursive: true });
  await expect(trainALittle([csvHistory(join(folder, 'history.csv'))])).rejects.toThrow(
    `csvHistory.onStart: ${join(folder, 'history.csv')} cannot be written: there is a folder of that name`,
  );
  expect(() => jsonlHistory('')).toThrow("path must be a path; received ''");
});

test('the batch that a run diverged on is saved for NumPy, with its place', async () => {
  const images = tensor4d([1, 2, 3, Number.NaN], [2, 1, 2, 1]);
  const labels = tensor2d([
    [1, 0],
    [0, 1],
  ]);
  const failure: Failure = {
    error: new Diverged('epoch 2, batch 3: the loss must be finite; received NaN'),
    epoch: 2,
    batch: 3,
    step: 7,
    learningRate: 0.5,
    tensors: { images, labels, ids: ['a', 'b'] },
  };
  await saveDivergedBatch(folder).onDiverged!(failure, {} as never);
  expect((await readdir(folder)).sort()).toEqual(['diverged.json', 'images.npy', 'labels.npy']);
  expect(JSON.parse(await readFile(join(folder, 'diverged.json'), 'utf8'))).toEqual({
    message: failure.error.message,
    epoch: 2,
    batch: 3,
    step: 7,
    learningRate: 0.5,
    ids: ['a', 'b'],
  });
  const bytes = await readFile(join(folder, 'images.npy'));
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\x93NUMPY\x01\x00');
  const headerEnd = 10 + bytes.readUInt16LE(8);
  expect(headerEnd % 64).toBe(0);
  expect(bytes.subarray(10, headerEnd).toString()).toMatch(
    /^\{'descr': '<f4', 'fortran_order': False, 'shape': \(2, 1, 2, 1,\), \} *\n$/,
  );
  expect([0, 1, 2, 3].map((index) => bytes.readFloatLE(headerEnd + 4 * index))).toEqual([
    1,
    2,
    3,
    Number.NaN,
  ]);
  images.dispose();
  labels.dispose();
});
