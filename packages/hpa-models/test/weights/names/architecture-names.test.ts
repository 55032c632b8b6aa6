import { describe, expect, it } from 'vitest';
import { gapNetPlNames } from '../../../src/weights/names/gap-net-pl-names.js';
import { inceptionV3Names } from '../../../src/weights/names/inception-v3-names.js';

const kinds = { conv2d: ['kernel'], batch_normalization: ['beta', 'moving_mean', 'moving_variance'] };

/** Names in the numbering of Keras, from a given first number; 0 is not written. */
const kerasNames = (first: number) =>
  Object.entries(kinds).flatMap(([layerClass, each]) =>
    Array.from({ length: 94 }, (_, i) => i + first).flatMap((number) =>
      each.map((kind) => `${layerClass}${number > 0 ? `_${number}` : ''}/${kind}`),
    ),
  );
const ours = kerasNames(1);

describe('inceptionV3Names', () => {
  it.each([0, 1, 94])('finds the order if Keras started to count at %i', (first) => {
    const names = kerasNames(first);
    const mapping = inceptionV3Names([...names].sort());
    expect(names.map((name) => mapping.get(name))).toEqual(ours);
  });

  it('goes by the order, not by the numbers, if numbers are skipped', () => {
    const skip = (name: string) => name.replace(/_(\d+)\//, (_, n) => `_${Number(n) * 3}/`);
    const mapping = inceptionV3Names(ours.map(skip));
    expect(mapping.get('conv2d_282/kernel')).toBe('conv2d_94/kernel');
    expect(mapping.get('batch_normalization_3/beta')).toBe('batch_normalization_1/beta');
  });

  it('keeps the names if a file lacks layers of a class', () => {
    const names = kerasNames(0).slice(1);
    const mapping = inceptionV3Names(names);
    expect(mapping.get('conv2d_1/kernel')).toBe('conv2d_1/kernel');
    expect(mapping.get('batch_normalization/beta')).toBe('batch_normalization_1/beta');
  });

  it('orders the two dense layers of the head too, and keeps other names', () => {
    const head = ['dense/kernel', 'dense/bias', 'dense_1/kernel', 'dense_1/bias'];
    const mapping = inceptionV3Names([...ours, ...head, 'predictions/kernel', 'step']);
    expect(head.map((name) => mapping.get(name))).toEqual([
      'dense_1/kernel',
      'dense_1/bias',
      'dense_2/kernel',
      'dense_2/bias',
    ]);
    expect(mapping.get('predictions/kernel')).toBe('predictions/kernel');
    expect(mapping.get('step')).toBe('step');
  });
});

describe('gapNetPlNames', () => {
  it('translates the authors’ names and keeps ours', () => {
    const mapping = gapNetPlNames([
      'ConvLayer-8/W_conv',
      'ConvLayer-1/b_conv',
      'FC-3/W_dense',
      'FC-1/b_dense',
      'TeLL/tell_global_step',
      'conv1/kernel',
      'ConvLayer-1/W_conv/Momentum',
    ]);
    expect([...mapping.values()]).toEqual([
      'conv8/kernel',
      'conv1/bias',
      'dense3/kernel',
      'dense1/bias',
      null,
      'conv1/kernel',
      'ConvLayer-1/W_conv/Momentum',
    ]);
  });
});
