import { engine, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { filled } from './on-backend.js';

/** A tensor's shape, and the attributes of HpaDropout. */
export interface DropoutCase {
  readonly shape: number[];
  readonly attributes: Readonly<
    Record<'key' | 'firstElement' | 'rate' | 'scale' | 'shift' | 'dropped', number>
  >;
}

const PLAIN = { key: 1, firstElement: 0, rate: 0.5, scale: 2, shift: 0, dropped: 0 };

/** Cases that include the largest counters and keys. */
export const DROPOUT_CASES: readonly DropoutCase[] = [
  { shape: [3, 5, 7], attributes: PLAIN },
  { shape: [1], attributes: { ...PLAIN, key: 0, rate: 0, shift: 1, dropped: 7 } },
  { shape: [2, 9001], attributes: { ...PLAIN, key: 2 ** 32 - 1, firstElement: 12_345, rate: 0.2 } },
  {
    shape: [5, 41, 43, 6],
    attributes: {
      key: 3_000_000_000,
      firstElement: 2 ** 32 - 1000,
      rate: 0.9,
      scale: -0.5,
      shift: 0.25,
      dropped: -1.5,
    },
  },
  { shape: [4, 0], attributes: PLAIN },
];

/** Runs the kernel of the current backend. */
export function runDropout({ shape, attributes }: DropoutCase): Tensor {
  return engine().runKernel('HpaDropout', { x: tensor(filled(shape), shape) }, { ...attributes });
}

/** The same element by element, with a hash in BigInt. */
export function dropoutInPlain({ shape, attributes }: DropoutCase): number[] {
  const { key, firstElement, rate, scale, shift, dropped } = attributes;
  return [...filled(shape)].map((value, i) =>
    hash(BigInt(key), BigInt(firstElement + i)) >= rate * 2 ** 32 ? scale * value + shift : dropped,
  );
}

function hash(key: bigint, index: bigint): number {
  const low32 = (value: bigint) => BigInt.asUintN(32, value);
  let h = low32(index * 0x9e3779b1n + key);
  h = low32((h ^ (h >> 16n)) * 0x21f0aaadn);
  h = low32((h ^ (h >> 15n)) * 0x735a2d97n);
  return Number(h ^ (h >> 15n));
}
