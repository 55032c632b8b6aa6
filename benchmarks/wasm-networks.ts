import { InvalidArgumentError } from 'commander';
import type { Benchmark } from './benchmark.js';
import { registry } from './registry.js';

/** The benchmarks of networks, which run on `wasm`. */
export const WASM_NETWORKS: readonly Benchmark[] = registry.filter(({ engines }) => engines.includes('wasm'));

/**
 * Adds a name to those that a flag has collected.
 *
 * @throws InvalidArgumentError if it is none of {@link WASM_NETWORKS}.
 */
export function collectNetwork(text: string, before: readonly string[]): readonly string[] {
  const names = WASM_NETWORKS.map(({ name }) => name);
  if (!names.includes(text)) {
    throw new InvalidArgumentError(`There are ${names.join(', ')}.`);
  }
  return [...before, text];
}
