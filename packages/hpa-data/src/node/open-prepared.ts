import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { channelNames } from '../cell-image.js';
import type { ImageLoader } from '../load-images.js';
import type { Location } from '../locations.js';
import type { ChannelFiles, Sample } from '../sample.js';
import { readIndex } from './prepared-index.js';
import { parseChecksums, shardLength } from './shard.js';

/** A folder that `prepare` filled, open for reading. */
export interface PreparedPictures {
  /** What was prepared, labels and groups as they were; their channels are addresses in the folder, not files. */
  readonly samples: readonly Sample[];
  /** What the labels mean. */
  readonly classes: readonly Location[];
  /** Height and width of every picture, pixels. */
  readonly size: number;
  /** Reads the picture of a sample, by its id, and checks it. */
  readonly load: ImageLoader;
  /** Closes the shards. */
  close(): Promise<void>;
}

/** Says whether a folder was filled by `prepare`. */
export async function isPrepared(folder: string): Promise<boolean> {
  return (await readIndex(folder)) !== null;
}

/**
 * Opens a prepared folder. Every shard is known to be there and to have its length once this returns; pictures are
 * checked as they are read.
 *
 * @throws Error naming the folder where it was not prepared to the end, or the shard that is missing or has another
 * length. A load throws an Error naming shard and sample where the picture is damaged; `prepare` builds it again.
 */
export async function openPrepared(folder: string): Promise<PreparedPictures> {
  const index = await readIndex(folder);
  if (index === null) {
    throw new Error(
      `${folder}: expected prepared pictures; it has no prepared.json (run prepare, to its end)`,
    );
  }
  const { size } = index;
  const pictureBytes = size ** 2 * channelNames.length;
  const places = new Map<string, Place>();
  const shards: OpenShard[] = [];
  const close = async () => {
    await Promise.all(shards.map(({ handle }) => handle.close()));
  };
  try {
    let first = 0;
    for (const { file, count } of index.shards) {
      const shard = await openShard(join(folder, file), { count, pictureBytes });
      shards.push(shard);
      for (const [at, { id }] of index.samples.slice(first, first + count).entries())
        places.set(id, { shard, at });
      first += count;
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    samples: index.samples.map((sample) => ({ ...sample, channels: addressesIn(folder, sample.id) })),
    classes: index.classes,
    size,
    load: async ({ id }) => {
      const place = places.get(id);
      if (place === undefined) throw new Error(`${folder} holds no picture ${id}`);
      const { shard, at } = place;
      // Not zeroed first: the read fills it, or throws.
      const data = new Uint8Array(Buffer.allocUnsafeSlow(pictureBytes).buffer);
      const { bytesRead } = await shard.handle.read(data, 0, pictureBytes, at * pictureBytes);
      if (bytesRead !== pictureBytes || crc32(data) !== shard.checksums[at]) {
        throw new Error(
          `${shard.path}: picture ${at} is damaged; run prepare again to build this shard anew`,
        );
      }
      return { height: size, width: size, data };
    },
    close,
  };
}

interface OpenShard {
  readonly path: string;
  readonly handle: FileHandle;
  readonly checksums: readonly number[];
}

interface Place {
  readonly shard: OpenShard;
  /** Place of the picture in the shard. */
  readonly at: number;
}

async function openShard(
  path: string,
  { count, pictureBytes }: { readonly count: number; readonly pictureBytes: number },
): Promise<OpenShard> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const length = shardLength({ count, pictureBytes });
    if (size !== length) {
      throw new Error(
        `${path}: expected ${length} bytes; found ${size} (run prepare again to build this shard anew)`,
      );
    }
    const end = Buffer.alloc(length - count * pictureBytes);
    await handle.read(end, 0, end.length, count * pictureBytes);
    return { path, handle, checksums: parseChecksums(end) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function addressesIn(folder: string, id: string): ChannelFiles {
  const [microtubules, protein, nucleus, er] = channelNames.map((name) => `prepared:${folder}/${id}/${name}`);
  return { microtubules: microtubules!, protein: protein!, nucleus: nucleus!, er: er! };
}
