import { streamKey } from '../counter-hash.js';

/**
 * Numbers the dropout layers of a network: each call returns the name and the seed of the next one.
 *
 * @param seed the seed of the network; its kernels use the streams [0, n], its dropout layers [1, n]
 */
export function dropoutSeeds(seed: number): () => { readonly name: string; readonly seed: number } {
  let layers = 0;
  return () => {
    layers += 1;
    return { name: `dropout${layers}`, seed: streamKey(seed, 1, layers) };
  };
}
