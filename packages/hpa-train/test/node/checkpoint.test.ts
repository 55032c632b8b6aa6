import '@tensorflow/tfjs';
import {
  appendFile,
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
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fit } from '../../src/fit/fit.js';
import { loadCheckpoint, saveCheckpoint } from '../../src/node/index.js';
import { adam } from '../../src/optimizers/adam.js';
import type { SavedTensor, TrainingState } from '../../src/state/training-state.js';
import { linearClassifier, pointBatches, separablePoints } from '../support/linear-classifier.js';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hpa-train-'));
});
afterEach(async () => {
  await rm(directory, { recursive: true });
});

function saved(name: string, values: readonly number[]): SavedTensor {
  return { name, shape: [values.length], data: Float32Array.from(values) };
}

function stateWith(values: readonly number[]): TrainingState {
  return {
    epoch: 1,
    step: 7,
    weights: [saved('kernel', values), { name: 'gain', shape: [], data: Float32Array.of(2) }],
    optimizer: {
      name: 'adam',
      settings: { beta1: 0.9 },
      learningRate: 0.1,
      step: 7,
      slots: [saved('m', [1, 2])],
    },
    history: [
      {
        epoch: 1,
        loss: 0.1 + 0.2,
        accuracy: 1,
        validation: { loss: 1e-300, accuracy: 0, rocAuc: Number.NaN, bound: Number.NEGATIVE_INFINITY },
        learningRate: 0.1,
        seconds: 1,
        imagesPerSecond: 3,
      },
    ],
    best: { epoch: 1, metric: 'bound', value: Number.NEGATIVE_INFINITY },
    bestWeights: null,
  };
}

async function binaryPath(): Promise<string> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.bin'));
  expect(names).toHaveLength(1);
  return join(directory, names[0]!);
}

test('a folder that is absent or empty holds no checkpoint', async () => {
  expect(await loadCheckpoint(directory)).toBeNull();
  expect(await loadCheckpoint(join(directory, 'absent'))).toBeNull();
});

test('a state is read back unchanged, including NaN and infinities', async () => {
  const state = { ...stateWith([1.5, -0, Number.NaN]), bestWeights: [saved('kernel', [9])] };
  const nested = join(directory, 'made', 'if', 'need', 'be');
  await saveCheckpoint(nested, state);
  expect(await loadCheckpoint(nested)).toEqual(state);
});

test('averages, an epoch under way and the sizes of parts are read back too', async () => {
  const state: TrainingState = {
    ...stateWith([1, 2]),
    bestWeights: [saved('kernel', [3, 4])],
    averages: { decay: 0.9, weights: [saved('kernel', [5, 6])] },
    unfinishedEpoch: {
      batches: 2,
      samples: 7,
      lossSum: 0.1 + 0.2,
      correctSum: 3,
      seconds: 1.5,
      microBatchSize: null,
    },
    microBatches: { 'training,2,8,8,4': { whole: 5, part: 3 } },
  };
  await saveCheckpoint(directory, state);
  expect(await loadCheckpoint(directory)).toEqual(state);
  const path = join(directory, 'checkpoint.json');
  const text = await readFile(path, 'utf8');
  for (const [from, to, reason] of [
    ['"batches":2', '"batches":-2', 'state.unfinishedEpoch.batches must be a whole number'],
    ['"lossSum":0.3', '"sum":0.3', 'state.unfinishedEpoch.lossSum must be a number'],
    ['"decay":0.9', '"decay":"0.9"', 'state.averages.decay must be a number'],
    ['"part":3', '"parts":3', 'state.microBatches.training,2,8,8,4.part must be a number'],
  ] as const) {
    await writeFile(path, text.replace(from, to));
    await expect(loadCheckpoint(directory)).rejects.toThrow(reason);
  }
});

test('a checkpoint of version 1, which has none of these, is read', async () => {
  const state = stateWith([1, 2, 3]);
  await saveCheckpoint(directory, state, { identity: { seed: 1 } });
  const path = join(directory, 'checkpoint.json');
  await writeFile(path, (await readFile(path, 'utf8')).replace('"version":2', '"version":1'));
  expect(await loadCheckpoint(directory, { identity: { seed: 1 } })).toEqual(state);
});

test('any float32 values are read back bit for bit', async () => {
  await fc.assert(
    fc.asyncProperty(fc.float32Array({ maxLength: 20 }), async (values) => {
      await saveCheckpoint(directory, stateWith([...values]));
      const weights = (await loadCheckpoint(directory))!.weights;
      expect(weights[0]!.data).toEqual(values);
    }),
    { numRuns: 25, seed: 1 },
  );
});

test('tensors that are views of a larger buffer are saved alone', async () => {
  const view = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
  const state = { ...stateWith([]), weights: [{ name: 'view', shape: [2], data: view }] };
  await saveCheckpoint(directory, state);
  expect((await loadCheckpoint(directory))!.weights[0]!.data).toEqual(Float32Array.of(2, 3));
});

test('a later checkpoint is what is read, the one before it stays, and earlier ones go', async () => {
  for (const value of [1, 2, 3]) {
    await saveCheckpoint(directory, stateWith([value]));
  }
  expect((await loadCheckpoint(directory))!.weights[0]!.data).toEqual(Float32Array.of(3));
  const names = await readdir(directory);
  expect(names.filter((name) => name.endsWith('.json')).sort()).toEqual([
    'checkpoint-before.json',
    'checkpoint.json',
  ]);
  expect(names.filter((name) => name.endsWith('.bin'))).toHaveLength(2);
});

test('a save killed at any moment leaves the earlier checkpoint whole', async () => {
  await saveCheckpoint(directory, stateWith([1]));
  // Killed while writing either file, and between the two renames.
  await writeFile(join(directory, 'checkpoint.bin.tmp'), 'half');
  await writeFile(join(directory, 'checkpoint.json.tmp'), '{"format":');
  await writeFile(join(directory, 'checkpoint-0123456789abcdef.bin'), 'orphan');
  expect((await loadCheckpoint(directory))!.weights[0]!.data).toEqual(Float32Array.of(1));
  await saveCheckpoint(directory, stateWith([2]));
  expect((await loadCheckpoint(directory))!.weights[0]!.data).toEqual(Float32Array.of(2));
  expect(await readdir(directory)).toHaveLength(4);
});

test('a save that fails leaves the earlier checkpoint whole', async () => {
  await saveCheckpoint(directory, stateWith([1]));
  const broken = { ...stateWith([2]), bestWeights: [{ name: 'gone', shape: [1], data: undefined as never }] };
  await expect(saveCheckpoint(directory, broken)).rejects.toThrow(TypeError);
  expect((await loadCheckpoint(directory))!.weights[0]!.data).toEqual(Float32Array.of(1));
});

test('damage is detected and reported with the file', async () => {
  const manifestPath = join(directory, 'checkpoint.json');
  await saveCheckpoint(directory, stateWith([1, 2, 3]));
  const manifest = await readFile(manifestPath, 'utf8');
  const path = await binaryPath();
  const bytes = await readFile(path);

  await writeFile(
    path,
    bytes.map((byte, index) => (index === 5 ? byte ^ 1 : byte)),
  );
  await expect(loadCheckpoint(directory)).rejects.toThrow(
    `${manifestPath}: the checkpoint is damaged: its SHA-256 must be`,
  );
  await truncate(path, 8);
  await expect(loadCheckpoint(directory)).rejects.toThrow(
    `${path} must hold ${bytes.length} bytes; received 8`,
  );
  await rename(path, `${path}.away`);
  await expect(loadCheckpoint(directory)).rejects.toThrow(
    `${path}, which checkpoint.json names, cannot be opened`,
  );
  await rename(`${path}.away`, path);
  await writeFile(path, bytes);

  await writeFile(manifestPath, manifest.replace('"epoch":1', '"epoch":2'));
  await expect(loadCheckpoint(directory)).rejects.toThrow('the checkpoint is damaged');
  await writeFile(manifestPath, manifest.replace('"version":2', '"version":9'));
  await expect(loadCheckpoint(directory)).rejects.toThrow(
    `${manifestPath} has version 9, but this program reads versions up to 2: update @hpa/train`,
  );
  await appendFile(manifestPath, '}');
  await expect(loadCheckpoint(directory)).rejects.toThrow(`${manifestPath} must be JSON`);
});

test('a manifest of the wrong shape is refused by name, before memory is taken for its tensors', async () => {
  const path = join(directory, 'checkpoint.json');
  await saveCheckpoint(directory, stateWith([1, 2, 3]));
  const text = await readFile(path, 'utf8');
  const wrongs: [string, string][] = [
    ['null', 'the checkpoint must be an object; received null'],
    ['{}', 'format must be "hpa-train-checkpoint"; received nothing'],
    ['[]', 'the checkpoint must be an object; received []'],
    [text.slice(0, 200), 'must be JSON'],
    ['', 'must be JSON'],
    [text.replace('"shape":[3]', '"shape":[1000000000]'), 'binary.bytes must be the 4000000012 bytes of the'],
    [text.replace('"shape":[3]', '"shape":[1000000000000]'), 'binary.bytes must be the 4000000000012 bytes'],
    [text.replace('"shape":[3]', '"shape":[1e300]'), 'state.weights[0].shape must be a whole number'],
    [text.replace('"shape":[3]', '"shape":[-3]'), 'state.weights[0].shape must be a whole number'],
    [text.replace('"shape":[3]', '"shape":null'), 'state.weights[0].shape must be a list; received null'],
    [text.replace(/,"state":.*/, '}'), 'state must be an object; received nothing'],
    [
      text.replace('"epoch":1', '"epoch":"x"'),
      'state.epoch must be a whole number of at least 0; received "x"',
    ],
    [
      text.replace(/"file":"[^"]*"/, '"file":"../../secret.bin"'),
      'binary.file must be the name of a file of',
    ],
    [text.replace('"optimizer":', '"optimiser":'), 'state.optimizer must be an object; received nothing'],
    [text.replace('"loss":0.3', '"lost":0.3'), 'state.history[0].loss must be a number; received nothing'],
  ];
  for (const [wrong, reason] of wrongs) {
    await writeFile(path, wrong);
    const failure = await loadCheckpoint(directory).catch((error: Error) => error.message);
    expect(failure).toContain(path);
    expect(failure).toContain(reason);
    expect(failure).toContain(`remove that folder to train from the first epoch`);
  }
  await rm(path);
  await mkdir(path);
  await expect(loadCheckpoint(directory)).rejects.toThrow(`${path} must be a regular file`);
});

test('if the newest checkpoint is damaged in any way, the one before it is read, which is said', async () => {
  const path = join(directory, 'checkpoint.json');
  const save = async () => {
    await rm(directory, { recursive: true });
    await saveCheckpoint(directory, { ...stateWith([1]), epoch: 1 });
    await saveCheckpoint(directory, { ...stateWith([2]), epoch: 2 });
    const { binary } = JSON.parse(await readFile(path, 'utf8')) as {
      readonly binary: { readonly file: string };
    };
    return join(directory, binary.file);
  };
  const damages: [(newest: string) => Promise<void>, string][] = [
    [(newest) => truncate(newest, 3), 'bytes; received 3; the checkpoint before it, of epoch 1, is whole'],
    [(newest) => rm(newest), 'cannot be opened'],
    [() => truncate(path, 100), `${path} must be JSON`],
    [() => writeFile(path, 'null'), `${path} is no checkpoint: the checkpoint must be an object`],
    [
      () => writeFile(path, `${'['.repeat(100_000)}${']'.repeat(100_000)}`),
      `${path}: lists and objects must nest at most 100 deep`,
    ],
    [() => rm(path), `${path} is gone; the checkpoint before it, of epoch 1, is whole`],
    [
      async (newest) =>
        writeFile(
          newest,
          (await readFile(newest)).map((byte) => byte ^ 1),
        ),
      'is damaged: its SHA-256',
    ],
  ];
  for (const [damage, reason] of damages) {
    await damage(await save());
    const told: string[] = [];
    const state = await loadCheckpoint(directory, { onDamage: (message) => told.push(message) });
    expect(state!.weights[0]!.data).toEqual(Float32Array.of(1));
    expect(told).toEqual([expect.stringContaining(reason)]);
    // Training goes on: the next save is the newest again, and the whole one stays unless another is whole too.
    await saveCheckpoint(directory, { ...stateWith([3]), epoch: 2 });
    expect((await loadCheckpoint(directory))!.weights[0]!.data).toEqual(Float32Array.of(3));
  }
});

test('a checkpoint of another engine is read, and both are named', async () => {
  await saveCheckpoint(directory, stateWith([1]), { engine: 'wasm' });
  const said: string[] = [];
  const onOtherEngine = (message: string) => said.push(message);
  await loadCheckpoint(directory, { engine: 'wasm', onOtherEngine });
  await loadCheckpoint(directory, { onOtherEngine });
  expect(said).toEqual([]);
  const state = await loadCheckpoint(directory, { engine: 'wasm with fused multiply-add', onOtherEngine });
  expect(state).toEqual(await loadCheckpoint(directory));
  expect(said).toEqual([
    `${join(directory, 'checkpoint.json')} was saved on wasm, and wasm with fused multiply-add goes on: results differ in the last bits from those of a run that stayed on one`,
  ]);
});

test('a checkpoint of another run is refused with the settings of both, and one that does not say whose it is', async () => {
  const identity = { seed: 1, batch: 16, data: 'ab12' };
  await saveCheckpoint(directory, stateWith([1]), { identity });
  expect((await loadCheckpoint(directory, { identity: { data: 'ab12', batch: 16, seed: 1 } }))?.epoch).toBe(
    1,
  );
  expect((await loadCheckpoint(directory))?.epoch).toBe(1);
  await expect(loadCheckpoint(directory, { identity: { ...identity, seed: 2 } })).rejects.toThrow(
    `${join(directory, 'checkpoint.json')} is of a run with seed 1; this one has 2`,
  );
  await expect(loadCheckpoint(directory, { identity: { seed: 1, batch: 8, epochs: 3 } })).rejects.toThrow(
    'is of a run with batch 16, epochs none, data ab12; this one has 8, 3, none',
  );
  await saveCheckpoint(directory, stateWith([2]));
  await expect(loadCheckpoint(directory, { identity })).rejects.toThrow('does not say of which run it is');
});

test('an identity that was changed in the file is damage', async () => {
  await saveCheckpoint(directory, stateWith([1]), { identity: { seed: 1 } });
  const path = join(directory, 'checkpoint.json');
  await writeFile(path, (await readFile(path, 'utf8')).replace('"seed":1', '"seed":2'));
  await expect(loadCheckpoint(directory, { identity: { seed: 2 } })).rejects.toThrow('is damaged');
});

test('a run resumed from disk gives the numbers of an uninterrupted one', async () => {
  const batches = pointBatches(separablePoints(12), 4);
  const whole = linearClassifier({ inputs: 2, classes: 2 });
  await fit(whole, batches, {
    optimizer: adam(),
    epochs: 4,
    callbacks: [
      {
        onEpoch: async (record, { snapshot }) => {
          if (record.epoch === 2) {
            await saveCheckpoint(directory, await snapshot());
          }
        },
      },
    ],
  });
  const resumed = linearClassifier({ inputs: 2, classes: 2 });
  const resumeFrom = await loadCheckpoint(directory);
  expect(resumeFrom).not.toBeNull();
  await fit(resumed, batches, { optimizer: adam(), epochs: 4, resumeFrom });
  expect(await resumed.kernel.data()).toEqual(await whole.kernel.data());
  expect(resumed.steps).toEqual([6, 7, 8, 9, 10, 11]);
  whole.dispose();
  resumed.dispose();
});
