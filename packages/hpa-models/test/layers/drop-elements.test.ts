import '@tensorflow/tfjs';
import {
  grad,
  memory,
  randomNormal,
  setBackend,
  type Tensor,
  tidy,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { dropElements } from '../../src/layers/drop-elements.js';
import { registerCpuDropoutKernel } from '../support/cpu-dropout-kernel.js';
import { expectClose } from '../support/expect-close.js';

beforeAll(() => setBackend('cpu'));

const x = randomNormal([4, 3, 5], 0, 1, 'float32', 1);
const options = { rate: 0.4, seed: 3, step: 2, firstImage: 6 };

describe('dropElements', () => {
  it.each([{ scale: 2 }, { scale: 0.9, shift: 0.5, dropped: -1.2 }])(
    'gives the same by the kernel that a backend registered as by a mask (%o)',
    (map) => {
      const run = () => {
        const drop = (input: Tensor) => dropElements(input, { ...options, ...map });
        return [drop(x), grad(drop)(x)].map((tensor) => tensor.dataSync());
      };
      const composed = run();
      const counter = registerCpuDropoutKernel();
      try {
        for (const [i, values] of run().entries()) {
          expectClose(values, composed[i]!, { absolute: 1e-6, relative: 1e-6 });
        }
        expect(counter.calls).toBe(3); // Forward, and again under a gradient, which calls it too.
      } finally {
        unregisterKernel('HpaDropout', 'cpu');
      }
    },
  );

  it('keeps a mask for its gradient only if there is no kernel', () => {
    const heldUnderGradient = () => {
      let held = 0;
      tidy(() =>
        grad((input: Tensor) => {
          const before = memory().numBytes;
          const y = dropElements(input, { ...options, scale: 2 });
          held = memory().numBytes - before;
          return y;
        })(x),
      );
      return held / (4 * x.size);
    };
    expect(heldUnderGradient()).toBe(2); // The result and the mask.
    registerCpuDropoutKernel();
    try {
      expect(heldUnderGradient()).toBe(1);
    } finally {
      unregisterKernel('HpaDropout', 'cpu');
    }
  });
});
