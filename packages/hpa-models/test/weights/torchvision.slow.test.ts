import '@tensorflow/tfjs';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Tensor2D, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  assignWeights,
  type Classifier,
  denseNet121,
  PUBLISHED_WEIGHTS,
  readWeights,
  resNet18,
  resNet50,
  transferWeights,
} from '../../src/index.js';
import { loadWeights as loadFrom } from '../../src/node/index.js';
import { expectClose } from '../support/expect-close.js';
import { formulaHash, formulaImages, namedVariables } from '../support/formula-weights.js';
import { fourClasses } from '../support/four-classes.js';
import { RGB } from '../support/rgb.js';
import { type SafetensorsEntry, safetensorsFile } from '../support/safetensors-file.js';
import { thousandClasses } from '../support/thousand-classes.js';
import { useWasm } from '../support/use-wasm.js';

// State dicts of torchvision with formula weights, and what torchvision computes from them in float64: test/goldens/torchvision.json,
// which scripts/fixtures/write_torchvision.py wrote.

interface Summary {
  readonly length: number;
  readonly first: readonly (readonly number[])[];
  readonly mean: readonly number[];
}

interface Golden {
  readonly input: { readonly samples: number; readonly height: number; readonly width: number };
  readonly networks: Readonly<
    Record<
      string,
      { readonly tensors: readonly string[]; readonly features: Summary; readonly logits: Summary }
    >
  >;
}

const golden: Golden = JSON.parse(
  readFileSync(new URL('../goldens/torchvision.json', import.meta.url), 'utf8'),
);
const { samples, height, width } = golden.input;

/** Tensors of the golden's state dict by the formula; `rename` changes their names. */
function stateDict(architecture: string, rename = (name: string) => name): Uint8Array {
  const entries = golden.networks[architecture]!.tensors.map((line, k): SafetensorsEntry => {
    const [name, dimensions] = line.split(' ') as [string, string];
    const shape = dimensions === '' ? [] : dimensions.split(',').map(Number);
    const kind = name.slice(name.lastIndexOf('.') + 1);
    if (kind === 'num_batches_tracked') {
      return { name: rename(name), dtype: 'I64', shape, values: BigInt64Array.of(7n) };
    }
    const size = shape.reduce((product, dimension) => product * dimension, 1);
    const value = formulaOf(kind, shape);
    const values = Float32Array.from({ length: size }, (_, i) => value(formulaHash(k, i) / 2 ** 32 - 0.5));
    return { name: rename(name), dtype: 'F32', shape, values };
  });
  return safetensorsFile(entries);
}

function formulaOf(kind: string, [outputs, ...rest]: readonly number[]): (u: number) => number {
  if (kind === 'weight' && rest.length > 0) {
    const scale = Math.sqrt(24 / rest.reduce((product, dimension) => product * dimension, 1));
    return (u) => u * scale;
  }
  const kinds: Readonly<Record<string, (u: number) => number>> = {
    weight: (u) => 1 + 0.2 * u,
    running_var: (u) => 1 + 0.5 * u,
  };
  expect(outputs).toBeGreaterThan(0);
  return kinds[kind] ?? ((u) => 0.1 * u);
}

const common = {
  input: { height, width, channels: RGB },
  seed: 1,
} as const;

function expectSummary(found: Tensor2D, { length, first, mean }: Summary): void {
  expect(found.shape).toEqual([samples, length]);
  for (const [i, row] of (found.arraySync() as number[][]).entries()) {
    // A float32 run against float64, relative to the largest value: sums of both signs cancel in the logits.
    const scale = row.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    expectClose(row.slice(0, first[i]!.length), first[i]!, { absolute: 1e-4 * scale, relative: 1e-4 });
    const sum = row.reduce((total, value) => total + value, 0);
    expectClose([sum / length], [mean[i]!], { absolute: 1e-4 * scale, relative: 1e-4 });
  }
}

const networks = [
  { architecture: 'resnet-18', build: resNet18, variables: 102 },
  { architecture: 'resnet-50', build: resNet50, variables: 267 },
  { architecture: 'densenet-121', build: denseNet121, variables: 606 },
] as const;

describe.each(networks)(
  'the state dict of torchvision for $architecture',
  ({ architecture, build, variables }) => {
    let bytes: Uint8Array;
    beforeAll(useWasm);
    beforeAll(() => {
      bytes = stateDict(architecture);
    });

    it('fits whole, and gives the features and logits that torchvision computes', () => {
      const classifier: Classifier = build({ ...common, classes: thousandClasses, initialWeights: 'zeros' });
      const report = assignWeights(classifier, readWeights({ 'model.safetensors': bytes }));
      expect(report.assigned.length).toBe(variables);
      expect(report).toMatchObject({ missing: [], unexpected: [], misshapen: [] });
      const { features, logits } = golden.networks[architecture]!;
      tidy(() => {
        const images = formulaImages(samples, [height, width, 3]);
        expectSummary(classifier.features(images), features);
        expectSummary(classifier.logits(images, { training: false }), logits);
      });
      classifier.dispose();
    });

    it('keeps the head of the network if the classes differ', () => {
      const classifier: Classifier = build({ ...common, classes: fourClasses });
      const head = namedVariables(classifier).get('dense_1/kernel')!.dataSync().slice();
      const { provenance } = PUBLISHED_WEIGHTS[architecture].imagenet;
      const report = assignWeights(classifier, readWeights({ 'model.safetensors': bytes }), { provenance });
      expect(report.assigned.length).toBe(variables - 2);
      expect(report).toMatchObject({ missing: [], unexpected: [], misshapen: [] });
      expect(namedVariables(classifier).get('dense_1/kernel')!.dataSync()).toEqual(head);
      expect(classifier.card.provenance).toBe(
        `${variables - 2} of ${variables} variables from ${provenance}; the others: random, seed 1`,
      );
      tidy(() => {
        const images = formulaImages(samples, [height, width, 3]);
        expectSummary(classifier.features(images), golden.networks[architecture]!.features);
      });
      classifier.dispose();
    });
  },
);

describe('names of torchvision', () => {
  let folder: string;
  beforeAll(useWasm);
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'hpa-torchvision-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(['module.', 'model.', 'module.model.', '_orig_mod.'])(
    'may have the prefix %s, in a file that is loaded by its path',
    (prefix) => {
      const file = join(folder, 'resnet18.safetensors');
      writeFileSync(
        file,
        stateDict('resnet-18', (name) => prefix + name),
      );
      const classifier = resNet18({ ...common, classes: fourClasses, initialWeights: 'zeros' });
      const report = loadFrom(classifier, file);
      expect(report.assigned.length).toBe(100);
      expect(report).toMatchObject({ missing: [], unexpected: [], misshapen: [] });
      classifier.dispose();
    },
  );

  it('may be the older ones in the DenseNet weights that torchvision publishes', () => {
    const older = (name: string) => name.replace(/(denselayer\d+\.(?:norm|conv))(\d)/, '$1.$2');
    const classifier = denseNet121({ ...common, classes: fourClasses, initialWeights: 'zeros' });
    const report = assignWeights(classifier, readWeights({ model: stateDict('densenet-121', older) }));
    expect(report.assigned.length).toBe(604);
    classifier.dispose();
  });

  it('stand for kernels that are transposed, also if the caller translates them', () => {
    const classifier = resNet18({ ...common, classes: fourClasses, initialWeights: 'zeros' });
    const report = assignWeights(classifier, readWeights({ model: stateDict('resnet-18') }), {
      strict: false,
      names: (stored) =>
        new Map(stored.map((name) => [name, name === 'conv1.weight' ? 'conv1_conv/kernel' : null])),
    });
    expect(report).toMatchObject({ assigned: ['conv1_conv/kernel'], misshapen: [] });
    classifier.dispose();
  });

  it('lead to a network for four channels through one for three', () => {
    const from = denseNet121({ ...common, classes: fourClasses, initialWeights: 'zeros' });
    assignWeights(from, readWeights({ model: stateDict('densenet-121') }));
    const to = denseNet121({ input: { height, width }, classes: fourClasses, seed: 2 });
    const { kept, transferred } = transferWeights({ from, to }, { fourthChannel: 'zeros' });
    expect(kept).toEqual([]);
    expect(transferred.length).toBe(606);
    tidy(() => {
      const images = formulaImages(samples, [height, width, 3]);
      const yellow = images.mean(3, true);
      const features = to.features(images.concat(yellow, 3) as Tensor4D);
      expectSummary(features, golden.networks['densenet-121']!.features);
    });
    from.dispose();
    to.dispose();
  });
});
