import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildModel } from '../../src/experiment/build-model.js';
import { parseRecipes } from '../../src/recipes/parse-recipes.js';
import { planFreezing } from '../../src/recipes/plan-freezing.js';
import { RECIPES } from '../../src/recipes/recipes.js';

const MINE = { name: 'mine', architecture: 'gapnet-pl', learningRate: 1e-3 };
const parse = (written: unknown) => parseRecipes(written, { source: 'mine.json' });

describe('parseRecipes', () => {
  it('fills in what a recipe leaves out, and takes a name for a choice without settings', () => {
    const [recipe] = parse({
      ...MINE,
      optimizer: 'sgd',
      loss: { name: 'sum', terms: ['focal', { name: 'lovasz', weight: 0.5 }] },
      augment: ['dihedral', { name: 'cutout', side: 0.3 }],
    });
    expect(recipe).toEqual({
      ...MINE,
      options: {},
      input: {},
      optimizer: { name: 'sgd' },
      schedule: { name: 'cosine' },
      loss: { name: 'sum', terms: [{ name: 'focal' }, { name: 'lovasz', weight: 0.5 }] },
      augment: [{ name: 'dihedral' }, { name: 'cutout', side: 0.3 }],
      sampling: 'shuffle',
      classWeights: 'square-root',
      l1: 0,
      l2: 0,
      epochs: 15,
      batchSize: 16,
      keep: 'last',
      monitor: 'macroF1',
      initialWeights: 'random',
      stem: 'copy-red',
    });
  });

  it('takes what it gave, written as JSON, for every built-in recipe', () => {
    const recipes = Object.values(RECIPES);
    expect(recipes.length).toBeGreaterThan(12);
    expect(parse(JSON.parse(JSON.stringify(recipes)))).toEqual(recipes);
  });

  it('takes the recipe of the README, whose network has the layer that it freezes', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const [, json = ''] = /```json\n(.*?)```/s.exec(readme) ?? [];
    const recipe = { ...parse(JSON.parse(json))[0]!, initialWeights: 'random' };
    const classes = [0, 1].map((id) => ({ id, name: `class ${id}` }));
    const study = { images: { height: 64, width: 64 }, classes, task: 'single-label' } as const;
    const classifier = buildModel(recipe, { study, seed: 1, initialWeights: 'none' });
    expect(planFreezing(recipe, classifier)).toBeTypeOf('function');
    classifier.dispose();
  });

  it.each([
    [{ learningrate: 1 }, 'there is no setting "learningrate", the nearest are learningRate'],
    [{ learningRate: -1 }, 'learningRate: expected number to be >0; received -1'],
    [{ learningRate: undefined }, 'learningRate: expected number; received none'],
    [{ name: '../out' }, 'name: expected letters, digits, hyphens and underscores'],
    [{ architecture: 'gapnt' }, 'there is no architecture "gapnt", the nearest are gapnet'],
    [{ epochs: 1.5 }, 'epochs: expected int; received 1.5'],
    [{ optimizer: 'adma' }, 'optimizer.name must be one of adam, adamw, sgd, rmsprop; received "adma"'],
    [
      { optimizer: { name: 'sgd', momentun: 0.9 } },
      'no setting "momentun" of optimizer, the nearest are momentum',
    ],
    [{ optimizer: { name: 'sgd', nesterov: true } }, 'momentum must be above 0 if nesterov is true'],
    [{ schedule: { name: 'cosine', minimum: 1 } }, 'minimum must be in [0, 0.001], up to the learning rate'],
    [{ loss: { name: 'focal', gamma: '2' } }, 'loss.gamma: expected number; received "2"'],
    [
      { loss: { name: 'sum', terms: ['focal', 'hinge'] } },
      'loss.terms.1.name must be one of cross-entropy, focal',
    ],
    [
      { augment: ['flips', 'dihedral'] },
      'augment must have dihedral or flips once; received flips, dihedral',
    ],
    [{ augment: [{ name: 'cutout', sid: 1 }] }, 'no setting "sid" of augment.0, the nearest are side'],
    [{ augment: 'mirror' }, 'augment: expected one of "none"|"flips"|"dihedral"; received "mirror"'],
    [{ input: { chanels: ['er'] } }, 'no setting "chanels" of input, the nearest are channels'],
    [
      { freeze: { layers: 3, upTo: 'conv1' } },
      'freeze: expected either upTo, the name of a layer, or layers',
    ],
    [
      { parameterGroups: [{ match: '(' }] },
      'parameterGroups.0.match: expected a regular expression; received "("',
    ],
    [{ parameterGroups: [{ match: 'bias', weightDecay: 0 }] }, 'parameterGroups needs the optimizer adamw'],
    [
      { epochs: 1, headFirst: { epochs: 2, optimizer: 'sgd', learningRate: 1 } },
      'headFirst.epochs must be at most epochs',
    ],
  ])('names what is wrong with %j', (change, message) => {
    expect(() => parse({ ...MINE, ...change })).toThrow(RangeError);
    expect(() => parse({ ...MINE, ...change })).toThrow(message);
    expect(() => parse([MINE, { ...MINE, ...change }])).toThrow(/^mine\.json: recipe [^\n]+$/);
  });

  it('refuses what is no recipe, no list of them, or two of one name', () => {
    expect(() => parse([])).toThrow('mine.json: expected at least one recipe; received an empty list');
    expect(() => parse([MINE, 5])).toThrow('mine.json: recipe number 2: it: expected object; received 5');
    expect(() => parse([MINE, MINE])).toThrow('mine.json: there are two recipes mine');
  });
});
