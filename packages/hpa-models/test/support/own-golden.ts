import { readFileSync } from 'node:fs';
import type { SmallNetworkGolden } from './small-network-golden.js';

/** Reads a golden of test/goldens/. */
export function ownGolden(name: string): SmallNetworkGolden & { readonly parameters: number } {
  return JSON.parse(readFileSync(new URL(`../goldens/${name}.json`, import.meta.url), 'utf8'));
}
