import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createClassifier } from '@hpa/models';
import { unzipSync } from 'fflate';
import { buildPackage } from '../../../packages/hpa-localize/src/bioimage-io/export/build-package.js';
import { openPackage } from '../../../packages/hpa-localize/src/bioimage-io/open-package.js';
import { digest } from '../digest.js';
import type { FuzzTarget } from '../fuzz-target.js';

const SIZE = 16;

async function packed(): Promise<Uint8Array> {
  const model = createClassifier('scratch-cnn', {
    input: { height: SIZE, width: SIZE },
    classes: [
      { id: 0, name: 'Nucleoplasm' },
      { id: 25, name: 'Cytosol' },
    ],
    stages: 2,
    seed: 1,
  });
  try {
    return await buildPackage(model, { name: 'drawn', authors: ['A B'], license: 'CC-BY-4.0' });
  } finally {
    model.dispose();
  }
}

async function read(path: string): Promise<string> {
  const model = await openPackage(path);
  try {
    const { channels } = model.card.input;
    const levels = Float32Array.from({ length: SIZE * SIZE * channels.length }, (_, i) => i % 256);
    return digest([model.card, await model.probabilities(levels)]);
  } finally {
    model.dispose();
  }
}

/** Packages of bioimage.io. */
export const PACKAGE_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'bioimage.io package',
    files: ['package.zip'],
    sealed: true,
    limitBytes: 0,
    write: async (folder) => writeFile(join(folder, 'package.zip'), await packed()),
    read: (folder) => read(join(folder, 'package.zip')),
  },
  {
    name: 'bioimage.io package, unpacked',
    files: ['rdf.yaml', 'model.onnx', 'test_input.npy', 'test_output.npy'],
    sealed: false,
    limitBytes: 0,
    async write(folder) {
      for (const [name, bytes] of Object.entries(unzipSync(await packed()))) {
        const path = join(folder, name);
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, bytes);
      }
    },
    read: (folder) => read(join(folder, 'rdf.yaml')),
  },
];
