import { join } from 'node:path';
import { type Sample, syntheticCells } from '../../../src/index.js';
import { datasetFolder } from './dataset-folder.js';
import { encodePng } from './encode-png.js';

const colors = ['red', 'green', 'blue', 'yellow'];

/** Writes synthetic cells as PNG files into a folder that is removed after the test. */
export async function cellFiles(count: number, { size }: { readonly size: number }): Promise<Sample[]> {
  const { samples, images } = syntheticCells({ classes: [25], count, seed: 1, size });
  const files: Record<string, Uint8Array> = {};
  for (const sample of samples) {
    const { data } = await images.image(sample);
    for (const [channel, color] of colors.entries()) {
      const scanlines = Uint8Array.from({ length: size * (size + 1) }, (_, at) => {
        const [y, x] = [Math.floor(at / (size + 1)), (at % (size + 1)) - 1];
        return x < 0 ? 0 : data[(y * size + x) * 4 + channel]!;
      });
      files[`${sample.id}_${color}.png`] = encodePng([size, size], { scanlines });
    }
  }
  const folder = await datasetFolder(files);
  return samples.map((sample) => {
    const [microtubules, protein, nucleus, er] = colors.map((color) =>
      join(folder, `${sample.id}_${color}.png`),
    );
    return {
      ...sample,
      channels: { microtubules: microtubules!, protein: protein!, nucleus: nucleus!, er: er! },
    };
  });
}
