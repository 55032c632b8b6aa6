import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { type ByteSource, memorySource } from '../../src/weights/bytes/byte-source.js';
import { expectClose } from './expect-close.js';
import { formulaValues } from './formula-weights.js';

// The files of test/fixtures/weights, written by scripts/fixtures/write_fixtures.py.

/** Name and shape of each tensor of the small network, in the order in which the formula numbers them. */
export const fixtureTensors: readonly (readonly [name: string, shape: readonly number[]])[] = [
  ['conv2d_1/kernel', [3, 3, 3, 4]],
  ['batch_normalization_1/beta', [4]],
  ['batch_normalization_1/moving_mean', [4]],
  ['batch_normalization_1/moving_variance', [4]],
  ['dense_1/kernel', [4, 2]],
  ['dense_1/bias', [2]],
];

/** Values of a tensor of the small network. */
export function fixtureValues(name: string): Float32Array {
  const k = fixtureTensors.findIndex(([candidate]) => candidate === name);
  return formulaValues(name.split('/')[1]!, k, fixtureTensors[k]![1]);
}

/** Path of a fixture. */
export function fixturePath(name: string): string {
  return fileURLToPath(new URL(`../fixtures/weights/${name}`, import.meta.url));
}

/** A fixture in memory. */
export function fixture(name: string): ByteSource {
  return memorySource(name, readFileSync(fixturePath(name)));
}

/** Something with tensors by name, such as the weights of a file. */
interface Tensors {
  readonly tensors: ReadonlyMap<
    string,
    { readonly shape: readonly number[]; read(): ArrayLike<number | bigint> }
  >;
}

/** Expects the weights of the small network, exactly or within the rounding of the format. */
export function expectFixtureWeights(
  { tensors }: Tensors,
  { absolute = 0, relative = 0, rename = (name) => name }: FixtureExpectation = {},
): void {
  expect([...tensors.keys()].sort()).toEqual(fixtureTensors.map(([name]) => rename(name)).sort());
  for (const [name, shape] of fixtureTensors) {
    const stored = tensors.get(rename(name))!;
    expect(stored.shape, name).toEqual(shape);
    expectClose(stored.read() as ArrayLike<number>, fixtureValues(name), { absolute, relative });
  }
}

interface FixtureExpectation {
  readonly absolute?: number;
  readonly relative?: number;
  /** The name in this format. */
  readonly rename?: (name: string) => string;
}
