import '@tensorflow/tfjs';
import { memory, setBackend, tensor4d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type FourthChannel, stemKernel } from '../../src/transfer/stem-kernel.js';

beforeAll(() => setBackend('cpu'));

describe('stemKernel', () => {
  // One pixel, two filters: red 1 and 2, green 3 and 4, blue 8 and 6.
  const kernel = () => tensor4d([1, 2, 3, 4, 8, 6], [1, 1, 3, 2]);

  const rgby = ['microtubules', 'protein', 'nucleus', 'er'];
  const bgry = ['nucleus', 'protein', 'microtubules', 'er'];

  it.each([
    ['copy-red', rgby, [1, 2, 3, 4, 8, 6, 1, 2]],
    ['zeros', rgby, [1, 2, 3, 4, 8, 6, 0, 0]],
    ['zeros', bgry, [8, 6, 3, 4, 1, 2, 0, 0]],
    // 3/4 of the means 4 and 4: the response to a gray image stays 12 and 12.
    ['mean', bgry, [3, 3, 3, 3, 3, 3, 3, 3]],
  ] as const)('sees yellow by %s, in the order %s', (fourthChannel, channels, expected) => {
    const three = kernel();
    const held = memory().numTensors;
    const four = stemKernel(three, { channels, fourthChannel });
    expect(memory().numTensors).toBe(held + 1);
    expect(four.shape).toEqual([1, 1, 4, 2]);
    expect([...four.dataSync()]).toEqual(expected);
    four.dispose();
    three.dispose();
  });

  it('refuses another number of channels and unknown options', () => {
    const [three, four] = [kernel(), tensor4d([1, 2, 3, 4], [1, 1, 4, 1])];
    expect(() => stemKernel(four, { channels: rgby, fourthChannel: 'zeros' })).toThrow(
      'kernel must be [h, w, 3, filters]; received [1,1,4,1]',
    );
    expect(() => stemKernel(three, { channels: ['protein'], fourthChannel: 'zeros' })).toThrow(
      'channels must be microtubules, protein, nucleus and er, in any order; received protein',
    );
    expect(() => stemKernel(three, { channels: rgby, fourthChannel: 'blue' as FourthChannel })).toThrow(
      'fourthChannel must be one of copy-red, zeros, mean; received blue',
    );
    three.dispose();
    four.dispose();
  });
});
