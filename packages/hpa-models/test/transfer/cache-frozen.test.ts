import '@tensorflow/tfjs';
import {
  losses,
  memory,
  mul,
  randomUniform,
  setBackend,
  stack,
  sub,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tensor2d,
  tidy,
  unstack,
  type Variable,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type Classifier,
  cacheFrozen,
  deepLoc,
  freeze,
  gapNet,
  gapNetPl,
  splitFrozen,
} from '../../src/index.js';
import { expectClose } from '../support/expect-close.js';
import { fourClasses } from '../support/four-classes.js';
import { imageShape } from '../support/image-shape.js';
import { useWasm } from '../support/use-wasm.js';

type Batch =
  ReturnType<Parameters<typeof cacheFrozen>[1]['batches']> extends AsyncIterable<infer T> ? T : never;

const labelRows = [0, 1, 2, 3, 1].map((label) => [0, 1, 2, 3].map((column) => Number(column === label)));

/** Five images with ids 0 to 4, in batches of two. */
function fiveImages(classifier: Classifier) {
  const images = randomUniform([5, ...imageShape(classifier.card)], -1, 1, 'float32', 7) as Tensor4D;
  const batch = (ids: readonly number[]): Batch => {
    const [chosen, labels] = tidy(() => {
      const all = unstack(images) as Tensor3D[];
      return [
        stack(ids.map((id) => all[id]!)) as Tensor4D,
        tensor2d(ids.map((id) => labelRows[id]!)),
      ] as const;
    });
    const dispose = () => {
      chosen.dispose();
      labels.dispose();
    };
    return { images: chosen, labels, ids: ids.map(String), dispose };
  };
  return {
    batch,
    dispose: () => images.dispose(),
    async *batches() {
      for (const ids of [[0, 1], [2, 3], [4]]) {
        yield batch(ids);
      }
    },
  };
}

type Trained = Pick<Classifier, 'variables' | 'logits'>;

/** Takes one step of gradient descent; returns the loss before it. */
function descend(model: Trained, { images, labels }: Batch, step: number): number {
  return tidy(() => {
    const variables = [...model.variables];
    const { value, grads } = variableGrads(
      () =>
        losses
          .softmaxCrossEntropy(labels as Tensor2D, model.logits(images, { training: true, step }))
          .asScalar(),
      variables,
    );
    for (const variable of variables) {
      variable.assign(sub(variable, mul(grads[variable.name]!, 0.05)));
    }
    return value.dataSync()[0]!;
  });
}

const bytes = (variables: readonly Variable[]) => variables.map((variable) => variable.dataSync().slice());

describe.each([
  {
    name: 'GapNet-PL, whose frozen part leaves at three points',
    start: async () => {
      await setBackend('cpu');
    },
    build: () => gapNetPl({ input: { height: 16, width: 16 }, classes: fourClasses, seed: 1 }),
    upTo: 'pool2',
    // gap1 and gap2 have no weights, so they belong to the frozen part; pool2 is 1 x 1 x 64.
    size: 32 + 64 + 64,
    // The same kernels on the same numbers.
    tolerance: { absolute: 0 },
  },
  {
    name: 'GapNet, whose batch normalization and dropout are frozen',
    start: useWasm,
    build: () => gapNet({ input: { height: 76, width: 76 }, classes: fourClasses, seed: 1 }),
    upTo: 'dropout2',
    // Two averages, then pool2, which is 7 x 7 x 64 here.
    size: 32 + 64 + 7 * 7 * 64,
    // The composed kernels of wasm may add in another order if the batch size differs.
    tolerance: { absolute: 1e-5, relative: 1e-4 },
  },
  {
    name: 'DeepLoc, frozen up to a layer that others without weights follow',
    start: useWasm,
    build: () => deepLoc({ input: { height: 16, width: 16 }, classes: fourClasses, seed: 1 }),
    upTo: 'conv8_bn',
    // The output is that of flatten, above the last ReLU and pooling.
    size: 2 * 2 * 256,
    tolerance: { absolute: 1e-5, relative: 1e-4 },
  },
])('$name', ({ start, build, upTo, size, tolerance }) => {
  beforeAll(start);

  it('gives the same losses and weights when trained on the cache as on the images', async () => {
    const [whole, split] = [build(), build()];
    for (const classifier of [whole, split]) {
      freeze(classifier, { upTo });
    }
    const { head, ...frozenPart } = splitFrozen(split);
    expect(frozenPart.size).toBe(size);
    const untouched = bytes(split.state);
    const source = fiveImages(split);
    const held = memory().numTensors;
    const cached = await cacheFrozen(frozenPart, source, { batchSize: 2, shuffle: true, seed: 3 });
    expect(memory().numTensors).toBe(held);
    expect(cached.sampleCount).toBe(5);

    let step = 0;
    const orders: string[] = [];
    for (const epoch of [0, 1]) {
      for await (const batch of cached.batches(epoch)) {
        orders.push(batch.ids!.join());
        const same = source.batch(batch.ids!.map(Number));
        expectClose([descend(head, batch, step)], [descend(whole, same, step)], tolerance);
        same.dispose();
        batch.dispose();
        step += 1;
      }
    }
    expect(step).toBe(6);
    const rest: string[] = [];
    for await (const batch of cached.batchesFrom(1, 2)) {
      rest.push(batch.ids!.join());
      batch.dispose();
    }
    expect(rest).toEqual(orders.slice(5));
    // Each epoch has another order, with every image once.
    expect(new Set([orders.slice(0, 3), orders.slice(3)].map(String)).size).toBe(2);
    expect(orders.slice(0, 3).join().split(',').sort()).toEqual(['0', '1', '2', '3', '4']);
    for (const [i, variable] of split.state.entries()) {
      expectClose(variable.dataSync(), whole.state[i]!.dataSync(), tolerance);
    }
    // Frozen variables have not changed, all others have.
    const moved = bytes(split.state).map((now, i) => now.some((value, j) => value !== untouched[i]![j]));
    const trained = new Set(split.network.layers.filter((layer) => layer.trainable).flatMap(weightNames));
    expect(moved).toEqual(split.network.layers.flatMap(weightNames).map((name) => trained.has(name)));
    expect(memory().numTensors).toBe(held);
    source.dispose();
    whole.dispose();
    split.dispose();
  });
});

function weightNames(layer: Classifier['network']['layers'][number]): string[] {
  return layer.weights.map(({ originalName }) => originalName);
}

describe('splitFrozen and cacheFrozen', () => {
  beforeAll(() => setBackend('cpu'));

  it('refuse a network with nothing or everything frozen, and images that are not cached', async () => {
    const classifier = gapNetPl({ input: { height: 16, width: 16 }, classes: fourClasses, seed: 1 });
    expect(() => splitFrozen(classifier)).toThrow('gapnet-pl has no frozen layers at the image');
    freeze(classifier, { upTo: 'pool1' });
    const split = splitFrozen(classifier);
    const source = fiveImages(classifier);
    const whole = source.batch([0]);
    expect(() => split.head.logits(whole.images, { training: false })).toThrow(
      `cached images must be [N, 1, 1, ${split.size}]; received [1, 16, 16, 4]`,
    );
    await expect(cacheFrozen(split, source, { batchSize: 0 })).rejects.toThrow(
      'batchSize must be an integer of at least 1; received 0',
    );
    const none = { async *batches() {} };
    await expect(cacheFrozen(split, none, { batchSize: 1 })).rejects.toThrow('it yielded none');
    freeze(classifier, { upTo: 'dense3' });
    expect(() => splitFrozen(classifier)).toThrow('gapnet-pl is frozen completely; nothing is left to train');
    whole.dispose();
    source.dispose();
    classifier.dispose();
  });
});

it('refuses batches that say they are made otherwise than the classifier takes', async () => {
  const classifier = gapNetPl({ input: { height: 32, width: 32 }, classes: fourClasses, seed: 1 });
  freeze(classifier, { upTo: 'conv8' });
  const { channels } = classifier.card.input;
  const batches = async function* (): AsyncGenerator<Batch> {};
  const source = { input: { channels, normalization: 'unit' }, batches };
  await expect(cacheFrozen(splitFrozen(classifier), source, { batchSize: 2 })).rejects.toThrow(
    'the classifier, [nucleus, protein, microtubules, er] per-image; received [nucleus, protein, microtubules, er] unit',
  );
  classifier.dispose();
});
