import type { Normalization } from '../types.js';

/** A file on the web. */
export interface PublishedFile {
  readonly url: string;
  readonly checksum: Checksum;
}

/** What the bytes of a file add up to, in hexadecimal. */
export interface Checksum {
  readonly algorithm: 'sha256' | 'md5';
  readonly hex: string;
}

/** Trained weights that others have published: where they are, and what they want and give. */
export interface PublishedWeights {
  readonly architecture: string;
  /** Short name, such as `imagenet`. */
  readonly name: string;
  /** The first is the one to open. */
  readonly files: readonly [PublishedFile, ...PublishedFile[]];
  /** SPDX identifier. */
  readonly licence: string;
  /** Who made them and from what, for model cards. */
  readonly provenance: string;
  /** Height and width that they were trained at, pixels. */
  readonly inputSize: readonly [height: number, width: number];
  readonly normalization: Normalization;
  /** What each input channel shows, in order. */
  readonly channels: readonly string[];
  /** What each logit says, in order; empty where the weights end below the head. */
  readonly classes: readonly string[];
  /** Layers of the builder's network that they have nothing for: `except` of `loadWeights`. */
  readonly without: readonly string[];
}
