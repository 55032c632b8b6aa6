import { describe, expect, it } from 'vitest';
import { parseModelCard } from '../../src/index.js';

const card = {
  version: 1,
  name: 'gapnet-pl',
  architecture: 'gapnet-pl',
  inputShape: [32, 32, 4],
  channels: 'bgry',
  normalization: 'per-image',
  classes: [{ id: 25, name: 'Cytosol' }],
  weights: 'random, seed 1',
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
    [{ ...card, version: 2 }, 'model card: version must be 1, the only version this library reads; found 2'],
    [{ ...card, architecture: 7 }, 'model card: architecture must be a string; found 7'],
    [{ ...card, weights: null }, 'model card: weights must be a string; found null'],
    [{ ...card, inputShape: [32, 32] }, 'model card: inputShape must be three integers; found [32,32]'],
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
