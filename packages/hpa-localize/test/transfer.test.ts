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
