import {
  broadcastTo,
  cast,
  engine,
  exp,
  type GradConfig,
  getBackend,
  getGradient,
  getKernel,
  greater,
  type KernelConfig,
  less,
  lessEqual,
  mul,
  registerGradient,
  reshape,
  type SumAttrs,
  step,
  type Tensor,
  util,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';

const SELU_SCALE = 1.0507009873554805;
const SELU_SCALE_ALPHA = 1.7580993408473766;

/**
 * Replaces gradients of tfjs-core, on all backends. The gradients of three activations run one kernel if the current backend
 * has registered it, and otherwise three to six standard operations:
 *
 *   HpaReluGrad { x, dy } -> dy if x > 0, else 0
 *   HpaRelu6Grad { x, dy } -> dy if 0 < x <= 6, else 0
 *   HpaSeluGrad { x, dy } -> scale * dy if x > 0, else scale * alpha * e^x * dy
 *
 * The gradient of a minimum with a single number, as in the ReLU6 of tfjs-layers, also runs one kernel if it is registered:
 *
 *   HpaMinimumGrad { x, limit, dy }, { orEqual } -> dy if x < limit, or x == limit and orEqual, else 0
 *
 * The gradients of sums and means broadcast dy; tfjs-core multiplies it by a tensor of ones filled in JavaScript.
 */
export function registerFusedGradients(): void {
  registerReduction('Sum', () => 1);
  registerReduction('Mean', (count) => 1 / count);
  registerActivation('Relu', 'HpaReluGrad', reluSlope);
  registerActivation('Relu6', 'HpaRelu6Grad', relu6Slope);
  registerActivation('Selu', 'HpaSeluGrad', (x) =>
    where(greater(x, 0), mul(step(x), SELU_SCALE), mul(exp(x), SELU_SCALE_ALPHA)),
  );
  registerMinimum();
  registerMinimumSecondGradient();
  registerSecondGradient('HpaReluGrad', reluSlope);
  registerSecondGradient('HpaRelu6Grad', relu6Slope);
}

// Read before the first registration below replaces it.
let stockMinimum: GradConfig | undefined;

function registerMinimum(): void {
  stockMinimum ??= getGradient('Minimum');
  const { gradFunc } = stockMinimum;
  registerGradient({
    kernelName: 'Minimum',
    inputsToSave: ['a', 'b'],
    gradFunc: (gradient, saved, attributes) => {
      const [a, b, dy] = [saved[0] as Tensor, saved[1] as Tensor, gradient as Tensor];
      const stock = gradFunc(gradient, saved, attributes);
      if (getRegistered('HpaMinimumGrad') === undefined) {
        return stock;
      }
      const fused = (x: Tensor, limit: Tensor, orEqual: boolean) =>
        engine().runKernel('HpaMinimumGrad', { x, limit, dy }, { orEqual }) as Tensor;
      // As in tfjs-core, a tie passes its gradient to the first operand.
      return {
        a: () => (b.size === 1 && a.rank >= b.rank ? fused(a, b, true) : stock.a!()),
        b: () => (a.size === 1 && b.rank >= a.rank ? fused(b, a, false) : stock.b!()),
      };
    },
  });
}

/** For second derivatives of minima. */
function registerMinimumSecondGradient(): void {
  registerGradient({
    kernelName: 'HpaMinimumGrad',
    inputsToSave: ['x', 'limit'],
    gradFunc: (second, saved, { orEqual }) => {
      const [x, limit] = [saved[0] as Tensor, saved[1] as Tensor];
      const passes = () => cast(orEqual ? lessEqual(x, limit) : less(x, limit), 'float32');
      return {
        x: () => zerosLike(x),
        limit: () => zerosLike(limit),
        dy: () => mul(second as Tensor, passes()),
      };
    },
  });
}

/** For second derivatives of activations. The slope of SELU has no gradient in tfjs-core either. */
function registerSecondGradient(kernelName: string, slope: (x: Tensor) => Tensor): void {
  registerGradient({
    kernelName,
    inputsToSave: ['x'],
    gradFunc: (second, [x]) => ({
      x: () => zerosLike(x as Tensor),
      dy: () => mul(second as Tensor, slope(x as Tensor)),
    }),
  });
}

function registerActivation(kernelName: string, fused: string, slope: (x: Tensor) => Tensor): void {
  registerGradient({
    kernelName,
    inputsToSave: ['x'],
    gradFunc: (gradient, [saved]) => {
      const [x, dy] = [saved as Tensor, gradient as Tensor];
      return {
        x: () =>
          getRegistered(fused) ? (engine().runKernel(fused, { x, dy }) as Tensor) : mul(dy, slope(x)),
      };
    },
  });
}

/** The kernel of that name on the current backend; getKernel() returns undefined without one, although its type does not say so. */
function getRegistered(kernelName: string): KernelConfig | undefined {
  return getKernel(kernelName, getBackend());
}

/** The gradient of a reduction over `axis` in which every element has the same share. */
function registerReduction(kernelName: string, share: (count: number) => number): void {
  registerGradient({
    kernelName,
    inputsToSave: ['x'],
    gradFunc: (gradient, [saved], attributes) => {
      const [x, dy] = [saved as Tensor, gradient as Tensor];
      const { axis } = attributes as unknown as SumAttrs;
      const axes = util.parseAxisParam(axis, x.shape);
      const kept = x.shape.map((length, i) => (axes.includes(i) ? 1 : length));
      const count = axes.reduce((product, i) => product * x.shape[i]!, 1);
      return { x: () => broadcastTo(mul(reshape(dy, kept), share(count)), x.shape) };
    },
  });
}

function reluSlope(x: Tensor): Tensor {
  return cast(step(x), 'float32');
}

function relu6Slope(x: Tensor): Tensor {
  return mul(reluSlope(x), cast(lessEqual(x, 6), 'float32'));
}
