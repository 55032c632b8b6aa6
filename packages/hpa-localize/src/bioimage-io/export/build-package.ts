import { createHash } from 'node:crypto';
import { type CellImage, toModelInput } from '@hpa/data';
import { type Classifier, exportOnnx, type ModelCard } from '@hpa/models';
import { sigmoid, softmax, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { zipSync } from 'fflate';
import sharp from 'sharp';
import { stringify } from 'yaml';
import { calibrateScores } from '../../answers/calibrate-scores.js';
import { channelsIn } from '../../dataset/channels-in.js';
import { colorImage } from '../../explain/color-image.js';
import { writeNpy } from '../../files/npy.js';
import {
  type Citation,
  type DescribedFiles,
  type PackageFile,
  type PackageMetadata,
  packageDescription,
} from './package-description.js';
import { packageReadme } from './package-readme.js';
import { testCell } from './test-cell.js';

/** Where the locations, and the images of them, are published. */
const CITATION: Citation = {
  text: 'Thul et al., A subcellular map of the human proteome, Science 356 (2017).',
  doi: '10.1126/science.aal3321',
};

/** Edge of the cover in pixels. */
const COVER_SIZE = 512;

/** The first time that a zip file can state: the same model always gives the same bytes, in any time zone. */
const TIME = new Date(1980, 0, 1);

/**
 * Packs a classifier for bioimage.io: a zip file with rdf.yaml of version 0.5, the model as ONNX, test tensors, a README and a cover.
 *
 * Raw 8-bit levels go in and probabilities come out. The test output is computed by the engine that runs here, not by the graph, so
 * that whoever tests the package compares both.
 *
 * @throws RangeError if a plane of the model's input is no sum of channels
 */
export async function buildPackage(classifier: Classifier, metadata: PackageMetadata): Promise<Uint8Array> {
  const { card } = classifier;
  const { input } = card;
  const single = channelsIn(input.channels);
  const inGraph =
    single.length !== input.channels.length || !single.every((name) => input.channels.includes(name));
  const channels = inGraph ? single : input.channels;
  const cell = testCell(input, single);
  const levels = Uint8Array.from(toModelInput(cell, { ...input, channels, normalization: 'none' }));
  const files: DescribedFiles = {
    weights: packageFile(
      'model.onnx',
      await exportOnnx(classifier, { outputs: ['probabilities'], ...(inGraph && { levels: channels }) }),
    ),
    testInput: packageFile(
      'test_input.npy',
      writeNpy(levels, { shape: [1, input.height, input.width, channels.length] }),
    ),
    testOutput: packageFile(
      'test_output.npy',
      writeNpy(await probabilitiesOf(classifier, cell), { shape: [1, card.classes.length] }),
    ),
    readme: packageFile(
      'README.md',
      new TextEncoder().encode(packageReadme(card, { name: metadata.name, channels, citation: CITATION })),
    ),
    cover: packageFile('cover.png', await coverOf(cell)),
  };
  const description = packageDescription(card, { metadata, files, channels, inGraph, citation: CITATION });
  const entries = [
    [
      'rdf.yaml',
      new TextEncoder().encode(stringify(description, { lineWidth: 0, aliasDuplicateObjects: false })),
    ] as const,
    ...Object.values(files).map(({ name, bytes }: PackageFile) => [name, bytes] as const),
  ];
  // Weights and images hardly shrink.
  return zipSync(
    Object.fromEntries(
      entries.map(([name, bytes]) => [name, [bytes, { level: /\.(onnx|png)$/.test(name) ? 0 : 6 }]]),
    ),
    { mtime: TIME },
  );
}

function packageFile(name: string, bytes: Uint8Array): PackageFile {
  return { name, bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

async function probabilitiesOf(classifier: Classifier, cell: CellImage): Promise<Float32Array> {
  const { input, task }: ModelCard = classifier.card;
  const activation = task === 'multi-label' ? sigmoid : softmax;
  const result = tidy(() => {
    const images = tensor4d(toModelInput(cell, input), [1, input.height, input.width, input.channels.length]);
    return activation(classifier.logits(images, { training: false }));
  });
  const raw = [...(await result.data())];
  result.dispose();
  const [calibrated = raw] = calibrateScores([raw], classifier);
  return Float32Array.from(calibrated);
}

function coverOf(cell: CellImage): Promise<Uint8Array> {
  const { height, width } = cell;
  return sharp(colorImage(cell), { raw: { width, height, channels: 3 } })
    .resize(COVER_SIZE, COVER_SIZE, { fit: 'cover', kernel: 'nearest' })
    .png()
    .toBuffer();
}
