import '@tensorflow/tfjs';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMPOSITIONS } from '@hpa/data';
import { inceptionV3 } from '@hpa/models';
import { saveClassifier } from '@hpa/models/node';
import { setBackend } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { safetensorsFile } from '../../hpa-models/test/support/safetensors-file.js';
import { buildModel } from '../src/experiment/build-model.js';
import { findStartingWeights } from '../src/recipes/find-starting-weights.js';
import { RECIPES } from '../src/recipes/recipes.js';

/** Names and shapes of torchvision's tensors. */
const torchvision: { readonly networks: Readonly<Record<string, { readonly tensors: readonly string[] }>> } =
  JSON.parse(
    readFileSync(new URL('../../hpa-models/test/goldens/torchvision.json', import.meta.url), 'utf8'),
  );

const classes = [0, 25].map((id) => ({ id, name: `location ${id}` }));

describe('the recipe of InceptionV3 from trained weights', () => {
  it('has them below a head of its own, sees three channels in [-1, 1], and says so', async () => {
    await setBackend('cpu');
    const folder = await mkdtemp(join(tmpdir(), 'hpa-transfer-'));
    const common = {
      input: { height: 75, width: 75, channels: COMPOSITIONS['rgb-half-yellow'] },
      pooling: 'avg',
    } as const;
    const trained = inceptionV3({ ...common, classes: [...classes, { id: 2, name: 'location 2' }], seed: 9 });
    await saveClassifier(trained, join(folder, 'model'));

    const recipe = { ...RECIPES['inception-v3']!, initialWeights: join(folder, 'model') };
    const weights = (await findStartingWeights([recipe])).get('inception-v3')!;
    const study = {
      images: { height: 75, width: 75 },
      classes,
      task: 'single-label',
    } as const;
    const classifier = buildModel(recipe, { study, seed: 1, weights });
    expect(classifier.card).toMatchObject({
      input: { height: 75, width: 75, channels: COMPOSITIONS['rgb-half-yellow'], normalization: 'symmetric' },
      provenance: `376 of 380 variables from ${join(folder, 'model')}; the others: random, seed 1`,
    });
    const [first, theirs] = [classifier, trained].map(({ state }) => state[0]!.dataSync());
    expect(first).toEqual(theirs);
    expect(classifier.state.at(-1)!.shape).toEqual([2]);
    trained.dispose();
    classifier.dispose();
    await rm(folder, { recursive: true });
  });
});

describe.each(['resnet-18', 'densenet-121'])('the recipe of %s from weights of torchvision', (name) => {
  it('has them below a head of its own, sees three channels by ImageNet, and says so', async () => {
    await setBackend('cpu');
    const folder = await mkdtemp(join(tmpdir(), 'hpa-transfer-'));
    const path = join(folder, 'weights.safetensors');
    const { tensors } = torchvision.networks[name]!;
    await writeFile(
      path,
      safetensorsFile(
        tensors.map((line) => {
          const [tensor, dimensions = ''] = line.split(' ');
          const shape = dimensions === '' ? [] : dimensions.split(',').map(Number);
          const size = shape.reduce((product, length) => product * length, 1);
          return tensor!.endsWith('num_batches_tracked')
            ? { name: tensor!, dtype: 'I64', shape, values: BigInt64Array.of(7n) }
            : { name: tensor!, dtype: 'F32', shape, values: new Float32Array(size).fill(0.5) };
        }),
      ),
    );
    const study = {
      images: { height: 32, width: 32 },
      classes,
      task: 'single-label',
    } as const;
    const recipe = { ...RECIPES[name]!, initialWeights: path };
    const weights = (await findStartingWeights([recipe])).get(name)!;
    const classifier = buildModel(recipe, { study, seed: 1, weights });
    expect(classifier.card.input).toMatchObject({
      channels: COMPOSITIONS['rgb-half-yellow'],
      normalization: 'imagenet',
    });
    expect(classifier.card.provenance).toMatch(
      /^\d+ of \d+ variables from weights.safetensors; the others: random, seed 1$/,
    );
    expect(classifier.state[0]!.dataSync().every((value) => value === 0.5)).toBe(true);
    expect(classifier.state.at(-1)!.shape).toEqual([2]);
    classifier.dispose();
    await rm(folder, { recursive: true });
  });
});

describe('a recipe that starts from the model of a run', () => {
  const study = { images: { height: 32, width: 32 }, classes, task: 'single-label' } as const;

  it('widens a first convolution for three channels to four as it says, and takes all else below the head', async () => {
    await setBackend('cpu');
    const folder = await mkdtemp(join(tmpdir(), 'hpa-transfer-'));
    const three = { ...RECIPES['gapnet-pl']!, input: { channels: ['microtubules', 'protein', 'nucleus'] } };
    const trained = buildModel(three, { study, seed: 9 });
    await saveClassifier(trained, join(folder, 'gapnet-pl', 'model'));
    const recipe = {
      ...RECIPES['gapnet-pl']!,
      input: { channels: 'rgby' },
      initialWeights: join(folder, 'gapnet-pl'),
      stem: 'zeros',
    } as const;
    const weights = (await findStartingWeights([recipe])).get('gapnet-pl')!;
    const classifier = buildModel(recipe, { study, seed: 1, weights });
    expect(classifier.card.provenance).toBe(
      `15 of 22 variables from ${join(folder, 'gapnet-pl', 'model')}, adapted from the channels microtubules, protein, nucleus; the others: random, seed 1`,
    );
    // [3, 3, 4, 32]: the kernel of yellow is zero, that of red is the trained one.
    const [kernel, source] = [classifier, trained].map(({ state }) => state[0]!.dataSync());
    expect([...kernel!.slice(3 * 32, 4 * 32)].every((value) => value === 0)).toBe(true);
    expect(kernel!.slice(0, 3 * 32)).toEqual(source!.slice(0, 3 * 32));
    expect(classifier.state[2]!.dataSync()).toEqual(trained.state[2]!.dataSync());

    // Other orders and fewer channels take the slices of their channels.
    const two = { ...recipe, input: { channels: ['nucleus', 'protein'] } };
    const narrow = buildModel(two, { study, seed: 1, weights });
    const slices = (values: ArrayLike<number>, count: number, at: number) =>
      Array.from({ length: 9 * 32 }, (_, i) => values[(Math.floor(i / 32) * count + at) * 32 + (i % 32)]);
    const ofTwo = narrow.state[0]!.dataSync();
    expect(slices(ofTwo, 2, 0)).toEqual(slices(source!, 3, 2));
    expect(slices(ofTwo, 2, 1)).toEqual(slices(source!, 3, 1));

    // All four like 3/4 of the mean, so that a gray image gives the same.
    const even = buildModel({ ...recipe, stem: 'mean' }, { study, seed: 1, weights });
    const first = (values: ArrayLike<number>, count: number) =>
      Array.from({ length: count }, (_, channel) => values[channel * 32]!).reduce((a, b) => a + b);
    expect(first(even.state[0]!.dataSync(), 4)).toBeCloseTo(first(source!, 3), 5);
    narrow.dispose();
    even.dispose();
    trained.dispose();
    classifier.dispose();
    await rm(folder, { recursive: true });
  });

  it('says what was compared if nothing fits', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hpa-transfer-'));
    const trained = buildModel(RECIPES['gapnet-pl']!, { study, seed: 9 });
    await saveClassifier(trained, join(folder, 'model'));
    const recipe = { ...RECIPES['resnet-18']!, initialWeights: folder };
    const weights = (await findStartingWeights([recipe])).get('resnet-18')!;
    expect(() => buildModel(recipe, { study, seed: 1, weights })).toThrow(
      /recipe resnet-18: no tensor of .*model has the name and shape of a variable of resnet-18: it lacks \S+ and \d+ more; it has \S+ and \d+ more of other names/,
    );
    trained.dispose();
    await rm(folder, { recursive: true });
  });
});
