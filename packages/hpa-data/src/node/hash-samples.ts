import { createHash } from 'node:crypto';
import { CHANNEL_NAMES } from '../image/cell-image.js';
import { isAtlasChannel } from '../image/list-channels.js';
import type { Sample } from '../sample.js';
import { mapInOrder } from './files/map-in-order.js';
import { parsePageAddress } from './files/page-address.js';
import { readRegularFile } from './files/read-regular-file.js';
import { statRegularFile } from './files/stat-regular-file.js';

/**
 * Digests the files of each sample, for `auditLeakage`: two samples have equal digests if and only if their files are
 * equal byte by byte, channel by channel; of cells of fields, if their masks and labels are equal too.
 *
 * Only files of equal sizes can be equal, so only samples that share their sizes with another are read, and hashed
 * with SHA-256.
 *
 * @returns By sample id: the sizes of the files, `-` for each of the four channels of the Atlas that has none, then the names of other
 * channels; of a cell its label and, if it takes one to tell, the hash.
 * @throws Error naming the file if one cannot be read.
 *
 * @example
 * import { mkdtemp, writeFile } from 'node:fs/promises';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * import { hashSamples } from '@hpa/data/node';
 * const file = join(await mkdtemp(join(tmpdir(), 'cells-')), 'a.tif');
 * await writeFile(file, 'four');
 * const channels = { microtubules: file, protein: file, nucleus: file };
 * [...(await hashSamples([{ id: 'a', labels: [], channels }]))]; // [["a", "4 4 4 -"]]
 */
export async function hashSamples(samples: readonly Sample[]): Promise<Map<string, string>> {
  const sized = await mapInOrder(samples, async (sample) => ({
    sample,
    size: [
      ...(await mapInOrder(addressesOf(sample), describeSize)),
      ...othersOf(sample),
      ...labelOf(sample),
    ].join(' '),
  }));
  const holders = new Map<string, number>();
  for (const { size } of sized) {
    holders.set(size, (holders.get(size) ?? 0) + 1);
  }
  // Cells of a field have its files, which are read once.
  const hashes = new Map<string, Promise<string>>();
  const hashOnce = (addresses: ReturnType<typeof addressesOf>): Promise<string> => {
    const key = JSON.stringify(addresses);
    const hash = hashes.get(key) ?? hashFiles(addresses);
    hashes.set(key, hash);
    return hash;
  };
  const digests = await mapInOrder(
    sized,
    async ({ sample, size }) =>
      [sample.id, holders.get(size) === 1 ? size : `${size} ${await hashOnce(addressesOf(sample))}`] as const,
  );
  return new Map(digests);
}

function addressesOf(sample: Sample): (string | undefined)[] {
  const { channels, cell } = sample;
  const names = [...CHANNEL_NAMES, ...othersOf(sample)];
  return [...names.map((name) => channels[name]), ...(cell?.mask === undefined ? [] : [cell.mask])];
}

/** The channels of a sample that are not of the Atlas, by name. */
function othersOf({ channels }: Sample): string[] {
  return Object.keys(channels)
    .filter((name) => !isAtlasChannel(name))
    .sort();
}

function labelOf({ cell }: Sample): string[] {
  return cell === undefined ? [] : [`label ${cell.label}`];
}

/** The size of a file, and the page if the address names one; `-` if there is no file. */
async function describeSize(address: string | undefined): Promise<string> {
  if (address === undefined) {
    return '-';
  }
  const { file, page } = parsePageAddress(address);
  const { size } = await statRegularFile(file);
  return page === undefined ? `${size}` : `${size}#${page}`;
}

async function hashFiles(addresses: readonly (string | undefined)[]): Promise<string> {
  const hash = createHash('sha256');
  for (const address of addresses) {
    hash.update(address === undefined ? '' : await readRegularFile(parsePageAddress(address).file));
  }
  return hash.digest('hex');
}
