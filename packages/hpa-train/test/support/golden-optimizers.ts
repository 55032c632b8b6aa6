import { readFileSync } from 'node:fs';

/** Values of the two variables, `[2, 3]` and `[3]`, that the optimizers of the goldens change. */
export interface GoldenVariables {
  readonly kernel: number[][];
  readonly bias: number[];
}

/** Ten steps of an optimizer of PyTorch along given gradients. */
export interface GoldenDescent {
  readonly optimizer: 'sgd' | 'rmsprop' | 'adam' | 'adamw';
  /** As they are written here. */
  readonly options: { readonly momentum?: number; readonly learningRate: number };
  /** The weight decay of PyTorch that is added to the gradient. */
  readonly coupledDecay: number;
  /** One per step. */
  readonly learningRates: readonly number[];
  readonly starts: GoldenVariables;
  /** After each step. */
  readonly ends: readonly GoldenVariables[];
  /** Learning rate scales and weight decays of single variables. */
  readonly scales?: { readonly bias: number };
  readonly decays?: { readonly bias: number };
}

/** What test/goldens/optimizers.py writes. */
interface Goldens {
  /** One per step. */
  readonly gradients: readonly GoldenVariables[];
  readonly descents: readonly GoldenDescent[];
  readonly schedules: readonly {
    readonly schedule: 'constant' | 'step' | 'cosine' | 'linear' | 'oneCycle';
    readonly options: object;
    /** One per step, from 0. */
    readonly rates: readonly number[];
  }[];
  readonly clipped: readonly {
    readonly optimizer: {
      readonly name: 'sgd' | 'adamw';
      readonly options: object;
      readonly schedule: {
        readonly learningRate: number;
        readonly steps: number;
        readonly warmUp: number;
        readonly minimum: number;
      } | null;
    };
    readonly clipValue: number | null;
    readonly clipNorm: number | null;
    readonly inputs: readonly (readonly number[])[];
    readonly labels: readonly (readonly number[])[];
    readonly start: number[][];
    readonly losses: readonly number[];
    /** Of the gradients before they are clipped by norm. */
    readonly norms: readonly number[];
    readonly kernel: readonly (readonly number[])[];
    readonly bias: readonly number[];
  }[];
}

export const optimizerGoldens: Goldens = JSON.parse(
  readFileSync(new URL('../goldens/optimizers.json', import.meta.url), 'utf8'),
);
