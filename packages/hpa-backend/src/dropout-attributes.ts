import type { NamedAttrMap } from '@tensorflow/tfjs-core';

/** What HpaDropout is told beside x, as its kernels take it. */
export interface DropoutAttributes {
  /** Where the hash of the first element begins; the low 32 bits count. */
  readonly key: number;
  readonly firstElement: number;
  /** The least hash that keeps an element. */
  readonly threshold: number;
  /** A kept element becomes scale * x + shift. */
  readonly scale: number;
  readonly shift: number;
  /** What a dropped element becomes. */
  readonly dropped: number;
}

/** Reads the attributes; the rate in [0, 1) becomes a threshold, which for no rate below 1 comes nearer to 2^32 than one. */
export function dropoutAttributes(attrs: NamedAttrMap): DropoutAttributes {
  const { rate, ...others } = attrs as unknown as DropoutAttributes & { readonly rate: number };
  return { ...others, threshold: Math.min(Math.ceil(rate * 2 ** 32), 2 ** 32 - 1) };
}
