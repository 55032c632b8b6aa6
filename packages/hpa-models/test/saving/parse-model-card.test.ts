import { describe, expect, it } from 'vitest';
import { parseModelCard } from '../../src/saving/parse-model-card.js';

const card = {
  version: 2,
  name: 'gapnet-pl',
  architecture: 'gapnet-pl',
  input: {
    height: 32,
    width: 32,
    channels: ['nucleus', 'protein', 'microtubules', 'er'],
    normalization: 'per-image',
  },
  classes: [{ id: 25, name: 'Cytosol' }],
  task: 'single-label',
  provenance: 'random, seed 1',
  parameters: 623_137,
  options: { dropout: 0.3, seed: 1 },
};

const several = {
  ...card,
  classes: [
    { id: 25, name: 'Cytosol' },
    { id: 0, name: 'Nucleoplasm' },
  ],
  task: 'multi-label',
};

describe('parseModelCard', () => {
  it('returns a card as it is', () => {
    expect(parseModelCard(card)).toBe(card);
  });

  it.each([
    { ...card, temperature: [1.7] },
    several,
    { ...several, thresholds: [0.3, 1], temperature: [0.9] },
    { ...several, temperature: [0.9, 2.5] },
    { ...card, input: { ...card.input, levels: 'percentile' } },
    { ...card, input: { ...card.input, levels: [-1, 1.5] } },
  ])('takes the task, thresholds, temperature and levels of %o', (each) => {
    expect(parseModelCard(each)).toBe(each);
  });

  it.each([
    [undefined, 'model card: expected an object; found undefined'],
    [[card], /^model card: expected an object; found \[/],
    [
      { ...card, version: 1 },
      'model card: version must be 2, the only version that this library reads; found 1',
    ],
    [{ ...card, architecture: 7 }, 'model card: architecture must be a string; found 7'],
    [{ ...card, provenance: null }, 'model card: provenance must be a string; found null'],
    [
      { ...card, input: { ...card.input, channels: 'bgry' } },
      /^model card: input must be \{ height, width, channels, normalization, levels\? \}, .*; found \{"height":32/,
    ],
    ...['auto', null, [0], [1, 1], [0, '1'], [0, 1, 2]].map((levels): [object, RegExp] => [
      { ...card, input: { ...card.input, levels } },
      /^model card: input must be .* where levels is 'bit-depth', 'percentile' or two numbers; found/,
    ]),
    [
      { ...card, task: 'multilabel' },
      "model card: task must be 'single-label' or 'multi-label'; found \"multilabel\"",
    ],
    [
      { ...card, thresholds: [0.5] },
      "model card: thresholds must be absent where the task is 'single-label'; found [0.5]",
    ],
    [
      { ...several, thresholds: [0.5] },
      'model card: thresholds must be 2 numbers in (0, 1], one per class; found [0.5]',
    ],
    ...[
      [0, 0.5],
      [0.5, 1.1],
      [0.5, Number.NaN],
      ['0.5', 0.5],
    ].map((thresholds): [object, string] => [
      { ...several, thresholds },
      'model card: thresholds must be 2 numbers in (0, 1], one per class; found [',
    ]),
    [
      { ...card, temperature: [1, 2] },
      'model card: temperature must be a list of one positive number; found [1,2]',
    ],
    [
      { ...card, temperature: 1.5 },
      'model card: temperature must be a list of one positive number; found 1.5',
    ],
    [
      { ...several, temperature: [1, 0] },
      'model card: temperature must be one positive number, or 2, one per class; found [1,0]',
    ],
    [
      { ...several, temperature: [1, 2, 3] },
      'model card: temperature must be one positive number, or 2, one per class; found [1,2,3]',
    ],
    [
      { ...several, temperature: [Number.POSITIVE_INFINITY] },
      'model card: temperature must be one positive number, or 2, one per class; found [',
    ],
    [
      { ...card, classes: [{ id: '25', name: 'Cytosol' }] },
      /classes must be a list of \{ id, name \}; found \[/,
    ],
    [{ ...card, parameters: 1.5 }, 'model card: parameters must be an integer; found 1.5'],
    [{ ...card, options: [] }, 'model card: options must be an object; found []'],
  ])('names what is wrong with %o', (wrong, message) => {
    expect(() => parseModelCard(wrong)).toThrow(message);
  });
});
