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

describe('parseModelCard', () => {
  it('returns a card as it is', () => {
    expect(parseModelCard(card)).toBe(card);
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
      /^model card: input must be \{ height, width, channels, normalization \}; found \{"height":32/,
    ],
    [{ ...card, task: 'multi-label' }, 'model card: task must be \'single-label\'; found "multi-label"'],
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
