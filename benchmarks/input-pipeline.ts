/**
 * How many images per second reach a float32 batch, from four 512x512 gray PNGs each to 299x299x4, on all cores?
 *
 *     node --import tsx benchmarks/input-pipeline.ts [--data DIR] [--python PATH] [--json]
 *
 * DIR holds {id}_{red,green,blue,yellow}.png; without it, synthetic cells are drawn. For comparison: Pillow with torch's
 * DataLoader on as many processes (peers/input_pipeline.py), and the decoding of the same files by libpng alone, an upper bound
 * for everything that uses libpng. Also measures how long a training step waits for its batch.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { COMPOSITIONS, createBatches, type ImageStore, type Sample, syntheticCells } from '@hpa/data';
import { openImages, openPrepared, prepare, readImageSets } from '@hpa/data/node';
import '@tensorflow/tfjs';
import { Command } from 'commander';
import sharp from 'sharp';
import { describeMachine } from './describe-machine.js';
import { findPython } from './find-python.js';
import { median } from './median.js';

const SIZE = 299;
const BATCH = 16;
const IMAGES = 320;
/** Each rate is the median of this many epochs, after one that starts threads and processes. */
const EPOCHS = 5;
/** Images of a long run, simulated by reading the same prepared images repeatedly. */
const LONG_RUN = 100_000;

/** One figure. */
interface Figure {
  readonly case: string;
  readonly value: number;
  readonly unit: 'images/s' | 'MiB' | 'ms';
}

const { data, python, json } = new Command('input-pipeline')
  .option('--data <folder>', 'sets of four 512x512 gray PNGs (default: synthetic cells)')
  .option('--python <path>', 'a Python with torch and Pillow; by default python3, then /usr/bin/python3')
  .option('--json', 'print JSON', false)
  .parse()
  .opts<{ readonly data?: string; readonly python?: string; readonly json: boolean }>();

const scratch = await mkdtemp(join(tmpdir(), 'hpa-input-pipeline-'));
const figures: Figure[] = [];
const note = (figure: Figure): void => {
  figures.push(figure);
  if (!json) {
    console.log(`${figure.case}: ${figure.value.toFixed(1)} ${figure.unit}`);
  }
};
try {
  const folder = data ?? (await drawCells(join(scratch, 'cells')));
  const sets = await readImageSets(folder);
  const samples = repeat(sets, IMAGES);
  const cores = availableParallelism();

  const files = openImages({ height: SIZE, width: SIZE, threads: cores });
  note({
    case: `PNG files, ${cores} threads`,
    value: await rate(samples, files),
    unit: 'images/s',
  });
  for (const { label, ms } of await waits(samples, files)) {
    note({ case: label, value: ms, unit: 'ms' });
  }
  await files.close();

  const out = join(scratch, 'prepared');
  await prepare(sets, { folder: out, height: SIZE, width: SIZE });
  const prepared = await openPrepared(out);
  const many = repeat(prepared.samples, 8 * IMAGES);
  note({ case: 'prepared shards', value: await rate(many, prepared.images), unit: 'images/s' });
  await prepared.images.close();

  // Small images are enough: a leak would keep images, promises or tensors, whatever their size.
  const small = join(scratch, 'small');
  await prepare(sets, { folder: small, height: 32, width: 32 });
  const long = await openPrepared(small);
  const longRun = repeat(long.samples, LONG_RUN);
  await run(longRun.slice(0, 10_000), long.images);
  const before = process.memoryUsage().rss;
  let highest = 0;
  await run(longRun, long.images, () => {
    highest = Math.max(highest, process.memoryUsage().rss);
  });
  note({
    case: `maximum growth of the process over ${LONG_RUN} images`,
    value: (highest - before) / 2 ** 20,
    unit: 'MiB',
  });
  await long.images.close();

  const program = await findPython(python === undefined ? ['python3', '/usr/bin/python3'] : [python], {
    modules: ['torch', 'PIL'],
  });
  if (program === undefined) {
    console.error('not run: Pillow with DataLoader, libpng (no python3 found with torch and PIL)');
  } else {
    const script = fileURLToPath(new URL('peers/input_pipeline.py', import.meta.url));
    const workload = {
      folder,
      size: SIZE,
      batch: BATCH,
      images: IMAGES,
      processes: cores,
      epochs: EPOCHS,
    };
    const { stdout } = await promisify(execFile)(program, ['-B', script, JSON.stringify(workload)]);
    const peers = JSON.parse(stdout) as { readonly loader: number; readonly libpng: number };
    note({
      case: `Pillow with torch DataLoader, ${cores} processes`,
      value: peers.loader,
      unit: 'images/s',
    });
    note({ case: `libpng, ${cores} processes`, value: peers.libpng, unit: 'images/s' });
  }
  if (json) {
    console.log(JSON.stringify({ machine: describeMachine(), figures }, null, 2));
  }
} finally {
  await rm(scratch, { recursive: true });
}

/** Loads epochs as training does and returns images per second. */
async function rate(samples: readonly Sample[], images: ImageStore): Promise<number> {
  await run(samples, images);
  const rates = [];
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    rates.push(await run(samples, images));
  }
  return median(rates);
}

/** Loads one epoch and returns images per second. */
async function run(
  samples: readonly Sample[],
  images: ImageStore,
  onBatch: () => void = () => {},
): Promise<number> {
  const started = performance.now();
  for await (const batch of batchesOf(samples, images)) {
    batch.dispose();
    onBatch();
  }
  return samples.length / ((performance.now() - started) / 1000);
}

/**
 * How long a synchronous training step waits for its batch, with threads that decode during the step and without.
 */
async function waits(
  samples: readonly Sample[],
  images: ImageStore,
): Promise<readonly { readonly label: string; readonly ms: number }[]> {
  const results = [];
  for (const prefetch of [0, 2]) {
    const stepMs = 250;
    let waited = 0;
    let count = 0;
    let asked = performance.now();
    for await (const batch of batchesOf(samples, images, prefetch)) {
      // The first batch cannot have been decoded during a step.
      if (count++ > 0) {
        waited += performance.now() - asked;
      }
      const until = performance.now() + stepMs;
      while (performance.now() < until) {}
      batch.dispose();
      asked = performance.now();
    }
    const label = `wait before a step of ${stepMs} ms, ${prefetch} batches ahead`;
    results.push({ label, ms: waited / (count - 1) });
  }
  return results;
}

function batchesOf(samples: readonly Sample[], images: ImageStore, prefetch = 2) {
  return createBatches(samples, {
    images,
    input: { height: images.height, width: images.width, channels: COMPOSITIONS.rgby, normalization: 'unit' },
    prefetch,
    reuseMemory: true,
    classCount: 28,
    batchSize: BATCH,
    seed: 1,
  }).batches(0);
}

function repeat(samples: readonly Sample[], count: number): Sample[] {
  return Array.from({ length: count }, (_, index) => samples[index % samples.length]!);
}

async function drawCells(folder: string): Promise<string> {
  const size = 512;
  const { samples, images } = syntheticCells({ classes: [2, 21, 23, 25], count: 8, seed: 1, size });
  await mkdir(folder, { recursive: true });
  for (const sample of samples) {
    const { data } = await images.image(sample);
    for (const [channel, color] of ['red', 'green', 'blue', 'yellow'].entries()) {
      const gray = data.filter((_, at) => at % 4 === channel);
      const png = sharp(gray, { raw: { height: size, width: size, channels: 1 } })
        .toColourspace('b-w')
        .png({ adaptiveFiltering: true });
      await writeFile(join(folder, `${sample.id}_${color}.png`), await png.toBuffer());
    }
  }
  return folder;
}
