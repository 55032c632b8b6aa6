import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { syntheticCells } from '@hpa/data';
import sharp from 'sharp';

const colors = ['red', 'green', 'blue', 'yellow'];

/** Writes synthetic cells as a folder in the Kaggle layout, two to a group; returns their ids. By default each has one location. */
export async function writeCells(
  folder: string,
  {
    count,
    size,
    locationsPerCell = [1],
  }: { readonly count: number; readonly size: number; readonly locationsPerCell?: readonly number[] },
): Promise<readonly string[]> {
  const drawn = { classes: [13, 18, 25, 26], count, seed: 7, size, locationsPerCell };
  const { samples, classes, images } = syntheticCells(drawn);
  await mkdir(join(folder, 'train'), { recursive: true });
  for (const sample of samples) {
    const { data } = await images.image(sample);
    for (const [channel, color] of colors.entries()) {
      const gray = Uint8Array.from({ length: size * size }, (_, pixel) => data[4 * pixel + channel]!);
      await sharp(gray, { raw: { width: size, height: size, channels: 1 } })
        .toColourspace('b-w')
        .png()
        .toFile(join(folder, 'train', `${sample.id}_${color}.png`));
    }
  }
  const locationOf = (labels: readonly number[]): number => classes[labels[0]!]!.id;
  const targetOf = (labels: readonly number[]): string => labels.map((label) => classes[label]!.id).join(' ');
  const row = (cells: readonly (string | number)[]) => `${cells.join(',')}\n`;
  await writeFile(
    join(folder, 'train.csv'),
    ['Id,Target\n', ...samples.map(({ id, labels }) => row([id, targetOf(labels)]))].join(''),
  );
  const seen = new Map<number, number>();
  const groups = samples.map(({ id, labels }) => {
    const nth = seen.get(locationOf(labels)) ?? 0;
    seen.set(locationOf(labels), nth + 1);
    return row([id, `picture-${locationOf(labels)}-${Math.floor(nth / 2)}`]);
  });
  await writeFile(join(folder, 'groups.csv'), ['Id,Group\n', ...groups].join(''));
  return samples.map(({ id }) => id);
}
