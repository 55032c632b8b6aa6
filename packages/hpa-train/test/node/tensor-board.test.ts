import '@tensorflow/tfjs';
import { spawnSync } from 'node:child_process';
import { appendFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { crc32c } from '../../src/node/callbacks/event-file.js';
import { tensorBoard } from '../../src/node/callbacks/tensor-board.js';
import type { TrainingState } from '../../src/state/training-state.js';
import { readEventFile } from '../support/read-event-file.js';
import { trainALittle } from '../support/train-a-little.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hpa-events-'));
});
afterEach(() => rm(folder, { recursive: true }));

const readAll = async () => {
  const names = (await readdir(folder)).sort();
  return Promise.all(names.map(async (name) => readEventFile(await readFile(join(folder, name)))));
};

test('the checksum is that of RFC 3720, appendix B.4', () => {
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, index) => index))).toBe(0x46dd794e);
});

test('a reader of its own finds every scalar at its step', async () => {
  const losses: number[] = [];
  const { epochs } = await trainALittle([
    tensorBoard(folder, { everySteps: 5 }),
    { onStep: ({ batchLoss }) => void losses.push(batchLoss) },
  ]);
  const [file] = await readAll();
  expect(file!.version).toBe('brain.Event:2');
  expect(file!.restarts).toEqual([]);
  const expected = epochs.flatMap((record, index) => {
    const step = 5 * (index + 1);
    const scalars = {
      'step/loss': losses[step - 1]!,
      'training/loss': record.loss,
      'training/accuracy': record.accuracy,
      'validation/loss': record.validation!.loss,
      'validation/accuracy': record.validation!.accuracy,
      'learning rate': record.learningRate,
      'images per second': record.imagesPerSecond,
    };
    return Object.entries(scalars).map(([tag, value]) => ({ step, tag, value: Math.fround(value) }));
  });
  expect(file!.scalars).toHaveLength(expected.length);
  expect(file!.scalars).toEqual(expect.arrayContaining(expected));
});

/** Three epochs, then a run that resumes after the eighth step and ends after the second. */
async function trainTwice(): Promise<void> {
  let state: TrainingState | null = null;
  const keep = {
    onStep: async ({ step }: { step: number }, { snapshot }: { snapshot(): Promise<TrainingState> }) => {
      if (step === 8) {
        state = await snapshot();
      }
    },
  };
  await trainALittle([tensorBoard(folder, { everySteps: 1 }), keep], { epochs: 3 });
  await trainALittle([tensorBoard(folder, { everySteps: 1 })], { epochs: 2, resumeFrom: state });
}

test('a resumed run writes a file that sorts last, and says from which step on earlier ones are void', async () => {
  await trainTwice();
  const [first, second] = await readAll();
  expect(Math.max(...first!.scalars.map(({ step }) => step))).toBe(15);
  expect(second!.restarts).toEqual([9]);
  expect(second!.scalars.filter(({ tag }) => tag === 'step/loss').map(({ step }) => step)).toEqual([9, 10]);
});

const READER = `
import json, sys
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
accumulator = EventAccumulator(sys.argv[1], size_guidance={'scalars': 0})
accumulator.Reload()
tags = accumulator.Tags()['scalars']
print(json.dumps({tag: [[event.step, event.value] for event in accumulator.Scalars(tag)] for tag in tags}))
`;

test('TensorBoard reads the files, and leaves out what a resumed run made void', async (context) => {
  const python = process.env.HPA_PYTHON ?? 'python3';
  const hasPackage = spawnSync(python, ['-c', 'import tensorboard'], { encoding: 'utf8' });
  if (hasPackage.status !== 0) {
    const reason = `${python} cannot import tensorboard: ${hasPackage.error?.message ?? hasPackage.stderr.trim().split('\n').at(-1)}`;
    console.log(`skipped: ${reason}`);
    return context.skip(reason);
  }
  await trainTwice();
  // As a process that is killed leaves it.
  const [, last] = (await readdir(folder)).sort();
  await appendFile(join(folder, last!), 'half');
  const { stdout, stderr } = spawnSync(python, ['-c', READER, folder], { encoding: 'utf8' });
  expect(stdout, stderr).not.toBe('');
  const scalars = JSON.parse(stdout) as Record<string, [number, number][]>;
  const own = (await Promise.all(
    (await readdir(folder)).sort().map(async (name) => {
      const bytes = await readFile(join(folder, name));
      return readEventFile(name === last ? bytes.subarray(0, -4) : bytes).scalars;
    }),
  )) as [{ step: number; tag: string; value: number }[], { step: number; tag: string; value: number }[]];
  const whole = [...own[0].filter(({ step }) => step < 9), ...own[1]];
  for (const [tag, series] of Object.entries(scalars)) {
    expect(series).toEqual(
      whole.filter((scalar) => scalar.tag === tag).map(({ step, value }) => [step, value]),
    );
  }
  expect(scalars['step/loss']!.map(([step]) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(scalars['validation/accuracy']!.map(([step]) => step)).toEqual([5, 10]);
});

test('a folder that is none, unknown options and numbers out of range are refused', async () => {
  expect(() => tensorBoard('')).toThrow("folder must be a path; received ''");
  expect(() => tensorBoard(folder, { everySteps: 0 })).toThrow('everySteps must be a positive integer');
  expect(() => tensorBoard(folder, { every: 1 } as object)).toThrow('tensorBoard() has no option every');
  await expect(trainALittle([tensorBoard('/proc/none')])).rejects.toThrow(
    'tensorBoard.onStart: /proc/none cannot be written',
  );
});
