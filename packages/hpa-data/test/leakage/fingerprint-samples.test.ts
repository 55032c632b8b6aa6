import { describe, expect, it } from 'vitest';
import { fingerprintSamples, syntheticCell } from '../../src/index.js';
import { fingerprintCell } from '../../src/leakage/fingerprint-cell.js';
import { makeSample } from '../support/make-sample.js';
import { makeStore } from '../support/make-store.js';

describe('fingerprintSamples', () => {
  it('loads each id once and maps it to the fingerprint of its image', async () => {
    const image = syntheticCell({ location: 18, seed: 1, size: 32 });
    const loaded: string[] = [];
    const load = ({ id }: { readonly id: string }) => {
      loaded.push(id);
      return image;
    };
    const fingerprints = await fingerprintSamples([makeSample('a'), makeSample('b'), makeSample('a')], {
      images: makeStore([32, 32], load),
    });
    expect(loaded).toEqual(['a', 'b']);
    expect(fingerprints).toEqual(
      new Map([
        ['a', fingerprintCell(image)],
        ['b', fingerprintCell(image)],
      ]),
    );
  });
});
