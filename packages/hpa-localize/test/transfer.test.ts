import '@tensorflow/tfjs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMPOSITIONS } from '@hpa/data';
import { inceptionV3 } from '@hpa/models';
import { saveClassifier } from '@hpa/models/node';
import { setBackend } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { RECIPES } from '../src/recipes/recipes.js';

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

    const weights = { path: join(folder, 'model'), provenance: 'elsewhere' };
    const build = RECIPES['inception-v3']!.transfer!.build;
    const classifier = build(
      { name: 'inception-v3', input: { height: 75, width: 75 }, classes, seed: 1 },
      weights,
    );
    expect(classifier.card).toMatchObject({
      input: { height: 75, width: 75, channels: COMPOSITIONS['rgb-half-yellow'], normalization: 'symmetric' },
      provenance: '376 of 380 variables from elsewhere; the others: random, seed 1',
    });
    const [first, theirs] = [classifier, trained].map(({ state }) => state[0]!.dataSync());
    expect(first).toEqual(theirs);
    expect(classifier.state.at(-1)!.shape).toEqual([2]);
    trained.dispose();
    classifier.dispose();
    await rm(folder, { recursive: true });
  });
});
