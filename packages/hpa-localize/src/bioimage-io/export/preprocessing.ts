import type { ModelCard } from '@hpa/models';

/** One step of a package's preprocessing, in the words of the specification. */
export interface WrittenStep {
  readonly id: string;
  readonly kwargs: Readonly<Record<string, unknown>>;
}

/** ImageNet's mean and standard deviation of red, green and blue in [0, 1]: https://docs.pytorch.org/vision/stable/models.html. */
const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;

/** What each normalization is in the words of https://bioimage-io.github.io/spec-bioimage-io, for gray levels in [0, 255]. */
const STEPS: Readonly<Record<ModelCard['input']['normalization'], readonly WrittenStep[]>> = {
  none: [],
  unit: [{ id: 'scale_linear', kwargs: { gain: 1 / 255 } }],
  symmetric: [{ id: 'scale_linear', kwargs: { gain: 1 / 127.5, offset: -1 } }],
  // (x / 255 - mean / 255) / (std / 255 + 1e-7), in one step: bioimageio.core measures mean and std before it scales.
  'per-image': [{ id: 'zero_mean_unit_variance', kwargs: { axes: ['y', 'x'], eps: 255e-7 } }],
  imagenet: [
    {
      id: 'fixed_zero_mean_unit_variance',
      kwargs: {
        axis: 'channel',
        mean: IMAGENET.mean.map((mean) => 255 * mean),
        std: IMAGENET.std.map((std) => 255 * std),
      },
    },
  ],
};

/**
 * Says in the words of the specification what makes the input of a network of gray levels in [0, 255].
 *
 * A sum of channels cannot be said in them, nor what comes after one: both are then part of the graph.
 */
export function preprocessingOf(
  { normalization }: Pick<ModelCard['input'], 'normalization'>,
  { inGraph }: { readonly inGraph: boolean },
): readonly WrittenStep[] {
  const float = { id: 'ensure_dtype', kwargs: { dtype: 'float32' } };
  const between = inGraph ? [] : STEPS[normalization];
  return between.length === 0 ? [float] : [float, ...between, float];
}
