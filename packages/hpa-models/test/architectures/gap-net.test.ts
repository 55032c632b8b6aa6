import { startBackend } from '@hpa/backend';
import { describe, expect, it } from 'vitest';
import { countParameters, gapNet } from '../../src/index.js';
import { itKeepsTheLaws } from '../support/classifier-laws.js';
import { fourClasses } from '../support/four-classes.js';
import { RGB } from '../support/rgb.js';
import { lacksShared, readGolden } from '../support/shared-data.js';
import type { SmallNetworkGolden } from '../support/small-network-golden.js';
import { expectGoldenGradients, expectGoldenInference } from '../support/small-network-tests.js';

// On plain JavaScript one gradient takes half a minute; the kernels of this engine are held to it by tests of their own.
await startBackend('wasm');

const build = (options: Partial<Parameters<typeof gapNet>[0]> = {}) =>
  gapNet({ input: { height: 76, width: 76 }, classes: fourClasses, seed: 1, ...options });

describe('gapNet', () => {
  itKeepsTheLaws({
    build,
    features: 224,
    freezeUpTo: 'pool2',
    below: 'bn6/gamma',
    above: 'conv5/kernel',
  });

  it('has the parameters of the notebook at 299 x 299 x 3', () => {
    const classifier = build({
      input: { height: 299, width: 299, channels: RGB },
      initialWeights: 'zeros',
    });
    expect(countParameters(classifier)).toEqual({ total: 590_928, trainable: 588_810 });
    expect(classifier.card.parameters).toBe(590_928);
    classifier.dispose();
  });

  it('has the shapes of its table', () => {
    const classifier = build({ input: { height: 128, width: 128 }, initialWeights: 'zeros' });
    const shape = (name: string) => classifier.network.getLayer(name).outputShape;
    expect(shape('conv1')).toEqual([null, 126, 126, 32]);
    expect(shape('pool1')).toEqual([null, 63, 63, 32]);
    expect(shape('conv2')).toEqual([null, 31, 31, 64]);
    expect(shape('conv4')).toEqual([null, 27, 27, 64]);
    expect(shape('pool2')).toEqual([null, 13, 13, 64]);
    expect(shape('conv7')).toEqual([null, 7, 7, 128]);
    expect(shape('features')).toEqual([null, 224]);
    expect(shape('dense2')).toEqual([null, 256]);
    expect(shape('dense3')).toEqual([null, 4]);
    classifier.dispose();
  });

  it('refuses images of which nothing is left for the last convolution', () => {
    expect(() => build({ input: { height: 76, width: 75 } })).toThrow(
      'gapnet: images must be at least 76 x 76 pixels; received 76 x 75',
    );
  });

  it('refuses a dropout rate of 1', () => {
    expect(() => build({ blockDropout: 1 })).toThrow('gapnet: blockDropout must be in [0, 1); received 1');
  });
});

const QUICK = 'goldens/small-networks/gapnet-76x76x3-quick.json';
const LARGE = 'goldens/small-networks/gapnet-96x96x3.json';

describe.skipIf(lacksShared(QUICK, LARGE))('gapNet against PyTorch', () => {
  it.each([QUICK, LARGE])('agrees in inference: %s', (file) => {
    const { golden, classifier } = fromGolden(file);
    expectGoldenInference(classifier, golden, (images) => classifier.features(images));
    classifier.dispose();
  });

  it('agrees in loss and gradients', () => {
    const { golden, classifier } = fromGolden(QUICK);
    expectGoldenGradients(classifier, golden);
    classifier.dispose();
  });

  function fromGolden(file: string) {
    const golden = readGolden<SmallNetworkGolden>(file);
    const { height, width } = golden.input;
    const classifier = build({
      input: { height, width, channels: RGB },
      blockDropout: 0,
      firstDenseDropout: 0,
      secondDenseDropout: 0,
    });
    return { golden, classifier };
  }
});
