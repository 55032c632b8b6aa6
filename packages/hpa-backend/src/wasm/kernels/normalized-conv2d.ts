import { backend_util, type TensorInfo } from '@tensorflow/tfjs-core';
import { input, type KernelCall, type WasmKernel } from '../calls/kernel-call.js';
import { normalizationCoefficients } from '../calls/normalization-coefficients.js';
import { addressOf } from '../memory/tensors.js';
import { convolveForward } from './conv2d.js';

/** Geometry and settings of a convolution between two batch normalizations; `relu` is 1 for a ReLU at the end. */
interface Attributes {
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly dilationHeight: number;
  readonly dilationWidth: number;
  /** 1 for 'same', 0 for 'valid'. */
  readonly same: number;
  readonly relu: number;
  readonly epsilonBefore: number;
  readonly epsilonAfter: number;
}

/**
 * A convolution and the batch normalizations before and after it, by given statistics, as one convolution with a filter and a bias of
 * their own. The filter is scaled in every call, while it is packed, so a change of weights is never missed; a pass over the images is saved
 * for each normalization.
 *
 * { x, filter, bias?, meanBefore?, varianceBefore?, betaBefore?, gammaBefore?, meanAfter?, varianceAfter?, betaAfter?, gammaAfter? }
 */
export const normalizedConv2d: WasmKernel = {
  kernelName: 'HpaNormalizedConv2D',
  run({ inputs, attrs, backend, pool }) {
    const settings = attrs as unknown as Attributes;
    const x = input(inputs, 'x');
    const filter = input(inputs, 'filter');
    const info = backend_util.computeConv2DInfo(
      x.shape as [number, number, number, number],
      filter.shape as [number, number, number, number],
      [settings.strideHeight, settings.strideWidth],
      [settings.dilationHeight, settings.dilationWidth],
      settings.same ? 'same' : 'valid',
    );
    const tensors: TensorInfo[] = [];
    const coefficients = (place: 'Before' | 'After', epsilon: number) => {
      const { [`mean${place}`]: mean, [`variance${place}`]: variance } = inputs;
      if (!mean || !variance) {
        return undefined;
      }
      const { [`beta${place}`]: beta, [`gamma${place}`]: gamma } = inputs;
      const found = normalizationCoefficients({ mean, variance, beta, gamma }, { epsilon, backend, pool });
      tensors.push(found.scale, found.shift);
      return found;
    };
    const before = coefficients('Before', settings.epsilonBefore);
    const after = coefficients('After', settings.epsilonAfter);
    const bias = foldedBias({ filter, bias: inputs.bias, before, after }, { backend, pool });
    tensors.push(bias);
    const y = convolveForward(
      {
        x,
        filter,
        inputScales: before?.scale,
        outputScales: after?.scale,
        bias,
        relu: settings.relu === 1,
      },
      { info, backend, pool },
    );
    for (const { dataId } of tensors) {
      backend.disposeData(dataId);
    }
    return y;
  },
};

/** x * scale + shift, each [C]. */
type Coefficients = ReturnType<typeof normalizationCoefficients>;

/** What both normalizations and the bias between them add to each output channel. */
function foldedBias(
  {
    filter,
    bias,
    before,
    after,
  }: {
    readonly filter: TensorInfo;
    readonly bias: TensorInfo | undefined;
    readonly before: Coefficients | undefined;
    readonly after: Coefficients | undefined;
  },
  { backend, pool }: Pick<KernelCall, 'backend' | 'pool'>,
): TensorInfo {
  const [height, width, channels, outChannels] = filter.shape as [number, number, number, number];
  const folded = backend.makeOutput([outChannels], 'float32');
  const addressIfAny = (tensor: TensorInfo | undefined) => (tensor ? addressOf(backend, tensor) : 0);
  pool.run(
    'foldedBias',
    {
      filter: addressOf(backend, filter),
      bias: addressIfAny(bias),
      shiftBefore: addressIfAny(before?.shift),
      scaleAfter: addressIfAny(after?.scale),
      shiftAfter: addressIfAny(after?.shift),
      folded: addressOf(backend, folded),
      taps: height * width,
      channels,
      outChannels,
    },
    { units: outChannels, multiple: 16 },
  );
  return folded;
}
