import '@tensorflow/tfjs';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { BUILDERS } from '../../src/architectures/create-classifier.js';
import { type ArchitectureOptions, createClassifier, listModels } from '../../src/index.js';
import { fourClasses } from '../support/four-classes.js';
import { RGB } from '../support/rgb.js';

beforeAll(() => setBackend('cpu'));

describe('listModels', () => {
  it('counts the parameters of the networks without making any', () => {
    const held = memory();
    const listed = listModels({ input: { height: 128, width: 128 } });
    expect(memory().numTensors).toBe(held.numTensors);
    expect(memory().numBytes).toBe(held.numBytes);
    expect(new Set(listed.map(({ architecture }) => architecture))).toEqual(new Set(Object.keys(BUILDERS)));
    for (const { architecture, options, cost } of listed) {
      const classifier = createClassifier(architecture as 'gapnet', {
        input: { height: 128, width: 128 },
        classes: fourClasses,
        seed: 1,
        initialWeights: 'zeros',
        ...(options as Partial<ArchitectureOptions['gapnet']>),
      });
      const { network } = classifier;
      expect(cost!.parameters, architecture).toBe(network.countParams());
      const trained = classifier.variables.reduce((sum, { size }) => sum + size, 0);
      expect(cost!.trainableParameters, architecture).toBe(trained);
      classifier.dispose();
    }
  });

  it('has the counts of the notebook at its image size, the largest of which is 1.4 GB', () => {
    const listed = listModels({ input: { height: 299, width: 299, channels: RGB } });
    const parameters = (architecture: string, key: string, value: string | number) =>
      listed.find((model) => model.architecture === architecture && model.options[key] === value)?.cost
        ?.parameters;
    expect(parameters('inception-v3', 'pooling', 'avg')).toBe(22_853_924);
    expect(parameters('inception-v3', 'pooling', 'flatten')).toBe(156_025_636);
    expect(parameters('scratch-cnn', 'stages', 2)).toBe(358_948_996);
    expect(parameters('scratch-cnn', 'stages', 3)).toBe(89_858_244);
  });

  it('gives the smallest size of each network, at which it can be built and below which it cannot', () => {
    for (const { architecture, options, minimumSize } of listModels({ input: { height: 1, width: 1 } })) {
      const at = (size: number) =>
        createClassifier(architecture as 'gapnet', {
          input: { height: size, width: size + 1 },
          classes: fourClasses,
          seed: 1,
          initialWeights: 'none',
          ...(options as object),
        });
      expect(at(minimumSize).card.parameters, architecture).toBeGreaterThan(0);
      expect(() => at(minimumSize - 1)).toThrow(`at least ${minimumSize} x ${minimumSize} pixels`);
    }
  });

  it('says which networks do not take images of that size, and why', () => {
    const listed = listModels({ input: { height: 64, width: 64 } });
    const refused = listed.filter(({ refusal }) => refusal !== undefined);
    expect(refused.map(({ architecture }) => architecture)).toEqual([
      'gapnet',
      'inception-v3',
      'inception-v3',
      'm-cnn',
    ]);
    expect(refused.at(-1)).toEqual({
      architecture: 'm-cnn',
      options: {},
      minimumSize: 128,
      refusal: 'm-cnn: images must be at least 128 x 128 pixels; received 64 x 64',
    });
  });

  it('counts for a number of classes and a batch size', () => {
    const [one, more] = [1, 3].map(
      (batchSize) =>
        listModels({ input: { height: 32, width: 32 }, classes: 7, batchSize }).find(
          ({ architecture }) => architecture === 'resnet-18',
        )!.cost!,
    );
    expect(more!.parameters).toBe(one!.parameters);
    expect(more!.trainingBytes).toBeGreaterThan(one!.trainingBytes);
    const four = listModels({ input: { height: 32, width: 32 } }).find(
      ({ architecture }) => architecture === 'resnet-18',
    )!.cost!;
    expect(one!.parameters - four.parameters).toBe(3 * 513);
    expect(() => listModels({ input: { height: 32, width: 32 }, classes: 0 })).toThrow(
      'classes must be an integer of at least 1; received 0',
    );
  });
});
