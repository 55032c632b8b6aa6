import type { FormulaWeight } from './formula-weights.js';

/** What the tests read of shared/goldens/small-networks/*.json and of test/goldens/*.json. */
export interface SmallNetworkGolden {
  readonly input: { readonly height: number; readonly width: number; readonly channels: number };
  readonly inference: {
    readonly samples: number;
    readonly logits: readonly (readonly number[])[];
    readonly featuresFirst8: readonly (readonly number[])[];
    readonly featuresMean: readonly number[];
    readonly featuresLength: number;
  };
  readonly training: {
    readonly samples: number;
    readonly loss: number;
    readonly logits: readonly (readonly number[])[];
    readonly gradientL2AllTensors: number;
    /** How far float32 runs of the reference are off, at worst: |difference| / (|gradient| + 1 % of all) of a tensor. */
    readonly float32GradientDeviation?: number;
    readonly gradients: readonly {
      readonly name: string;
      readonly l2: number;
      readonly first4: readonly number[];
    }[];
  };
  readonly weights: readonly FormulaWeight[];
}
