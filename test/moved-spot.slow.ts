import { startBackend } from '@hpa/backend';
import { type Tensor3D, type Tensor4D, tensor4d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { defaultMaps } from '../packages/hpa-models/src/explain/default-maps.js';
import { receptiveField } from '../packages/hpa-models/src/explain/receptive-field.js';
import {
  type Classifier,
  type ClassifierOptions,
  classActivationMap,
  deepLoc,
  denseNet121,
  gapNet,
  gapNetPl,
  gradCam,
  inceptionV3,
  listModels,
  mCnn,
  mobileNetV2,
  occlusionMap,
  resNet18,
  resNet50,
  scratchCnn,
} from '../packages/hpa-models/src/index.js';
import { centerOfSight } from '../packages/hpa-models/test/support/center-of-sight.js';
import { seeEvenly } from '../packages/hpa-models/test/support/see-evenly.js';
import { peakOf } from '../packages/hpa-models/test/support/spotted-cell.js';

// Every network is shown strips, long enough that the border hardly counts for a cell in the middle.

beforeAll(async () => {
  await startBackend('wasm');
});

const classes = [0, 1].map((id) => ({ id, name: `class ${id}` }));
const averaging = { pooling: 'avg', hiddenUnits: 0 } as const;

interface Strip {
  readonly name: string;
  readonly height: number;
  readonly width: number;
  readonly build: (options: ClassifierOptions) => Classifier;
  /** Whether the network ends in averages and one dense layer, as class activation maps need. */
  readonly averages?: boolean;
  /** Side in pixels of the squares that are hidden, 32 by default: a large network is given fewer, larger ones. */
  readonly patchSize?: number;
}

const strips: readonly Strip[] = [
  { name: 'deeploc', height: 32, width: 96, build: deepLoc },
  {
    name: 'densenet-121',
    height: 32,
    width: 416,
    build: (options) => denseNet121({ ...options, ...averaging }),
    averages: true,
  },
  { name: 'gapnet', height: 76, width: 128, build: gapNet },
  { name: 'gapnet-pl', height: 32, width: 224, build: gapNetPl },
  {
    name: 'inception-v3',
    height: 75,
    width: 416,
    build: (options) => inceptionV3({ ...options, ...averaging }),
    averages: true,
    patchSize: 64,
  },
  { name: 'm-cnn', height: 128, width: 896, build: mCnn, patchSize: 128 },
  {
    name: 'mobilenet-v2',
    height: 32,
    width: 384,
    build: (options) => mobileNetV2({ ...options, ...averaging, widthMultiplier: 0.35 }),
    averages: true,
  },
  {
    name: 'resnet-18',
    height: 32,
    width: 384,
    build: (options) => resNet18({ ...options, ...averaging }),
    averages: true,
  },
  {
    name: 'resnet-50',
    height: 32,
    width: 384,
    build: (options) => resNet50({ ...options, ...averaging }),
    averages: true,
  },
  {
    name: 'scratch-cnn',
    height: 32,
    width: 64,
    build: (options) => scratchCnn({ ...options, stages: 3, denseUnits: 4 }),
  },
];

function build({ build: make, height, width }: Strip): Classifier {
  const options = { input: { height, width }, classes, seed: 1, initialWeights: 'zeros' } as const;
  return seeEvenly(make(options), { falloff: 0.1 });
}

/** A dark strip with one round spot in the middle of its height. */
function spot({ height, width }: Strip, column: number): Tensor4D {
  const pixels = Array.from({ length: height * width * 4 }, (_, i) => {
    const pixel = Math.floor(i / 4);
    const distance = Math.hypot(Math.floor(pixel / width) - height / 2, (pixel % width) - column);
    return 1e-3 * Math.exp(-(distance ** 2) / (2 * 5 ** 2));
  });
  return tensor4d(pixels, [1, height, width, 4]);
}

describe.each(strips)('$name', (strip) => {
  it('is one of the networks that there are', () => {
    const known = new Set(
      listModels({ input: { height: 32, width: 32 } }).map(({ architecture }) => architecture),
    );
    expect(strips.map(({ name }) => name)).toEqual([...known].sort());
  });

  it('sees by each cell what is about its center: the center of mass of its gradient lies there', () => {
    const classifier = build(strip);
    const layer = defaultMaps(classifier.network);
    const [, , columns] = classifier.network.getLayer(layer).outputShape as number[];
    const { first, step } = receptiveField(classifier.network, { layer }).columns;
    const column = Math.floor(columns! / 2);
    const seen = centerOfSight(classifier, { layer, row: 0, column });
    // M-CNN sees 416 pixels either side of a center, so that some lie beyond the borders; the others are exact but for float32.
    expect(Math.abs(seen.column - (first + column * step))).toBeLessThan(0.1);
    classifier.dispose();
  });

  it('shows a spot that moves where it is, by all maps', () => {
    const classifier = build(strip);
    const classIndices = [0];
    const { width, patchSize = 32 } = strip;
    const { first, step } = receptiveField(classifier.network, {
      layer: defaultMaps(classifier.network),
    }).columns;
    for (const share of [0.3, 0.45, 0.65]) {
      const column = Math.round(share * width);
      const images = spot(strip, column);
      const away = (map: Tensor3D) => {
        const peak = peakOf(map.dataSync(), width).column;
        map.dispose();
        return Math.abs(peak - column);
      };
      const nearest = Math.abs(first + Math.round((column - first) / step) * step - column);
      // The nearest cell answers most; its center may lie between two pixels. A spot half between two cells may be seen by either.
      const bound = Math.max(nearest, 0.45 * step) + 1;
      expect(away(gradCam(classifier, images, { classIndices }))).toBeLessThanOrEqual(bound);
      if (strip.averages) {
        const { first: from, step: apart } = receptiveField(classifier.network, {
          layer: classifier.network.layers.filter(({ outputShape }) => outputShape.length === 4).at(-1)!.name,
        }).columns;
        expect(from).toBeLessThan(apart * 2);
        expect(away(classActivationMap(classifier, images, { classIndices }))).toBeLessThanOrEqual(
          apart / 2 + 1,
        );
      }
      images.dispose();
    }
    // Once, as it takes a pass per square. The peak is a plateau, within a square that covers the spot.
    const column = Math.round(0.45 * width);
    const images = spot(strip, column);
    const map = occlusionMap(classifier, images, {
      classIndices,
      patchSize,
      stride: patchSize,
      replacement: 0,
    });
    expect(Math.abs(peakOf(map.dataSync(), width).column - column)).toBeLessThan(patchSize);
    images.dispose();
    map.dispose();
    classifier.dispose();
  });
});
