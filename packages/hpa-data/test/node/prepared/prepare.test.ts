import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { mkdtemp, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { crc32 } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  COMPOSITIONS,
  cacheImages,
  createBatches,
  type ImageStore,
  type Sample,
} from '../../../src/index.js';
import '@tensorflow/tfjs';
import { isPrepared, measureLevels, openPrepared, prepare, readCellImage } from '../../../src/node/index.js';
import { makeSample } from '../../support/make-sample.js';
import { cellFiles } from '../support/cell-files.js';

type PrepareOptions = Parameters<typeof prepare>[1];

const SIZE = 24;
const SIDES = { height: SIZE, width: SIZE };
const IMAGE_BYTES = SIZE * SIZE * 4;
/** Three images per shard. */
const small = { ...SIDES, threads: 2, shardBytes: 3 * IMAGE_BYTES + 1 };

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hpa-prepared-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** Writes some cells as files and prepares them. */
async function prepared(count: number, options: Partial<PrepareOptions> = {}) {
  const samples = await cellFiles(count, { size: 40 });
  const folder = await emptyFolder();
  const again = (list: readonly Sample[] = samples, other: Partial<PrepareOptions> = {}) =>
    prepare(list, { folder, ...small, ...options, ...other });
  return { samples, folder, again, plan: await again() };
}

const shardsIn = (folder: string) =>
  readdirSync(folder)
    .filter((name) => /^shard-[0-9a-f]{32}\.bin$/.test(name))
    .sort();

/** Inodes by shard: an equal inode means the same file. */
const inodes = (folder: string) =>
  new Map(shardsIn(folder).map((name) => [name, statSync(join(folder, name)).ino]));

async function imagesIn(folder: string, samples: readonly Sample[]) {
  const { images } = await openPrepared(folder);
  try {
    return await Promise.all(samples.map(images.image));
  } finally {
    await images.close();
  }
}

const read = (samples: readonly Sample[]) =>
  Promise.all(samples.map(({ channels }) => readCellImage(channels, SIDES)));

describe('prepare', () => {
  it('writes shards whose images read back as readCellImage reads them, in any order', async () => {
    const { samples, folder, plan } = await prepared(7);
    expect(plan).toMatchObject({ images: 7, kept: 0, bytes: 7 * (IMAGE_BYTES + 4), damaged: [] });
    expect(shardsIn(folder)).toHaveLength(3);
    expect(await isPrepared(folder)).toBe(true);
    const backwards = [...samples].reverse();
    expect(await imagesIn(folder, backwards)).toEqual(await read(backwards));
    const { samples: described, images } = await openPrepared(folder);
    expect([images.height, images.width]).toEqual([SIZE, SIZE]);
    expect(described.map(({ id, labels }) => [id, labels])).toEqual(
      samples.map(({ id, labels }) => [id, labels]),
    );
    await images.close();
  });

  it('opens a folder of square images that names their size once, and keeps its shards', async () => {
    const { samples, folder, again } = await prepared(4);
    const path = join(folder, 'prepared.json');
    const { height, width, checksum: _, ...rest } = JSON.parse(await readFile(path, 'utf8'));
    expect([height, width]).toEqual([SIZE, SIZE]);
    await writeFile(path, JSON.stringify({ ...rest, size: SIZE }));
    expect(await imagesIn(folder, samples)).toEqual(await read(samples));
    expect(await again()).toMatchObject({ images: 0, kept: 4 });
  });

  it('names a shard of square images as before there were rectangles', async () => {
    const [sample] = await cellFiles(1, { size: 40 });
    const folder = await emptyFolder();
    await prepare([sample!], { folder, ...small });
    const files = Object.entries(sample!.channels).map(([name, path]) => {
      const { size, mtimeMs } = statSync(path!);
      return [name, path, size, mtimeMs];
    });
    const contents = JSON.stringify({ format: 1, reading: { size: SIZE }, contents: [[sample!.id, files]] });
    const digest = createHash('sha256').update(contents).digest('hex').slice(0, 32);
    expect(shardsIn(folder)).toEqual([`shard-${digest}.bin`]);
  });

  it('prepares rectangles, and makes batches of them', async () => {
    const samples = await cellFiles(3, { size: 40 });
    const folder = await emptyFolder();
    const sides = { height: 12, width: 30 };
    await prepare(samples, { folder, ...small, ...sides });
    const { images } = await openPrepared(folder, { threads: 1 });
    expect(await Promise.all(samples.map(images.image))).toEqual(
      await Promise.all(samples.map(({ channels }) => readCellImage(channels, sides))),
    );
    const source = createBatches(samples, {
      images,
      input: { ...input, ...sides },
      classCount: 28,
      batchSize: 3,
      seed: 1,
      reuseMemory: true,
    });
    const { value } = await source.batches(0).next();
    expect(value!.images.shape).toEqual([3, 12, 30, 4]);
    value!.dispose();
    await images.close();
  });

  it('reports the plan first, and then the progress', async () => {
    const told: (Plan | Progress)[] = [];
    const onPlan = (plan: Plan) => told.push(plan);
    const onProgress = (progress: Progress) => told.push(progress);
    const { plan } = await prepared(4, { onPlan, onProgress });
    expect(told[0]).toEqual(plan);
    expect(told.slice(1).map((progress) => 'done' in progress && progress.done)).toEqual([1, 2, 3, 4]);
    expect(told.at(-1)).toMatchObject({ images: 4, secondsLeft: 0 });
  });

  it('decodes nothing twice', async () => {
    const { folder, again } = await prepared(7);
    const before = inodes(folder);
    expect(await again()).toMatchObject({ images: 0, kept: 7, bytes: 0 });
    expect(inodes(folder)).toEqual(before);
  });

  it('rebuilds only the shard of a changed file', async () => {
    const { samples, folder, again } = await prepared(7);
    const before = inodes(folder);
    await writeFile(samples[4]!.channels.protein!, await readFile(samples[0]!.channels.protein!));
    expect(await again()).toMatchObject({ images: 3, kept: 4, damaged: [] });
    const after = inodes(folder);
    expect(after.size).toBe(3);
    expect([...after].filter(([name, inode]) => before.get(name) === inode)).toHaveLength(2);
    expect(await imagesIn(folder, samples)).toEqual(await read(samples));

    await utimes(samples[0]!.channels.nucleus!, 1, 1);
    expect(await again()).toMatchObject({ images: 3, kept: 4 });
  });

  it('rebuilds for another size, and keeps only what is needed', async () => {
    const { samples, folder, again } = await prepared(4);
    expect(await again(samples, { height: 20, width: 20 })).toMatchObject({ images: 4, kept: 0 });
    const { images } = await openPrepared(folder);
    expect([images.height, images.width]).toEqual([20, 20]);
    await images.close();
    expect(await again(samples.slice(0, 3), { height: 20, width: 20 })).toMatchObject({ images: 3 });
    expect(shardsIn(folder)).toHaveLength(1);
  });

  it('only rewrites the index for a changed label', async () => {
    const { samples, folder, again } = await prepared(4);
    const relabeled = samples.map((sample) => ({
      ...sample,
      labels: [3],
      group: 'g',
      attributes: { Gene: 'ACTB' },
    }));
    expect(await again(relabeled)).toMatchObject({ images: 0 });
    const { samples: described, images } = await openPrepared(folder);
    expect(described[0]).toMatchObject({ labels: [3], group: 'g', attributes: { Gene: 'ACTB' } });
    await images.close();
  });

  it('names a damaged shard when it is read, and rebuilds it', async () => {
    const { samples, folder, again } = await prepared(7);
    const expected = await imagesIn(folder, samples);
    const [first, second] = shardsIn(folder) as [string, string];
    const bytes = await readFile(join(folder, first));
    bytes[IMAGE_BYTES - 1]! ^= 1;
    await writeFile(join(folder, first), bytes);
    await expect(imagesIn(folder, samples)).rejects.toThrow(
      `${join(folder, first)}: image 0 is damaged; run prepare again`,
    );
    const before = statSync(join(folder, second)).size;
    await truncate(join(folder, second), before - 1);
    await expect(openPrepared(folder)).rejects.toThrow(
      `${join(folder, second)}: expected ${before} bytes; found ${before - 1}`,
    );
    const { damaged } = await again();
    expect([...damaged].sort()).toEqual(
      [
        `${first} is damaged: checksum mismatch in image 0`,
        `${second} has ${before - 1} bytes; expected ${before}`,
      ].sort(),
    );
    expect(await imagesIn(folder, samples)).toEqual(expected);
  });

  it('resumes after SIGKILL at any moment, with nothing lost and nothing half-written', async () => {
    const samples = await cellFiles(60, { size: 128 });
    const folder = await emptyFolder();
    const length = 2 * (IMAGE_BYTES + 4);
    let finished = new Map<string, number>();
    let killedOnTheWay = 0;
    for (let round = 0; round < 4; round++) {
      // From before the first shard to near the last.
      await killAfter(round * 7 + 1, { samples, folder });
      for (const name of shardsIn(folder)) {
        const bytes = readFileSync(join(folder, name));
        expect(bytes.length).toBe(length);
        for (const at of [0, 1]) {
          const image = bytes.subarray(at * IMAGE_BYTES, (at + 1) * IMAGE_BYTES);
          expect(crc32(image)).toBe(bytes.readUInt32LE(2 * IMAGE_BYTES + 4 * at));
        }
      }
      const now = inodes(folder);
      for (const [name, inode] of finished) {
        expect(now.get(name)).toBe(inode);
      }
      if (now.size > finished.size && now.size < 30) {
        killedOnTheWay++;
      }
      if (now.size < 30) {
        expect(await isPrepared(folder)).toBe(false);
      }
      finished = now;
    }
    expect(killedOnTheWay).toBeGreaterThan(0);
    const { kept } = await prepare(samples, { folder, ...killedOptions });
    expect(kept).toBe(2 * finished.size);
    expect(readdirSync(folder).filter((name) => name.endsWith('.partial'))).toEqual([]);
    expect(await imagesIn(folder, samples)).toEqual(await read(samples));
  });

  it('has one owner for its folder: another call meanwhile is refused, and nothing is mixed', async () => {
    const samples = await cellFiles(5, { size: 40 });
    const folder = await emptyFolder();
    const calls = [1, 2].map(() => prepare(samples, { folder, ...small }));
    const [first, second] = await Promise.allSettled(calls);
    const [kept, refused] = first!.status === 'fulfilled' ? [first!, second!] : [second!, first!];
    expect(kept).toMatchObject({ status: 'fulfilled', value: { images: 5 } });
    expect(String((refused as PromiseRejectedResult).reason)).toMatch(
      new RegExp(`^Error: ${folder} is in use by process ${process.pid} \\(prepare, started .*\\)$`),
    );
    expect(await imagesIn(folder, samples)).toEqual(await read(samples));
    expect((await prepare(samples, { folder, ...small })).kept).toBe(5);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('refuses before it writes: too little room, options, ids, a missing file, a folder with other files', async () => {
    const samples = await cellFiles(2, { size: 40 });
    const folder = await emptyFolder();
    const refuse = (list: readonly Sample[], other: Partial<PrepareOptions> = {}) =>
      expect(prepare(list, { folder, ...small, ...other })).rejects;
    await refuse(samples, { height: 8193, width: 8192 }).toThrow(
      'images to prepare must have at most 67108864 pixels; received 8193x8192',
    );
    const { bavail, bsize } = statfsSync(folder);
    const many = Math.ceil((bavail * bsize) / (4 * 8192 * 8192)) + 100;
    const copies = Array.from({ length: many }, (_, index) => ({ ...samples[0]!, id: String(index) }));
    await refuse(copies, { height: 8192, width: 8192 }).toThrow(
      new RegExp(
        `${many} images of 8192x8192 need ${many * (4 * 8192 * 8192 + 4)} bytes; its disk has \\d+ free$`,
      ),
    );
    await refuse([{ ...samples[0]!, labels: [28] }]).toThrow(
      `labels must be positions in the 28 classes; received 28 of sample ${samples[0]!.id}`,
    );
    await refuse(samples, { height: 0 }).toThrow('height must be an integer >= 1; received 0');
    await refuse(samples, { shardBytes: 0 }).toThrow('shardBytes must be an integer >= 1; received 0');
    await refuse([samples[0]!, samples[0]!]).toThrow(
      `ids of samples to prepare must differ; received ${samples[0]!.id} twice`,
    );
    await refuse([makeSample('gone')]).toThrow(
      /^sample gone: gone\/m: expected a regular file; there is none \(ENOENT\)$/,
    );
    expect(readdirSync(folder)).toEqual([]);
    await writeFile(join(folder, 'thesis.txt'), '');
    await refuse(samples).toThrow(
      `${folder}: expected an empty folder or a prepared dataset; it holds thesis.txt`,
    );
  });

  it('names the sample and the file that cannot be decoded, and keeps earlier shards', async () => {
    const samples = await cellFiles(7, { size: 40 });
    const folder = await emptyFolder();
    await writeFile(samples[5]!.channels.nucleus!, 'not an image');
    await expect(prepare(samples, { folder, ...small })).rejects.toThrow(
      `sample ${samples[5]!.id}: ${samples[5]!.channels.nucleus}: `,
    );
    expect(shardsIn(folder)).toHaveLength(1);
    await expect(openPrepared(folder)).rejects.toThrow(
      `${folder}: expected a prepared dataset; it has no prepared.json`,
    );
  });

  it('skips what it cannot read if allowed, lists it, and does not try again', async () => {
    const samples = await cellFiles(7, { size: 40 });
    const folder = await emptyFolder();
    const [first, second] = [samples[0]!, samples[4]!];
    await writeFile(first.channels.er!, 'not an image');
    await writeFile(second.channels.nucleus!, 'not an image');
    // A repeated row has the id of a valid one.
    const skippedBefore = [{ id: samples[1]!.id, reason: 'train.csv line 3: duplicate Id' }];
    const options = { folder, ...small, badSamples: 'skip', skippedBefore } as const;
    const all = [...samples.slice(0, 2), makeSample('gone'), ...samples.slice(2)];
    const { skipped, images } = await prepare(all, options);
    expect(images).toBe(7);
    expect(skipped.map(({ id }) => id)).toEqual([samples[1]!.id, 'gone', first.id, second.id]);
    expect(skipped[1]!.reason).toBe('gone/m: expected a regular file; there is none (ENOENT)');
    expect(skipped[3]!.reason).toContain(second.channels.nucleus!);

    const good = samples.filter((sample) => sample !== first && sample !== second);
    expect(await imagesIn(folder, good)).toEqual(await read(good));
    const opened = await openPrepared(folder);
    expect(opened.samples.map(({ id }) => id)).toEqual(good.map(({ id }) => id));
    expect(opened.skipped).toEqual(skipped);
    await expect(opened.images.image(first)).rejects.toThrow(`${folder} holds no image ${first.id}`);
    await opened.images.close();

    const again = await prepare(all, options);
    expect(again).toMatchObject({ images: 0, kept: 7, skipped });
  });

  it('lists what it skips in the order of the samples, whichever call found it', async () => {
    const samples = await cellFiles(6, { size: 40 });
    const options = { folder: await emptyFolder(), ...small, badSamples: 'skip' } as const;
    await writeFile(samples[4]!.channels.er!, 'not an image');
    await prepare(samples, options);
    await writeFile(samples[1]!.channels.er!, 'not an image');
    const { skipped, images, kept } = await prepare(samples, options);
    expect({ images, kept }).toEqual({ images: 3, kept: 3 });
    expect(skipped.map(({ id }) => id)).toEqual([samples[1]!.id, samples[4]!.id]);
  });

  it('repairs shards that lack images unless it may skip', async () => {
    const samples = await cellFiles(4, { size: 40 });
    const folder = await emptyFolder();
    const { er } = samples[3]!.channels;
    const whole = await readFile(er!);
    const { atime, mtime } = statSync(er!);
    await writeFile(er!, Buffer.alloc(whole.length));
    await utimes(er!, atime, mtime);
    await prepare(samples, { folder, ...small, badSamples: 'skip' });
    await expect(prepare(samples, { folder, ...small })).rejects.toThrow(`sample ${samples[3]!.id}: ${er}: `);
    // Of the same size and time, so that the shard keeps its name.
    await writeFile(er!, whole);
    await utimes(er!, atime, mtime);
    expect(await prepare(samples, { folder, ...small })).toMatchObject({ images: 1, kept: 3, skipped: [] });
    expect(await imagesIn(folder, samples)).toEqual(await read(samples));
    expect(readdirSync(folder).filter((name) => name.endsWith('.skipped.json'))).toEqual([]);
  });

  it('throws if skipping leaves nothing', async () => {
    const folder = await emptyFolder();
    await expect(prepare([makeSample('gone')], { folder, ...small, badSamples: 'skip' })).rejects.toThrow(
      `${folder}: none of 1 samples can be prepared; gone/m: expected a regular file; there is none (ENOENT)`,
    );
  });
});

describe('openPrepared', () => {
  it('refuses an invalid index and an unknown sample', async () => {
    const { folder, samples } = await prepared(2);
    const { images } = await openPrepared(folder);
    await expect(images.image(makeSample('stranger'))).rejects.toThrow(`${folder} holds no image stranger`);
    await expect(images.image(samples[0]!)).resolves.toMatchObject({ height: SIZE });
    await images.close();
    await writeFile(join(folder, 'prepared.json'), '{"formatVersion":1}');
    await expect(openPrepared(folder)).rejects.toThrow(
      `${join(folder, 'prepared.json')}: expected the index of a prepared dataset, format version 2; found 1`,
    );
    await writeFile(join(folder, 'prepared.json'), '{');
    await expect(isPrepared(folder)).rejects.toThrow(
      /prepared\.json: expected the index of a prepared dataset; /,
    );
  });

  it('refuses an index that was changed, whatever was changed in it', async () => {
    const { folder } = await prepared(4);
    const path = join(folder, 'prepared.json');
    const text = await readFile(path, 'utf8');
    const { samples, classes } = JSON.parse(text);
    expect(samples[0].labels).toHaveLength(1);
    for (const [from, to] of [
      [`"labels":[${samples[0].labels}]`, '"labels":[1]'],
      [classes[3].name, 'another name'],
      [samples[1].id, 'another'],
      ['"blank":[]', `"blank":["${samples[2].id}"]`],
    ]) {
      await writeFile(path, text.replace(from, to!));
      await expect(openPrepared(folder)).rejects.toThrow(
        `${path}: expected the index of a prepared dataset; it was changed or damaged: its checksum is wrong (run prepare again)`,
      );
    }
  });

  it('refuses an index of a right checksum that says what cannot be, before memory is taken', async () => {
    const { folder } = await prepared(4);
    const path = join(folder, 'prepared.json');
    const { checksum: _, ...index } = JSON.parse(await readFile(path, 'utf8'));
    const { samples, shards } = index;
    const huge = Array.from({ length: 3 }, (_, id) => ({ id: -id, name: '' }));
    for (const [change, reason] of [
      [{ height: 1e9 }, 'images to prepare must have at most 67108864 pixels; received 1000000000x'],
      [{ width: 0 }, 'width: Too small'],
      [{ height: null }, 'height: Invalid input'],
      [{ classes: huge }, 'classes.1.id: Too small'],
      [{ classes: [] }, 'labels must be positions in the 0 classes; received'],
      [{ samples: {} }, 'samples: Invalid input'],
      [
        { samples: [...samples, samples[0]] },
        `ids of samples to prepare must differ; received ${samples[0].id} twice`,
      ],
      [{ samples: samples.slice(1) }, 'its shards hold 4 images of 3 samples'],
      [
        { shards: [{ ...shards[0], file: '../../etc/passwd' }] },
        'shards.0.file: must be the name of a shard',
      ],
      [{ shards: [{ ...shards[0], count: 1e15 }] }, 'its shards hold'],
      [{ blank: ['stranger'] }, 'the blank image stranger is of no sample'],
      [{ more: 1 }, 'Unrecognized key'],
    ] as const) {
      const contents = { ...index, ...change };
      const checksum = createHash('sha256').update(JSON.stringify(contents)).digest('hex');
      await writeFile(path, JSON.stringify({ ...contents, checksum }));
      await expect(openPrepared(folder)).rejects.toThrow(
        `${path}: expected the index of a prepared dataset; `,
      );
      await expect(openPrepared(folder)).rejects.toThrow(reason);
    }
    const nested = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    await writeFile(path, nested);
    await expect(openPrepared(folder)).rejects.toThrow(
      `${path}: lists and objects must nest at most 100 deep`,
    );
    await writeFile(path, JSON.stringify(index));
    await expect(openPrepared(folder)).rejects.toThrow('it has no checksum');
    for (const text of ['null', '[]', '{}', '7', '"prepared"', '']) {
      await writeFile(path, text);
      await expect(openPrepared(folder)).rejects.toThrow(`${path}: expected the index of a prepared dataset`);
    }
  });

  it('says again how levels were read, and what to know of the images', async () => {
    const samples = await cellFiles(1, { size: 40 });
    const folder = await emptyFolder();
    const warnings = ['the er channel is black'];
    await prepare(samples, { folder, ...small, levels: [0, 4095], warnings });
    const all = [0, 4095];
    const stated = {
      way: all,
      perChannel: { microtubules: all, protein: all, nucleus: all, er: all },
      basis: 'as stated',
    };
    const opened = async () => {
      const { images, ...dataset } = await openPrepared(folder);
      await images.close();
      return dataset;
    };
    expect(await opened()).toMatchObject({ levels: stated, warnings });
    const measured = await measureLevels(samples);
    expect(await prepare(samples, { folder, ...small, levels: measured })).toMatchObject({ images: 1 });
    const { way, perChannel, basis } = measured;
    expect((await opened()).levels).toEqual({ way, perChannel, basis });
    // Files of 8 bits keep their levels, however that was found: nothing is decoded again.
    expect(await prepare(samples, { folder, ...small })).toMatchObject({ images: 0, kept: 1 });
    expect((await opened()).levels).toBeUndefined();
  });

  it('opens folders that state the level of white, or two numbers, as versions before wrote them', async () => {
    const samples = await cellFiles(1, { size: 40 });
    const folder = await emptyFolder();
    await prepare(samples, { folder, ...small });
    const path = join(folder, 'prepared.json');
    const { checksum: _, ...index } = JSON.parse(await readFile(path, 'utf8'));
    for (const [words, pair] of [
      [{ whiteLevel: 4095 }, [0, 4095]],
      [{ levels: [-5, 7] }, [-5, 7]],
    ] as const) {
      const contents = { ...index, ...words };
      const checksum = createHash('sha256').update(JSON.stringify(contents)).digest('hex');
      await writeFile(path, JSON.stringify({ ...contents, checksum }));
      const { images, levels } = await openPrepared(folder);
      await images.close();
      expect(levels).toMatchObject({ way: pair, perChannel: { protein: pair, er: pair } });
    }
  });

  it('makes the same batches in threads as image by image, epoch after epoch', async () => {
    const { folder } = await prepared(7);
    const { samples, images } = await openPrepared(folder, { threads: 2 });
    const { inputs, ...oneByOne } = images;
    const expected = await batchesOf(samples, oneByOne);
    expect(await batchesOf(samples, images)).toEqual(expected);
    expect(await batchesOf(samples, cacheImages(images))).toEqual(expected);
    await images.close();
    await expect(inputs!([], { input })).rejects.toThrow('a reading thread ended: it was closed');
  });

  it('names sample and shard if a batch has a damaged image, and reads the others', async () => {
    const { samples, folder } = await prepared(7);
    const [shard] = shardsIn(folder) as [string];
    const bytes = await readFile(join(folder, shard));
    bytes[0]! ^= 1;
    await writeFile(join(folder, shard), bytes);
    const { images } = await openPrepared(folder, { threads: 1 });
    await expect(batchesOf(samples, images)).rejects.toThrow(
      new RegExp(`^sample \\S+: ${join(folder, shard)}: image 0 is damaged; run prepare again`),
    );
    const outcomes = await Promise.allSettled(samples.map((sample) => batchesOf([sample], images)));
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    await images.close();
    await expect(openPrepared(folder, { threads: 0 })).rejects.toThrow(
      'threads must be an integer >= 1; received 0',
    );
  });
});

type Plan = Awaited<ReturnType<typeof prepare>>;
type Progress = Parameters<NonNullable<PrepareOptions['onProgress']>>[0];

const input = { ...SIDES, channels: COMPOSITIONS.bgry, normalization: 'unit' } as const;

/** Pixels and ids of the batches of two epochs. */
async function batchesOf(samples: readonly Sample[], images: ImageStore) {
  const order = { seed: 1, shuffle: true, augment: 'dihedral', reuseMemory: true } as const;
  const source = createBatches(samples, { images, input, classCount: 28, batchSize: 3, ...order });
  const found: { readonly ids: readonly string[]; readonly pixels: number[] }[] = [];
  for (const epoch of [0, 1]) {
    for await (const batch of source.batches(epoch)) {
      found.push({ ids: batch.ids, pixels: [...(await batch.images.data())] });
      batch.dispose();
    }
  }
  return found;
}

const killedOptions = { ...SIDES, threads: 1, shardBytes: 2 * IMAGE_BYTES };

/** Prepares in another process, which is killed some images after its first, while it works. */
async function killAfter(
  images: number,
  { samples, folder }: { readonly samples: readonly Sample[]; readonly folder: string },
): Promise<void> {
  const entry = pathToFileURL(join(import.meta.dirname, '../../../dist/node/index.js')).href;
  const options = JSON.stringify({ ...killedOptions, folder });
  // The process kills itself, some turns later, so that no load of the machine can make the signal late.
  const script = `
    import { prepare } from ${JSON.stringify(entry)};
    let calls = 0;
    const die = (turns) => (turns > 0 ? setImmediate(die, turns - 1) : process.kill(process.pid, 'SIGKILL'));
    const onProgress = () => ++calls === ${images} && die(${images % 5});
    await prepare(${JSON.stringify(samples)}, { ...${options}, onProgress });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' });
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve());
  });
}
