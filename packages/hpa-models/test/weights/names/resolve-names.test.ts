import { describe, expect, it } from 'vitest';
import { architectureNames } from '../../../src/weights/names/architecture-names.js';
import { resolveNames } from '../../../src/weights/names/resolve-names.js';

const resolve = (stored: readonly string[], known: readonly string[], architecture = 'any') => {
  const resolved = resolveNames(stored, {
    names: architectureNames(architecture),
    known: (name) => known.includes(name),
  });
  return stored.map((name) => resolved.get(name));
};

describe('resolveNames', () => {
  it('keeps names that are known, prefix or not', () => {
    expect(resolve(['a/kernel', 'a/bias', 'b/kernel'], ['a/kernel', 'a/bias'])).toEqual([
      'a/kernel',
      'a/bias',
      'b/kernel',
    ]);
  });

  it('drops the prefix that makes the most names known', () => {
    const stored = ['m/x/a/kernel', 'm/x/a/bias', 'm/loss'];
    expect(resolve(stored, ['a/kernel', 'a/bias'])).toEqual(['a/kernel', 'a/bias', 'm/loss']);
    expect(resolve(['module.fc.weight', 'module.fc.bias'], ['predictions/kernel'], 'resnet-18')).toEqual([
      'predictions/kernel',
      'predictions/bias',
    ]);
  });

  it('drops the models around a model, and as many of them from a layer that stands further out', () => {
    const known = ['conv/kernel', 'conv/bias', 'bn/beta', 'dense/kernel'];
    const inner = [
      'model_1/inception_v3/conv/kernel',
      'model_1/inception_v3/conv/bias',
      'model_1/inception_v3/bn/beta',
    ];
    expect(resolve([...inner, 'model_1/dense/kernel', 'model_1/step'], known)).toEqual([
      ...known,
      'model_1/step',
    ]);
    expect(resolve([...inner, 'dense/kernel'], known)).toEqual(known);
    // Both are for the same layer: the caller refuses them by name.
    expect(
      resolve([...inner, 'model_1/conv/kernel'], known).filter((name) => name === 'conv/kernel'),
    ).toHaveLength(2);
  });

  it('finds the kernel of a depthwise convolution under the name that Keras 3 gives it', () => {
    const known = ['a/depthwise_kernel', 'b/kernel', 'c/kernel', 'c/depthwise_kernel'];
    expect(resolve(['a/kernel', 'b/kernel', 'c/kernel', 'd/kernel'], known)).toEqual([
      'a/depthwise_kernel',
      'b/kernel',
      'c/kernel',
      'd/kernel',
    ]);
  });
});
