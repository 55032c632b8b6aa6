import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { splitSamples } from '@hpa/data';
import { readLayout, readSplit, writeSplit } from '@hpa/data/node';
import { digest } from '../digest.js';
import type { FuzzTarget } from '../fuzz-target.js';
import { COLORS, writeSmallCells } from './small-cells.js';

const IDS = Array.from({ length: 6 }, (_, at) => `cell-${at}`);

const groups = `Id,Group\n${IDS.map((id, at) => `${id},field ${at >> 1}`).join('\n')}\n`;

/** A dataset whose tables are damaged. */
const dataset = (
  name: string,
  {
    files,
    write,
    path = '',
  }: {
    readonly files: readonly string[];
    readonly write: (folder: string) => Promise<void>;
    /** What is read, relative to the folder. */
    readonly path?: string;
  },
): FuzzTarget => ({
  name,
  files,
  sealed: false,
  limitBytes: 0,
  write,
  async read(folder) {
    const { classes, samples, skipped } = await readLayout(join(folder, path), { badSamples: 'throw' });
    const addresses = samples.map(({ channels, ...sample }) => ({
      ...sample,
      files: Object.values(channels).map((file) => relative(folder, file)),
    }));
    return digest([classes, addresses, skipped.map(({ id }) => id)]);
  },
});

const CELLS = IDS.map((id) => ({
  id,
  labels: [0],
  channels: { microtubules: '', protein: '', nucleus: '' },
}));

/** A split of the synthetic cells, which need no files. */
const split: FuzzTarget = {
  name: 'split, CSV',
  files: ['split.csv'],
  sealed: false,
  limitBytes: 0,
  async write(folder) {
    await writeSplit(join(folder, 'split.csv'), splitSamples(CELLS, { seed: 1 }), { seed: 1 });
  },
  async read(folder) {
    const parts = await readSplit(join(folder, 'split.csv'), { samples: CELLS });
    return digest([parts.train, parts.validation, parts.test].map((samples) => samples.map(({ id }) => id)));
  },
};

/** Tables and manifests of datasets, with the tables of groups beside them. */
export const TABLE_TARGETS: readonly FuzzTarget[] = [
  dataset('table, CSV', {
    files: ['cells.csv', 'groups.csv'],
    path: 'cells.csv',
    async write(folder) {
      await writeSmallCells(folder, IDS);
      const rows = IDS.map((id, at) => {
        const label = at % 2 ? 'Cytosol|Nucleoplasm' : '"Golgi apparatus"';
        return [id, label, ...COLORS.map((color) => `${id}_${color}.png`)].join(',');
      });
      await writeFile(join(folder, 'cells.csv'), `Id,Label,Red,Green,Blue,Yellow\n${rows.join('\n')}\n`);
      await writeFile(join(folder, 'groups.csv'), groups);
    },
  }),
  dataset('Kaggle 2018', {
    files: ['train.csv', 'groups.csv'],
    async write(folder) {
      await mkdir(join(folder, 'train'));
      await writeSmallCells(join(folder, 'train'), IDS);
      const rows = IDS.map((id, at) => `${id},${at % 2 ? '25 0' : '16'}`);
      await writeFile(join(folder, 'train.csv'), `Id,Target\n${rows.join('\n')}\n`);
      await writeFile(join(folder, 'groups.csv'), groups);
    },
  }),
  dataset('Kaggle 2021', {
    files: ['train.csv', 'groups.csv'],
    async write(folder) {
      await mkdir(join(folder, 'train'));
      await writeSmallCells(join(folder, 'train'), IDS);
      const rows = IDS.map((id, at) => `${id},${at % 2 ? '14|0' : '16'}`);
      await writeFile(join(folder, 'train.csv'), `ID,Label\n${rows.join('\n')}\n`);
      await writeFile(join(folder, 'groups.csv'), groups);
    },
  }),
  dataset('class folders', {
    files: ['groups.csv', 'a/cell-0_red.png'],
    async write(folder) {
      await writeSmallCells(join(folder, 'a'), IDS.slice(0, 3));
      await writeSmallCells(join(folder, 'b'), IDS.slice(3));
      // Here an id is the path within the dataset.
      const rows = IDS.map((id, at) => `${at < 3 ? 'a' : 'b'}/${id},field ${at >> 1}`);
      await writeFile(join(folder, 'groups.csv'), `Id,Group\n${rows.join('\n')}\n`);
    },
  }),
  split,
];
