import { isDeepStrictEqual } from 'node:util';
import { memory, randomUniform, type Tensor4D, zeros } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freeze, loadClassifierFrom, saveClassifierTo, unfreeze } from '../../src/index.js';
import type { Classifier } from '../../src/types.js';
import { imageShape } from './image-shape.js';
import { lossAndGradients } from './loss-gradients.js';
import { memoryHandler } from './memory-handler.js';

/** What {@link itKeepsTheLaws} needs to know of an architecture. */
export interface ClassifierLaws {
  readonly build: () => Classifier;
  /** Length of the embedding. */
  readonly features: number;
  /** A layer below which to freeze. */
  readonly freezeUpTo: string;
  /** A variable below and one above that layer. */
  readonly below: string;
  readonly above: string;
  /** Whether the network has dropout; false for the few that have none. */
  readonly drops?: boolean;
}

/** Registers the tests that every architecture passes. */
export function itKeepsTheLaws({
  build,
  features,
  freezeUpTo,
  below,
  above,
  drops = true,
}: ClassifierLaws): void {
  let classifier: Classifier;
  let images: Tensor4D;
  let before: number;

  beforeAll(() => {
    before = memory().numTensors;
    classifier = build();
    images = randomUniform([2, ...imageShape(classifier.card)], -1, 1, 'float32', 1) as Tensor4D;
  });
  afterAll(() => {
    classifier.dispose();
    images.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('returns logits and features of a batch, and leaks no tensor', () => {
    const held = memory().numTensors;
    const logits = classifier.logits(images, { training: false });
    const embedding = classifier.features(images);
    expect(logits.shape).toEqual([2, classifier.card.classes.length]);
    expect(embedding.shape).toEqual([2, features]);
    expect([...logits.dataSync(), ...embedding.dataSync()].every(Number.isFinite)).toBe(true);
    logits.dispose();
    embedding.dispose();
    expect(memory().numTensors).toBe(held);
  });

  it('has a finite, nonzero gradient for every variable, and leaks no tensor', () => {
    const held = memory().numTensors;
    const { loss, gradients, dispose } = lossAndGradients(classifier, images);
    expect(loss).toBeGreaterThan(0);
    for (const variable of classifier.variables) {
      const values = gradients[variable.name]!.dataSync();
      expect(values.every(Number.isFinite), variable.name).toBe(true);
      expect(
        values.some((value) => value !== 0),
        variable.name,
      ).toBe(true);
    }
    dispose();
    expect(memory().numTensors).toBe(held);
  });

  it('gives frozen layers no gradient and does not move their statistics', () => {
    freeze(classifier, { upTo: freezeUpTo });
    const names = classifier.variables.map(({ name }) => name.replace(/_\d+$/, ''));
    expect(names).toContain(above);
    expect(names).not.toContain(below);
    const frozen = classifier.network.layers
      .filter((layer) => !layer.trainable)
      .flatMap((layer) => layer.weights);
    // As bytes: toEqual takes half a minute for ten million numbers.
    const values = () => frozen.map((weight) => Buffer.from(weight.read().dataSync().slice().buffer));
    const untouched = values();
    const { gradients, dispose } = lossAndGradients(classifier, images);
    expect(Object.keys(gradients).sort()).toEqual(classifier.variables.map(({ name }) => name).sort());
    expect(values().every((bytes, i) => bytes.equals(untouched[i]!))).toBe(true);
    dispose();
    unfreeze(classifier);
    expect(classifier.variables.map(({ name }) => name.replace(/_\d+$/, ''))).toContain(below);
  });

  it(`follows from its seed, and ${drops ? 'drops by the step' : 'from nothing else'}`, () => {
    const twin = build();
    const scores = (step: number, of: Classifier) => {
      const logits = of.logits(images, { training: true, step });
      const values = logits.dataSync();
      logits.dispose();
      return values;
    };
    expect(scores(3, twin)).toEqual(scores(3, classifier));
    expect(isDeepStrictEqual(scores(4, twin), scores(3, classifier))).toBe(!drops);
    twin.dispose();
  });

  it('predicts the same, to the bit, after saving and loading', async () => {
    const { handler, artifacts } = memoryHandler();
    await saveClassifierTo(classifier, handler, { provenance: 'random, for a test' });
    const loaded = await loadClassifierFrom(handler);
    expect(loaded.card).toEqual({ ...classifier.card, provenance: 'random, for a test' });
    expect(artifacts().format).toBe('layers-model');

    const expected = classifier.logits(images, { training: false });
    const found = loaded.logits(images, { training: false });
    expect(found.dataSync()).toEqual(expected.dataSync());
    found.dispose();
    expected.dispose();
    loaded.dispose();
  });

  it('frees every variable when disposed, once', () => {
    const held = memory().numTensors;
    const doomed = build();
    expect(memory().numTensors).toBe(held + doomed.state.length);
    doomed.dispose();
    doomed.dispose();
    expect(memory().numTensors).toBe(held);
    expect(() => doomed.logits(images, { training: false })).toThrow(/disposed/);
  });

  it('refuses images of another shape', () => {
    const [height, width, channels] = imageShape(classifier.card);
    const low = zeros([1, height - 1, width, channels]) as Tensor4D;
    const message = `images must be [N, ${height}, ${width}, ${channels}]; received [1, ${height - 1}, ${width}, ${channels}]`;
    expect(() => classifier.logits(low, { training: false })).toThrow(message);
    expect(() => classifier.features(low)).toThrow(message);
    low.dispose();
  });
}
