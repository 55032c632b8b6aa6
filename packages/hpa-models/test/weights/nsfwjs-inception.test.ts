import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type io, setBackend, type Tensor4D } from '@tensorflow/tfjs-core';
import { loadLayersModel, model as modelOf } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { assignWeights, inceptionV3, layerOutputs, readWeights } from '../../src/index.js';
import { expectClose } from '../support/expect-close.js';
import { formulaImages } from '../support/formula-weights.js';
import { fourClasses } from '../support/four-classes.js';
import { RGB } from '../support/rgb.js';

// The npm package nsfwjs (MIT) holds a trained InceptionV3, quantized to 8 bits and saved by TensorFlow.js. The weights are not those
// of ImageNet, but of the same network. At 121 MB it is not a dependency: run `npm install --no-save nsfwjs@4.2.1`, or set HPA_NSFWJS
// to the folder of the unpacked package.

const require = createRequire(import.meta.url);
const folder = join(
  process.env.HPA_NSFWJS ?? join(process.cwd(), 'node_modules/nsfwjs'),
  'dist/models/inception_v3',
);
const lacksModel = !existsSync(folder);
if (lacksModel) {
  console.warn(`skipped: no ${folder} (npm install --no-save nsfwjs@4.2.1, or HPA_NSFWJS)`);
}

interface Published {
  readonly modelTopology: object;
  readonly weightsManifest: readonly {
    readonly paths: readonly string[];
    readonly weights: io.WeightsManifestEntry[];
  }[];
}

/** The files of the package are scripts that export the JSON, and the weight files in base64. */
function read(): { published: Published; shards: Map<string, Buffer> } {
  const published = require(join(folder, 'model.min.js')) as Published;
  const shards = published.weightsManifest
    .flatMap(({ paths }) => paths)
    .map((path) => {
      const loaded: string | { readonly default: string } = require(
        join(folder, `${path.replace(/^.*\//, '')}.min.js`),
      );
      return [path, Buffer.from(typeof loaded === 'string' ? loaded : loaded.default, 'base64')] as const;
    });
  return { published, shards: new Map(shards) };
}

describe.skipIf(lacksModel)('the trained InceptionV3 of nsfwjs', () => {
  beforeAll(() => setBackend('wasm'));

  it('gives the same feature maps in our network as in its own', async () => {
    const { published, shards } = read();
    const model = new TextEncoder().encode(JSON.stringify(published));
    const stored = readWeights({ 'model.json': model, ...Object.fromEntries(shards) });
    const classifier = inceptionV3({
      input: { height: 299, width: 299, channels: RGB },
      classes: fourClasses,
      seed: 1,
      pooling: 'avg',
      initialWeights: 'zeros',
    });
    const report = assignWeights(classifier, stored, { except: ['dense_1', 'dense_2', 'dense_3'] });
    expect(report.assigned.length).toBe(376);
    expect(report).toMatchObject({ missing: [], unexpected: [], misshapen: [] });

    const theirs = await loadLayersModel({
      load: async () => ({
        modelTopology: published.modelTopology,
        weightSpecs: published.weightsManifest.flatMap(({ weights }) => weights),
        weightData: [...shards.values()].map((bytes) => new Uint8Array(bytes).buffer),
      }),
    });
    const trunk = modelOf({ inputs: theirs.inputs, outputs: theirs.getLayer('mixed10').output });
    const images = formulaImages(1, [299, 299, 3]);
    const expected = trunk.predict(images) as Tensor4D;
    const [found] = layerOutputs(classifier, images, { layers: ['mixed10'] }) as [Tensor4D];
    expect(found.shape).toEqual(expected.shape);
    // The same float32 weights and kernels; their batch normalization computes in another order.
    expectClose(found.dataSync(), expected.dataSync(), { absolute: 1e-4, relative: 1e-4 });
    expect(found.dataSync().some((value) => value > 0.1)).toBe(true);
    for (const tensor of [images, expected, found]) {
      tensor.dispose();
    }
    theirs.dispose();
    classifier.dispose();
  });
});
