import {
  addN,
  clipByValue,
  mul,
  type Scalar,
  scalar,
  sqrt,
  square,
  sum,
  type Tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import type { LossAndGradients } from './loss-and-gradients.js';

type Gradients = LossAndGradients['gradients'];

/** The Euclidean norm of all gradients as one vector; 0 if there are none. */
export function globalNorm(gradients: Gradients): Scalar {
  return tidy(() => {
    const squares = Object.values(gradients).map((gradient) => tidy(() => sum<Scalar>(square(gradient))));
    return sqrt(addN([scalar(0), ...squares]));
  });
}

/** Brings every number of the gradients into [-limit, limit], and disposes the originals. */
export function limitGradients(gradients: Gradients, limit: number): Gradients {
  return replaceEach(gradients, (gradient) => clipByValue(gradient, -limit, limit));
}

/** Multiplies each gradient by a factor, and disposes the original. */
export function scaleGradients(gradients: Gradients, factor: number): Gradients {
  return replaceEach(gradients, (gradient) => mul(gradient, factor));
}

function replaceEach(gradients: Gradients, replace: (gradient: Tensor) => Tensor): Gradients {
  return Object.fromEntries(
    Object.entries(gradients).map(([name, gradient]): [string, Tensor] => {
      const replaced = tidy(() => replace(gradient));
      gradient.dispose();
      return [name, replaced];
    }),
  );
}
