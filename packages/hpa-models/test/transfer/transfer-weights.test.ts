import '@tensorflow/tfjs';
import { add, concat, memory, randomUniform, slice, type Tensor4D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { deepLoc, gapNetPl, layerOutputs, resNet18, transferWeights } from '../../src/index.js';
import { expectClose } from '../support/expect-close.js';
import { namedVariables } from '../support/formula-weights.js';
import { fourClasses } from '../support/four-classes.js';
import { RGB } from '../support/rgb.js';
import { useWasm } from '../support/use-wasm.js';

beforeAll(useWasm);

const three = {
  input: { height: 32, width: 32, channels: RGB },
  classes: fourClasses,
  seed: 1,
} as const;
const four = {
  input: { height: 32, width: 32 },
  classes: [...fourClasses, { id: 0, name: 'Nucleoplasm' }],
  seed: 2,
} as const;

describe('transferWeights', () => {
  it('copies all but the head to a network for other classes, another size and four channels', () => {
    const from = resNet18(three);
    const other = resNet18({ ...four, input: { height: 32, width: 48 } });
    const held = memory().numTensors;
    const { transferred, kept } = transferWeights({ from, to: other }, { fourthChannel: 'zeros' });
    expect(memory().numTensors).toBe(held);
    expect(kept).toEqual(['dense_1/kernel', 'dense_1/bias']);
    expect(transferred.length).toBe(other.state.length - 2);

    // If yellow is ignored, the feature maps of the last block are those of the three channels.
    const rgb = randomUniform([1, 32, 32, 3], 0, 1, 'float32', 1) as Tensor4D;
    const yellow = randomUniform([1, 32, 32, 1], 0, 1, 'float32', 2) as Tensor4D;
    const to = resNet18(four);
    transferWeights({ from: other, to });
    const [expected] = layerOutputs(from, rgb, { layers: ['conv5_block2_out'] });
    const [found] = layerOutputs(to, concat([rgb, yellow], 3), { layers: ['conv5_block2_out'] });
    expectClose(found!.dataSync(), expected!.dataSync(), { absolute: 1e-4, relative: 1e-4 });
    for (const classifier of [from, other, to]) {
      classifier.dispose();
    }
  });

  it('makes copies: training the target does not change the source', () => {
    const from = gapNetPl(three);
    const to = gapNetPl({ ...three, seed: 2 });
    expect(transferWeights({ from, to }).kept).toEqual([]);
    const name = 'conv3/kernel';
    const [source, target] = [from, to].map((classifier) => namedVariables(classifier).get(name)!);
    const before = source!.dataSync().slice();
    expect(target!.dataSync()).toEqual(before);
    target!.assign(add(target!, 1));
    expect(source!.dataSync()).toEqual(before);
    from.dispose();
    to.dispose();
  });

  it('copies red to yellow by default', () => {
    const from = gapNetPl(three);
    const to = gapNetPl(four);
    transferWeights({ from, to });
    const kernel = namedVariables(to).get('conv1/kernel')!;
    // In the order blue, green, red, yellow.
    const channel = (i: number) => slice(kernel, [0, 0, i, 0], [3, 3, 1, 32]).dataSync();
    expect(channel(3)).toEqual(channel(2));
    expect(channel(3)).not.toEqual(channel(0));
    from.dispose();
    to.dispose();
  });

  it('goes by the names of the channels, or else takes them for red, green and blue', () => {
    const [ordered, reversed, named] = [
      ['microtubules', 'protein', 'nucleus'],
      ['nucleus', 'protein+er/2', 'microtubules+er/2'],
      ['red', 'green', 'blue'],
    ].map((channels) => {
      const from = gapNetPl({ ...three, input: { ...three.input, channels } });
      const to = gapNetPl(four);
      transferWeights({ from, to });
      const kernels = [from, to].map((classifier) => namedVariables(classifier).get('conv1/kernel')!);
      // Channel i of the source, and the nucleus, the first channel of the target.
      const source = (i: number) => [...slice(kernels[0]!, [0, 0, i, 0], [3, 3, 1, 32]).dataSync()];
      const nucleus = [...slice(kernels[1]!, [0, 0, 0, 0], [3, 3, 1, 32]).dataSync()];
      const found = [0, 1, 2].findIndex((i) => source(i).join() === nucleus.join());
      from.dispose();
      to.dispose();
      return found;
    });
    expect([ordered, reversed, named]).toEqual([2, 0, 2]);
  });

  it('refuses networks of different architectures, even if layers share names and shapes', () => {
    const from = gapNetPl(three);
    const to = deepLoc(four);
    expect(() => transferWeights({ from, to })).toThrow(
      'from and to must have the same architecture; received gapnet-pl and deeploc',
    );
    from.dispose();
    to.dispose();
  });
});
