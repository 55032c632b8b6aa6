import { join } from 'node:path';
import { openPrepared, prepare, readImageSets } from '@hpa/data/node';
import { digest } from '../digest.js';
import type { FuzzTarget } from '../fuzz-target.js';
import { writeSmallCells } from './small-cells.js';

/** Prepared datasets: their index and their shards. */
export const PREPARED_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'prepared dataset',
    files: ['prepared/prepared.json', '.bin'],
    sealed: true,
    limitBytes: 0,
    async write(folder) {
      await writeSmallCells(join(folder, 'cells'), ['a', 'b', 'c', 'd']);
      const samples = await readImageSets(join(folder, 'cells'));
      await prepare(samples, { folder: join(folder, 'prepared'), height: 16, width: 16 });
    },
    async read(folder) {
      const { samples, skipped, classes, images } = await openPrepared(join(folder, 'prepared'), {
        threads: 1,
      });
      try {
        const parts: unknown[] = [skipped, classes];
        for (const { channels, ...sample } of samples) {
          const addresses = Object.values(channels).map((address) => address.replace(folder, ''));
          parts.push(sample, addresses, (await images.image({ ...sample, channels })).data);
        }
        return digest(parts);
      } finally {
        await images.close?.();
      }
    },
  },
];
