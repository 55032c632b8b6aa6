import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { besidePublished } from '../../src/protocols/beside-published.js';
import {
  PUBLISHED_CELLS,
  PUBLISHED_CLASSES,
  PUBLISHED_CYTOSOL,
  PUBLISHED_RESULTS,
  PUBLISHED_SIZE,
} from '../../src/protocols/published-results.js';
import { NOTEBOOK_RECIPES, NOTEBOOK_SIZE } from '../../src/recipes/notebook-recipes.js';
import { RECIPES } from '../../src/recipes/recipes.js';

const notes = fileURLToPath(new URL('../../../../../shared/design/field.md', import.meta.url));

describe('the published results', () => {
  it.skipIf(!existsSync(notes))('are those of the notes on the study (skipped without ../shared)', () => {
    const text = readFileSync(notes, 'utf8');
    const rows = text.split('\n').filter((line) => /^\| .*, \d+, \d+ \|/.test(line));
    expect(rows).toHaveLength(PUBLISHED_RESULTS.length);
    for (const [index, result] of PUBLISHED_RESULTS.entries()) {
      const [, , , training, accuracy] = rows[index]!.split('|').map((cell) => cell.trim());
      expect(accuracy).toContain(result.validationAccuracy.toFixed(4));
      const test = /test (0\.\d+)/.exec(accuracy!)?.[1];
      expect(result.testAccuracy).toBe(test === undefined ? null : Number(test));
      const head = rows[index]!.includes('one epoch of the head') ? 1 : 0;
      expect(result.epochs).toBe(Number(training!.split(', ').at(-1)) + head);
    }
    expect(text).toContain(`scores ${PUBLISHED_CYTOSOL.all} on all rows (${PUBLISHED_CYTOSOL.validation}`);
    expect(text).toContain(`resized with\n  skimage to ${PUBLISHED_SIZE}x${PUBLISHED_SIZE}x3`);
    expect(text).toContain(PUBLISHED_CELLS.toLocaleString('en-US'));
    for (const id of PUBLISHED_CLASSES) {
      expect(text).toMatch(new RegExp(`Target is exactly one of[\\s\\S]{0,200}\\b${id} [A-Z]`));
    }
  });
});

describe('the recipes beside the published results', () => {
  it('train as long as the study did, and the others of the same network exist', () => {
    const recipes = new Map(NOTEBOOK_RECIPES.map((recipe) => [recipe.name, recipe]));
    for (const { recipe, epochs, sameNetwork } of PUBLISHED_RESULTS) {
      expect(recipes.get(recipe)?.epochs).toBe(epochs);
      for (const name of sameNetwork) {
        expect(RECIPES[name]?.architecture).toBe(recipes.get(recipe)?.architecture);
      }
    }
    expect([...recipes.keys()].sort()).toEqual(PUBLISHED_RESULTS.map(({ recipe }) => recipe).sort());
    expect(NOTEBOOK_SIZE).toBe(PUBLISHED_SIZE);
  });
});

describe('besidePublished', () => {
  const study = {
    synthetic: false,
    imageSize: 299,
    classes: [{ id: 25 }, { id: 13 }, { id: 18 }, { id: 26 }],
    cells: 2075,
  };
  const oursOf = (title: string, published: ReturnType<typeof besidePublished>) =>
    published.results.find((result) => result.title === title)?.ours;

  it('holds a figure against one of the same recipe, size, cells and epochs without reserve', () => {
    const models = [{ name: 'notebook-cnn-adam', epochs: 20 }];
    const published = besidePublished({ ...study, models });
    expect(oursOf('CNN of two stages, Adam', published)).toEqual([
      { model: 'notebook-cnn-adam', differs: [] },
    ]);
    expect(oursOf('CNN of two stages, SGD', published)).toEqual([]);
    expect(published.results[2]).toMatchObject({ validationAccuracy: 0.9038, testAccuracy: 0.865 });
  });

  it('says in what else a figure differs', () => {
    const published = besidePublished({
      synthetic: true,
      imageSize: 96,
      classes: [{ id: 25 }, { id: 0 }],
      cells: 620,
      models: [
        { name: 'gapnet', epochs: 1 },
        { name: 'gapnet-pl', epochs: 15 },
      ],
    });
    expect(oursOf('GapNet, batch-norm variant', published)).toEqual([
      {
        model: 'gapnet',
        differs: [
          'another recipe',
          '1 epoch instead of 30',
          '96 pixels instead of 299',
          'other locations',
          'drawn cells',
          '620 cells instead of 2,075',
        ],
      },
    ]);
    expect(published.results.flatMap(({ ours }) => ours).map(({ model }) => model)).not.toContain(
      'gapnet-pl',
    );
  });
});
