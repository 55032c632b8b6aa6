import type { NamedAttrMap } from '@tensorflow/tfjs-core';

/** Attributes of HpaDropout, as its kernels take them. */
export interface DropoutAttributes {
  /** Start of the hash sequence; only the low 32 bits are used. */
  readonly key: number;
  readonly firstElement: number;
  /** Minimum hash that keeps an element. */
  readonly threshold: number;
  /** A kept element becomes scale * x + shift. */
  readonly scale: number;
  readonly shift: number;
  /** The value of a dropped element. */
  readonly dropped: number;
}

/** Reads the attributes and turns the rate in [0, 1) into a threshold of at most 2^32 - 1. */
export function dropoutAttributes(attrs: NamedAttrMap): DropoutAttributes {
  const { rate, ...others } = attrs as unknown as DropoutAttributes & { readonly rate: number };
  return { ...others, threshold: Math.min(Math.ceil(rate * 2 ** 32), 2 ** 32 - 1) };
}
