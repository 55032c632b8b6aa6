import { addN, type Scalar, scalar, sqrt, square, sum, type Tensor, tidy } from '@tensorflow/tfjs-core';

/** The Euclidean norm of all gradients taken as one vector; 0 where there is none. */
export function globalNorm(gradients: Readonly<Record<string, Tensor>>): Scalar {
  return tidy(() => {
    const squares = Object.values(gradients).map((gradient) => tidy(() => sum<Scalar>(square(gradient))));
    return sqrt(addN([scalar(0), ...squares]));
  });
}
