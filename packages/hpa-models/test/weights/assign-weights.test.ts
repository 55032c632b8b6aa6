import '@tensorflow/tfjs';
import { memory, randomUniform, setBackend, type Tensor4D } from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { assignWeights, gapNetPl, saveClassifierTo } from '../../src/index.js';
import type { Classifier } from '../../src/types.js';
import {
  type StoredTensor,
  type StoredWeights,
  storedWeights,
} from '../../src/weights/bytes/stored-weights.js';
import { readSafetensors } from '../../src/weights/formats/read-safetensors.js';
import { namedVariables } from '../support/formula-weights.js';
import { fourClasses } from '../support/four-classes.js';
import { memoryHandler } from '../support/memory-handler.js';
import { fixture } from '../support/weight-fixtures.js';

const build = () => gapNetPl({ input: { height: 8, width: 8 }, classes: fourClasses, seed: 1 });

/** All weights of a network as tensors of a file, filled with `value`. */
function weightsOf(classifier: Classifier, value = 0.25): StoredTensor[] {
  return [...namedVariables(classifier)].map(([name, { shape, size }]) => ({
    name,
    shape,
    dtype: 'float32',
    read: () => new Float32Array(size).fill(value),
  }));
}

let classifier: Classifier;
let tensors: StoredTensor[];
beforeAll(() => setBackend('cpu'));
beforeEach(() => {
  classifier = build();
  tensors = weightsOf(classifier);
});
afterEach(() => classifier.dispose());

const load = (stored: Iterable<StoredTensor>, options: Parameters<typeof assignWeights>[2] = {}) =>
  assignWeights(classifier, storedWeights('folder/file.h5', stored), options);
const values = () => classifier.state.map((variable) => [...variable.dataSync()]);
const change = (name: string, what: Partial<StoredTensor>) =>
  tensors.map((tensor) => (tensor.name === name ? { ...tensor, ...what } : tensor));

describe('assignWeights', () => {
  it('sets every variable by name, leaks nothing, and states the provenance on the card', () => {
    const before = memory().numTensors;
    const report = load([...tensors].reverse());
    expect(memory().numTensors).toBe(before);
    expect(new Set(report.assigned)).toEqual(new Set(namedVariables(classifier).keys()));
    expect(report).toMatchObject({ missing: [], unexpected: [], misshapen: [] });
    expect(new Set(values().flat())).toEqual(new Set([0.25]));
    expect(classifier.card.provenance).toBe('file.h5');
    load(tensors, { provenance: 'a paper' });
    expect(classifier.card.provenance).toBe('a paper');
  });

  it('assigns nothing unless everything fits, and lists what does not', () => {
    const extra: StoredTensor = { ...tensors[0]!, name: 'dense4/kernel' };
    const before = values();
    const stored = [
      ...change('conv1/bias', { shape: [4, 8] }).filter(({ name }) => name !== 'dense1/bias'),
      extra,
    ];
    expect(() => load(stored)).toThrow(
      'folder/file.h5: the weights do not fit gapnet-pl, and none was assigned; missing: dense1/bias; ' +
        'unexpected: dense4/kernel; misshapen: conv1/bias must be float [32], is float32 [4,8]',
    );
    expect(values()).toEqual(before);
    expect(classifier.card.provenance).toBe('random, seed 1');
  });

  it('assigns what fits and reports the rest if it is not strict', () => {
    const extra: StoredTensor = { ...tensors[0]!, name: 'dense4/kernel' };
    const stored = [
      ...change('conv1/bias', { shape: [4, 8] }).filter(({ name }) => name !== 'dense1/bias'),
      extra,
    ];
    const report = load(stored, { strict: false });
    expect(report.assigned.length).toBe(20);
    expect(report.missing).toEqual(['dense1/bias']);
    expect(report.unexpected).toEqual(['dense4/kernel']);
    expect(report.misshapen).toEqual([
      { name: 'conv1/bias', expected: [32], found: [4, 8], dtype: 'float32' },
    ]);
    const variables = namedVariables(classifier);
    expect(variables.get('conv1/kernel')!.dataSync()[0]).toBe(0.25);
    expect(variables.get('conv1/bias')!.dataSync()[0]).toBe(0);
    expect(classifier.card.provenance).toBe('20 of 22 variables from file.h5; the others: random, seed 1');
  });

  it('converts floats of other widths, and refuses integers', () => {
    const bias = () => namedVariables(classifier).get('dense3/bias')!.dataSync()[0];
    load(change('dense3/bias', { dtype: 'float64', read: () => new Float64Array(4).fill(0.1) }));
    expect(bias()).toBe(Math.fround(0.1));
    expect(() => load(change('dense3/bias', { dtype: 'int32', read: () => new Int32Array(4) }))).toThrow(
      'misshapen: dense3/bias must be float [4], is int32 [4]',
    );
  });

  it('leaves out the layers in except, of the network and of the file', () => {
    const before = [...namedVariables(classifier).get('dense3/kernel')!.dataSync()];
    const head: StoredTensor = { ...tensors[0]!, name: 'predictions/kernel' };
    const stored = [...tensors.filter(({ name }) => !name.startsWith('dense3/')), head];
    const report = load(stored, { except: ['dense3', 'predictions'] });
    expect(report.assigned.length).toBe(20);
    expect(report).toMatchObject({ missing: [], unexpected: [], misshapen: [] });
    expect([...namedVariables(classifier).get('dense3/kernel')!.dataSync()]).toEqual(before);
    expect(classifier.card.provenance).toBe('20 of 22 variables from file.h5; the others: random, seed 1');
    // The tensors of the layer in the file are left out as well.
    expect(load(tensors, { except: ['dense3'] }).assigned.length).toBe(20);
    expect([...namedVariables(classifier).get('dense3/kernel')!.dataSync()]).toEqual(before);
    expect(() => load(tensors, { except: ['dense9'] })).toThrow(
      'except: neither the network nor folder/file.h5 has a layer "dense9" with weights',
    );
  });

  it('translates names by the mapping of the caller', () => {
    const stored = tensors.map((tensor) => ({ ...tensor, name: `old.${tensor.name}` }));
    const names = (found: readonly string[]) => new Map(found.map((name) => [name, name.slice(4)]));
    expect(load(stored, { names }).assigned.length).toBe(22);
    const twice = () => new Map(tensors.map(({ name }) => [name, 'dense3/bias']));
    expect(() => load(tensors, { names: twice })).toThrow('are both for "dense3/bias"');
    const counter: StoredTensor = {
      name: 'step',
      shape: [],
      dtype: 'int64',
      read: () => new BigInt64Array(1),
    };
    expect(
      load([...tensors, counter], {
        names: (found) => new Map(found.map((name) => [name, name === 'step' ? null : name])),
      }),
    ).toMatchObject({ unexpected: [] });
  });

  it('drops the prefix that makes the most names known, if more than half of the names have it', () => {
    const prefixed = (prefix: string, from = tensors) =>
      from.map((tensor) => ({ ...tensor, name: prefix + tensor.name }));
    for (const prefix of ['sequential/', 'sequential_1/inner/', 'module.', 'model.module.']) {
      expect(load(prefixed(prefix))).toMatchObject({ missing: [], unexpected: [] });
    }
    const loose = { strict: false } as const;
    const others = [{ ...tensors[0]!, name: 'loss/scale' }];
    expect(load([...prefixed('model/'), ...others], loose).unexpected).toEqual(['loss/scale']);
    // A name that is all separators costs no more than any other.
    const dots = { ...tensors[0]!, name: '.'.repeat(1_000_000) };
    expect(load([...tensors, dots], loose).unexpected).toEqual([dots.name]);
    expect(() => load([...tensors, dots])).toThrow(/unexpected: \.{203};/);
    // Neither of two networks in a file is preferred.
    expect(load([...prefixed('student/'), ...prefixed('teacher/')], loose).assigned).toEqual([]);
    expect(() => load([...tensors, ...prefixed('model/', tensors.slice(0, 2))])).toThrow(
      'unexpected: model/conv1/kernel, model/conv1/bias',
    );
  });

  it('leaves out the head of published weights if it is for other classes', () => {
    const head: StoredTensor = { ...tensors[0]!, name: 'predictions/kernel', shape: [256, 1000] };
    const below = tensors.filter(({ name }) => !name.startsWith('dense'));
    const report = load([...below, head]);
    expect(report.assigned.length).toBe(16);
    expect(report).toMatchObject({ missing: [], unexpected: [], misshapen: [] });
    // If the file has no head at all, the caller must say that the network keeps its own.
    expect(() => load(below)).toThrow('missing: dense1/kernel');
  });

  it('changes nothing and leaks nothing if a tensor cannot be read', () => {
    const before = [values(), memory().numTensors];
    const stored = change(tensors.at(-1)!.name, {
      read: () => {
        throw new Error('damaged');
      },
    });
    for (const strict of [true, false]) {
      expect(() => load(stored, { strict })).toThrow('damaged');
    }
    expect([values(), memory().numTensors]).toEqual(before);
    expect(classifier.card.provenance).toBe('random, seed 1');
  });

  it('states a provenance that is saved with the classifier', async () => {
    load(tensors);
    const { handler, artifacts } = memoryHandler();
    await saveClassifierTo(classifier, handler);
    expect(artifacts().userDefinedMetadata).toMatchObject({ card: { provenance: 'file.h5' } });
  });

  it('shortens long lists', () => {
    const other: StoredWeights = readSafetensors(fixture('float32.safetensors'));
    expect(() => assignWeights(classifier, other)).toThrow(
      'conv4/bias and 14 more; unexpected: batch_normalization_1/beta',
    );
  });

  it('changes the predictions', () => {
    const images = randomUniform([1, 8, 8, 4], -1, 1, 'float32', 1) as Tensor4D;
    load(weightsOf(classifier, 0));
    const logits = classifier.logits(images, { training: false });
    expect([...logits.dataSync()]).toEqual([0, 0, 0, 0]);
    images.dispose();
    logits.dispose();
  });
});
