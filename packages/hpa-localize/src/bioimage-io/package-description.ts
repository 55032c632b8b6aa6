import type { InputSpec } from '@hpa/data';
import type { ModelCard } from '@hpa/models';
import type { Step } from './steps/image-values.js';
import type { NumberType } from './steps/number-types.js';

/** A file that a description names. */
export interface NamedFile {
  readonly source: string;
  readonly sha256?: string;
}

/** One axis of a tensor. */
export interface Axis {
  readonly id: string;
  readonly type: 'batch' | 'channel' | 'space' | 'index';
  /** Undefined for the batch, and where any size of a series is allowed. */
  readonly size?: number;
}

/** What a description says of a model that takes one image and answers with one probability per class. */
export interface PackageDescription {
  readonly name: string;
  readonly input: {
    readonly axes: readonly Axis[];
    /** The names that the package gives its channels. */
    readonly channelNames: readonly string[];
    readonly steps: readonly Step[];
    /** What the network takes. */
    readonly type: NumberType;
    readonly test: NamedFile;
  };
  readonly output: {
    readonly axes: readonly Axis[];
    readonly steps: readonly Step[];
    readonly test: NamedFile;
  };
  readonly weights: NamedFile;
  readonly tolerance: { readonly relative: number; readonly absolute: number };
  /** What the card of a model that `export` packed says of its images; absent of other packages. */
  readonly own?: Pick<InputSpec, 'levels'>;
  /** What it answers; the task is undefined if neither its steps nor its card say. */
  readonly answers: Pick<ModelCard, 'classes'> &
    Partial<Pick<ModelCard, 'task'>> & { readonly thresholds?: readonly number[] };
}
