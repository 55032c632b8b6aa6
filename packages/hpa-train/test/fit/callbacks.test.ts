import '@tensorflow/tfjs';
import { mul, type Tensor2D } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import type { Callback, Failure, TrainingRun } from '../../src/callbacks/callback.js';
import { fit } from '../../src/fit/fit.js';
import { sgd } from '../../src/optimizers/sgd.js';
import type { TrainingState } from '../../src/state/training-state.js';
import type { Trainable } from '../../src/types.js';
import { linearClassifier, pointBatches, separablePoints } from '../support/linear-classifier.js';
import { trainALittle } from '../support/train-a-little.js';

const pause = () => new Promise<void>((resolve) => setTimeout(resolve, 1));

function recorder(name: string, heard: string[]): Callback {
  const hear = async (what: string) => {
    heard.push(`${name} begins ${what}`);
    await pause();
    heard.push(`${name} ends ${what}`);
  };
  return {
    name,
    onStart: () => hear('start'),
    onStep: ({ step }) => hear(`step ${step}`),
    onEpoch: ({ epoch }) => hear(`epoch ${epoch}`),
    onEnd: ({ stopped }) => hear(stopped),
  };
}

test('callbacks are called one after another, in the order of the list, and awaited', async () => {
  const heard: string[] = [];
  await trainALittle([recorder('a', heard), recorder('b', heard)], { epochs: 1 });
  const events = ['start', 'step 1', 'step 2', 'step 3', 'step 4', 'step 5', 'epoch 1', 'completed'];
  expect(heard).toEqual(
    events.flatMap((event) =>
      ['a', 'b'].flatMap((name) => [`${name} begins ${event}`, `${name} ends ${event}`]),
    ),
  );
});

test('a run tells callbacks where it stands', async () => {
  const seen: unknown[] = [];
  const look = ({ epochs, step, history, best, resumedAt, metrics }: TrainingRun) =>
    seen.push([epochs, step, history.length, best?.epoch ?? null, resumedAt, metrics]);
  let state: TrainingState | null = null;
  await trainALittle(
    [
      {
        onStart: (run) => void look(run),
        onEpoch: (_, run) => void look(run),
        onStep: async ({ step }, run) => {
          if (step === 7) {
            state = await run.snapshot();
          }
        },
      },
    ],
    { metrics: { one: () => 1 } },
  );
  await trainALittle([{ onStart: (run) => void look(run) }], {
    metrics: { one: () => 1 },
    resumeFrom: state,
  });
  const metrics = ['loss', 'accuracy', 'one'];
  expect(seen).toEqual([
    [2, 0, 0, null, null, metrics],
    [2, 5, 1, 1, null, metrics],
    [2, 10, 2, 2, null, metrics],
    [2, 7, 1, 1, 7, metrics],
  ]);
});

test('the first reason to stop counts, at once within an epoch, whose record is left out', async () => {
  const steps: number[] = [];
  const history = await trainALittle([
    {
      onStep({ step }, run) {
        steps.push(step);
        if (step === 7) {
          run.stop('enough');
        }
      },
    },
    { onStep: ({ step }, run) => (step === 7 ? run.stop('too much') : undefined) },
  ]);
  expect(history).toMatchObject({ stopped: 'enough', epochs: [{ epoch: 1 }] });
  expect(steps).toEqual([1, 2, 3, 4, 5, 6, 7]);
  for (const reason of ['', 'completed', 'aborted', 3 as never]) {
    await expect(trainALittle([{ onStart: (run) => run.stop(reason) }])).rejects.toThrow(
      'callbacks[0].onStart: the reason to stop must be a text other than',
    );
  }
  const never = await trainALittle([{ onStart: (run) => run.stop('at once') }]);
  expect(never).toEqual({ epochs: [], best: null, stopped: 'at once' });
});

test('an error of a callback names it, and stays the error that it was', async () => {
  class Pruned extends Error {}
  const error = new Pruned('the trial is worse than the median');
  const failing = trainALittle([
    {},
    {
      name: 'trial',
      onEpoch() {
        throw error;
      },
    },
  ]);
  await expect(failing).rejects.toBe(error);
  expect(error.message).toBe('trial.onEpoch: the trial is worse than the median');
  const text = trainALittle([
    {
      onStep() {
        throw 'a text';
      },
    },
  ]);
  await expect(text).rejects.toThrow('callbacks[0].onStep: a text');
  const frozen = Object.freeze(new Error('frozen'));
  const throwing = trainALittle([
    {
      onEnd() {
        throw frozen;
      },
    },
  ]);
  await expect(throwing).rejects.toThrow('callbacks[0].onEnd: frozen');
});

const points = separablePoints(8);
const batches = pointBatches(points, 4);

/** A model whose logits are NaN from the fourth batch on, in training or in validation. */
function breaking(when: 'training' | 'validation'): Trainable & { dispose(): void } {
  const model = linearClassifier({ inputs: 2, classes: 2 });
  return {
    variables: model.variables,
    logits(images, options) {
      const logits = model.logits(images, options);
      const breaks = options.training === (when === 'training') && model.steps.length >= 4;
      return breaks ? (mul(logits, Number.NaN) as Tensor2D) : logits;
    },
    dispose: () => model.dispose(),
  };
}

test('what a run diverged on is told with the batch, before it is thrown', async () => {
  const failures: (Omit<Failure, 'tensors'> & { readonly ids: unknown; readonly images: unknown })[] = [];
  const listener: Callback = {
    async onDiverged({ tensors, ...failure }) {
      failures.push({ ...failure, ids: tensors?.ids, images: await tensors?.images.array() });
    },
    onEnd() {
      throw new Error('a run that fails has no end');
    },
  };
  for (const when of ['training', 'validation'] as const) {
    const model = breaking(when);
    const options = { optimizer: sgd({ learningRate: 0.25 }), epochs: 3, validation: batches };
    await expect(fit(model, batches, { ...options, callbacks: [listener] })).rejects.toMatchObject({
      name: 'Diverged',
    });
    model.dispose();
  }
  const [training, validation] = failures;
  expect(training).toMatchObject({ epoch: 2, batch: 2, step: 3, learningRate: 0.25 });
  expect(training!.error.message).toContain('epoch 2, batch 2: the loss must be finite');
  // The second epoch begins with the second point.
  const shown = [5, 6, 7, 0].map((index) => points[index]!);
  expect(training!.ids).toEqual(shown.map(({ id }) => id));
  expect(training!.images).toEqual(shown.map(({ inputs }) => [[inputs.map(Math.fround)]]));
  expect(validation).toMatchObject({ epoch: 2, batch: null, step: 4, ids: undefined });
});
