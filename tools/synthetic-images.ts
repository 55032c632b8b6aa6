/**
 * Draws synthetic images for the label rows of a train.csv of the Kaggle competition of 2018, in its layout: train.csv and
 * train/{Id}_{red,green,blue,yellow}.png, 8-bit gray. Labels, and which of them occur together, are then those of real data, as many a
 * cell as there are. Nothing in the images is measured.
 *
 *     npm run synthetic-images -- --labels train.csv --out DIR [--rows 3000] [--size 64] [--seed 1] [--minimum 12]
 *
 * With --rows, that many rows are drawn, among them of each class the minimum, or all if it has fewer: a class with fewer samples than
 * splits cannot be split. An image depends on the seed, the size, its id and its labels alone.
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { crc32, deflateSync } from 'node:zlib';
import { LOCATIONS, syntheticCell } from '@hpa/data';

/** The colors of the files, in the order of the channels of a cell: microtubules, protein, nucleus, er. */
const COLORS = ['red', 'green', 'blue', 'yellow'] as const;

/** Images between two lines of progress. */
const REPORT_EVERY = 500;

interface Row {
  readonly id: string;
  readonly locations: readonly number[];
}

interface Flags {
  readonly labels: string;
  readonly out: string;
  /** Undefined takes all. */
  readonly rows: number | undefined;
  readonly size: number;
  readonly seed: number;
  /** Rows of each class. */
  readonly minimum: number;
}

try {
  await drawImages(parseFlags());
} catch (error) {
  console.error(`error: ${(error as Error).message}`);
  process.exitCode = 1;
}

async function drawImages(flags: Flags): Promise<void> {
  const { labels, out, rows: count, size, seed } = flags;
  if (existsSync(out) && (await readdir(out)).length > 0) {
    throw new Error(`--out must be a new or an empty folder; ${out} has files`);
  }
  const all = await readRows(labels);
  const rows = count === undefined ? all : chooseRows(all, { ...flags, count });
  // Written beside its place, so that the folder is there whole or not at all.
  const partial = `${out}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(join(partial, 'train'), { recursive: true });
  try {
    for (const [index, { id, locations }] of rows.entries()) {
      const cell = syntheticCell({ location: locations, seed: imageSeed(seed, id), size });
      await Promise.all(
        COLORS.map((color, channel) => {
          const levels = cell.data.filter((_, at) => at % COLORS.length === channel);
          return writeFile(join(partial, 'train', `${id}_${color}.png`), encodePng(levels, size));
        }),
      );
      if ((index + 1) % REPORT_EVERY === 0) {
        console.log(`${index + 1} of ${rows.length} images`);
      }
    }
    const lines = rows.map(({ id, locations }) => `${id},${locations.join(' ')}`);
    await writeFile(join(partial, 'train.csv'), `${['Id,Target', ...lines].join('\n')}\n`);
    await rm(out, { recursive: true, force: true });
    await rename(partial, out);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
  const classes = new Set(rows.flatMap(({ locations }) => locations)).size;
  const several = rows.filter(({ locations }) => locations.length > 1).length;
  console.log(
    `${out}: ${rows.length} images of ${size} x ${size} with ${classes} locations, ${several} of them with several`,
  );
}

function parseFlags(): Flags {
  const { values } = parseArgs({
    options: {
      labels: { type: 'string' },
      out: { type: 'string' },
      rows: { type: 'string' },
      size: { type: 'string', default: '64' },
      seed: { type: 'string', default: '1' },
      minimum: { type: 'string', default: '12' },
    },
  });
  const { labels, out, rows } = values;
  if (labels === undefined || out === undefined) {
    throw new Error('--labels FILE and --out DIR must be given');
  }
  const integer = (name: 'rows' | 'size' | 'seed' | 'minimum', minimum: number): number => {
    const value = Number(values[name]);
    if (!/^\d+$/.test(values[name] ?? '') || value < minimum || value >= 2 ** 32) {
      throw new RangeError(`--${name} must be an integer of at least ${minimum}; received ${values[name]}`);
    }
    return value;
  };
  return {
    labels,
    out,
    rows: rows === undefined ? undefined : integer('rows', 1),
    size: integer('size', 32),
    seed: integer('seed', 0),
    minimum: integer('minimum', 1),
  };
}

async function readRows(file: string): Promise<Row[]> {
  const [header, ...lines] = (await readFile(file, 'utf8')).trim().split(/\r?\n/);
  if (header !== 'Id,Target') {
    throw new Error(`${file} line 1: expected Id,Target; found ${header}`);
  }
  const seen = new Set<string>();
  return lines.map((line, index) => {
    const [id = '', target = ''] = line.split(',');
    const locations = target.split(' ').map(Number);
    const where = `${file} line ${index + 2}`;
    if (!/^[\w-]+$/.test(id) || seen.has(id)) {
      throw new Error(`${where}: expected an Id of letters, digits, _ and -, each once; found ${id}`);
    }
    seen.add(id);
    const known = locations.every((location) => LOCATIONS[location] !== undefined);
    if (target === '' || !known || new Set(locations).size !== locations.length) {
      throw new Error(
        `${where}: expected distinct ids in [0, ${LOCATIONS.length - 1}], separated by spaces, as Target; found "${target}"`,
      );
    }
    return { id, locations };
  });
}

/** Draws rows by the seed: of each class the minimum, of the rarest first, then any; in the order of the file. */
function chooseRows(
  all: readonly Row[],
  { count, minimum, seed }: { readonly count: number; readonly minimum: number; readonly seed: number },
): Row[] {
  if (count > all.length) {
    throw new RangeError(`--rows must be at most ${all.length}, as many as there are; received ${count}`);
  }
  const order = all
    .map((row) => ({ row, rank: digest(`row ${seed} ${row.id}`) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .map(({ row }) => row);
  const members = LOCATIONS.map(({ id }) => order.filter(({ locations }) => locations.includes(id)));
  const chosen = new Set<Row>();
  for (const rows of members.sort((a, b) => a.length - b.length)) {
    let left = minimum - rows.filter((row) => chosen.has(row)).length;
    for (const row of rows) {
      if (left > 0 && !chosen.has(row)) {
        chosen.add(row);
        left--;
      }
    }
  }
  if (chosen.size > count) {
    throw new RangeError(
      `--rows must be at least ${chosen.size}, of which each class has ${minimum} or all; received ${count}`,
    );
  }
  for (const row of order) {
    if (chosen.size < count) {
      chosen.add(row);
    }
  }
  return all.filter((row) => chosen.has(row));
}

function imageSeed(seed: number, id: string): number {
  return Number.parseInt(digest(`image ${seed} ${id}`).slice(0, 8), 16);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Encodes 8-bit gray levels of a square image as a PNG, each row less the row above (https://www.w3.org/TR/png-3/). */
function encodePng(levels: Uint8Array, size: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header[8] = 8; // bits
  const rows = Buffer.alloc(size * (size + 1));
  for (let y = 0; y < size; y++) {
    const at = y * (size + 1);
    rows[at] = 2; // the filter Up
    for (let x = 0; x < size; x++) {
      const above = y === 0 ? 0 : levels[(y - 1) * size + x]!;
      rows[at + 1 + x] = levels[y * size + x]! - above;
    }
  }
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(typed.length + 8);
  framed.writeUInt32BE(data.length, 0);
  typed.copy(framed, 4);
  framed.writeUInt32BE(crc32(typed), typed.length + 4);
  return framed;
}
