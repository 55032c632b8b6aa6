import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startBackend } from '@hpa/backend';
import { cellsOfField, segmentCells, syntheticField } from '@hpa/data';
import { localize } from '@hpa/localize';
import { gapNetPl } from '@hpa/models';
import { saveClassifier } from '@hpa/models/node';
import axe from 'axe-core';
import { parse } from 'csv-parse/sync';
import { strFromU8, unzipSync } from 'fflate';
import { type Browser, chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, FLAGS, lacksChromium } from '../packages/hpa-backend/test/browser/in-chromium.js';
import { type ServedApp, serveApp } from '../packages/hpa-localize/src/app/serve-app.js';
import { readNpy } from '../packages/hpa-localize/src/files/npy.js';
import { writeTrainingRecord } from '../packages/hpa-localize/src/knowledge/training-record.js';
import { recordAt } from '../packages/hpa-localize/test/record-at.js';
import { runCommand } from '../packages/hpa-localize/test/run-command.js';
import { writeCells } from '../packages/hpa-localize/test/write-cells.js';
import { writeFields } from '../packages/hpa-localize/test/write-fields.js';

// The page as `hpa-localize app` serves it, used in Chromium by clicks, with pictures of drawn cells and, where they are, real ones.

const PAGE = fileURLToPath(new URL('../packages/hpa-localize/dist/page', import.meta.url));
const DEFAULT_MODEL = fileURLToPath(new URL('../packages/hpa-localize/models/default', import.meta.url));
const REAL = fileURLToPath(new URL('../../shared/data/hpa-cells/train', import.meta.url));
const COLORS = ['red', 'green', 'blue', 'yellow'];
const SIZE = 64;
/** Of probabilities: engines add up in other orders. */
const TOLERANCE = 1e-3;

describe.skipIf(lacksChromium())('the page', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'hpa-page-'));
  const run = join(scratch, 'run', 'gapnet-pl');
  const model = join(run, 'model');
  const cells = join(scratch, 'cells');
  let served: ServedApp;
  let browser: Browser;
  /** What the commands answer, by id. */
  const expected = new Map<string, Map<string, number>>();
  let ids: readonly string[];

  const filesOf = (id: string, { folder = join(cells, 'train'), colors = COLORS } = {}) =>
    colors.map((color) => join(folder, `${id}_${color}.png`));

  async function open({ engine = 'wasm' } = {}): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
    page.setDefaultTimeout(90_000);
    await page.goto(`${served.url}?engine=${engine}`);
    await page.getByText('It runs on').waitFor();
    return page;
  }

  /** The probabilities that the page shows, by location. */
  async function shown(page: Page): Promise<Map<string, number>> {
    await page.locator('#answer').waitFor();
    const rows = await page
      .locator('#locations tbody tr')
      .evaluateAll((all) => all.map(({ dataset }) => [dataset.name, dataset.probability]));
    return new Map(rows.map(([name, probability]) => [name as string, Number(probability)]));
  }

  /** The table that the page gives to download. */
  async function downloaded(page: Page): Promise<Record<string, string>[]> {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download as CSV' }).click(),
    ]);
    return parse<Record<string, string>>(readFileSync(await download.path(), 'utf8'), { columns: true });
  }

  function expectSame(found: ReadonlyMap<string, number>, id: string, tolerance = TOLERANCE): void {
    const wanted = expected.get(id)!;
    expect([...found.keys()].sort()).toEqual([...wanted.keys()].sort());
    for (const [name, probability] of wanted) {
      expect(Math.abs(found.get(name)! - probability), `${id}: ${name}`).toBeLessThan(tolerance);
    }
  }

  beforeAll(async () => {
    ids = await writeCells(cells, { count: 6, size: 96 });
    const backend = await startBackend('wasm');
    const classes = ['Cytosol', 'Nucleoli', 'Plasma membrane'].map((name, id) => ({ id, name }));
    const classifier = gapNetPl({ input: { height: SIZE, width: SIZE }, classes, seed: 3 });
    await saveClassifier(classifier, model);
    classifier.dispose();
    const real = existsSync(REAL) ? filesOf('s0_00', { folder: REAL }) : [];
    if (real.length === 0) {
      console.warn(`no real cells: ${REAL} is absent`);
    }
    const answers = await localize(run, [...ids.flatMap((id) => filesOf(id)), ...real]);
    for (const { id, locations } of answers) {
      expected.set(id, new Map(locations.map(({ name, probability }) => [name, probability])));
    }
    backend.dispose();
    served = await serveApp({ page: PAGE, model, port: 0 });
    browser = await chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS] });
  });

  afterAll(async () => {
    await browser.close();
    await served.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  it.each(['wasm', 'webgpu'])('answers as the commands do, on %s', async (engine) => {
    const page = await open({ engine });
    const status = await page.locator('#model').textContent();
    expect(status).toContain(`It runs on ${engine}`);
    if (engine === 'wasm') {
      // The server isolates the page, so that there is one on each processor.
      const count = availableParallelism();
      expect(status).toContain(`on CPU, ${count === 1 ? '1 thread' : `${count} threads`})`);
    }
    await page.locator('#files').setInputFiles(filesOf(ids[0]!));
    expectSame(await shown(page), ids[0]!);
    if (expected.has('s0_00')) {
      await page.locator('#files').setInputFiles(filesOf('s0_00', { folder: REAL }));
      await page.getByRole('heading', { name: 's0_00' }).waitFor();
      expectSame(await shown(page), 's0_00');
    }
    await page.close();
  });

  it('sends nothing to anybody but its own server, and asks that for files alone', async () => {
    const page = await browser.newPage();
    const asked: string[] = [];
    page.on('request', (request) =>
      asked.push(`${request.method()} ${request.url()} ${request.postData() ?? ''}`),
    );
    await page.goto(served.url.concat('?engine=wasm'));
    await page.getByText('It runs on').waitFor();
    const before = asked.length;
    await page.locator('#files').setInputFiles(filesOf(ids[1]!));
    await shown(page);
    await page.getByLabel('show it for the location').check();
    await page.locator('#map').waitFor();
    const strange = asked.filter(
      (each) => !each.startsWith(`GET ${served.url}`) && !/^GET (blob|data):/.test(each),
    );
    expect(strange).toEqual([]);
    expect(before).toBeGreaterThan(3);
    expect(asked.slice(before).filter((each) => each.includes('http'))).toEqual([]);
    await page.close();
  });

  it('reads 12 bits in files of 16, as PNG and TIFF, as it reads 8', async () => {
    const [id] = ids as readonly [string];
    const files: string[] = [];
    for (const color of COLORS) {
      const { data, info } = await sharp(filesOf(id, { colors: [color] })[0]!)
        .raw()
        .toBuffer({ resolveWithObject: true });
      const deep = sharp(
        Uint16Array.from({ length: info.width * info.height }, (_, at) => data[at * info.channels]! * 16),
        {
          raw: { width: info.width, height: info.height, channels: 1 },
        },
      ).toColourspace('grey16');
      const isTiff = color === 'red' || color === 'blue';
      const path = join(scratch, `deep_${color}.${isTiff ? 'tif' : 'png'}`);
      await (isTiff ? deep.tiff({ compression: 'lzw' }) : deep.png()).toFile(path);
      files.push(path);
    }
    const page = await open();
    await page.locator('#files').setInputFiles(files);
    expectSame(await shown(page), id, 1e-2);
    await page.close();
  });

  it('measures levels over what was dropped, by percentile if it is asked to, as predict does', async () => {
    const csv = join(scratch, 'percentile.csv');
    await runCommand('predict', [
      '--model',
      run,
      '--data',
      cells,
      '--out',
      csv,
      '--backend',
      'wasm',
      '--levels',
      'percentile',
    ]);
    const answers = parse<Record<string, string>>(readFileSync(csv, 'utf8'), { columns: true });
    const page = await open();
    await page.locator('#files').setInputFiles(ids.flatMap((id) => filesOf(id)));
    await page.getByText('Black and white by files of 8 bits, as they are.').waitFor();
    await page.getByLabel('Levels').selectOption('by percentiles of all pictures');
    await page
      .getByText(`Black and white by the percentiles 0.1 and 99.9 of each channel in ${ids.length} images`)
      .waitFor();
    await page.getByText(`${ids.length} of ${ids.length} answered`).waitFor();
    for (const row of await downloaded(page)) {
      const wanted = answers.find(({ id }) => id === row.id)!;
      for (const name of ['p_Cytosol', 'p_Nucleoli', 'p_Plasma membrane']) {
        // The page rounds levels before it resizes, the command after.
        expect(Math.abs(Number(row[name]) - Number(wanted[name])), `${row.id} ${name}`).toBeLessThan(1e-2);
      }
    }
    await page.close();
  });

  it('brings pictures to the scale of the model, by what files state or a person says, as predict does', async () => {
    const trained = join(scratch, 'scaled', 'model');
    cpSync(model, trained, { recursive: true });
    await writeTrainingRecord(trained, recordAt({ scale: 0.1, size: SIZE }));
    const folder = join(scratch, 'tiffs');
    mkdirSync(folder);
    const [tall, square] = ['tall', 'square'] as const;
    for (const [id, height] of [
      [tall, 96],
      [square, 80],
    ] as const) {
      for (const color of COLORS) {
        await sharp(filesOf(ids[0]!, { colors: [color] })[0]!)
          .extract({ left: 8, top: 0, width: 80, height })
          .toColourspace('b-w')
          // 5000 pixels a millimeter are 0.2 micrometers each.
          .tiff({ compression: 'lzw', xres: 5000, yres: 5000, resolutionUnit: 'cm' })
          .toFile(join(folder, `${id}_${color}.tif`));
      }
    }
    const files = [tall, square].flatMap((id) => COLORS.map((color) => join(folder, `${id}_${color}.tif`)));
    const answersOf = async (from: string, { data = folder, flags = [] as readonly string[] } = {}) => {
      const csv = join(scratch, 'scale.csv');
      const common = ['--data', data, '--backend', 'wasm', '--out', csv];
      const { code, stderr } = await runCommand('predict', ['--model', from, ...common, ...flags]);
      expect(code, stderr).toBe(0);
      return parse<Record<string, string>>(readFileSync(csv, 'utf8'), { columns: true });
    };
    const page = await open();
    const expectAs = async (wanted: readonly Record<string, string>[]) => {
      await page.getByText(`${wanted.length} of ${wanted.length} answered`).waitFor();
      for (const row of await downloaded(page)) {
        const answer = wanted.find(({ id }) => id === row.id)!;
        for (const name of ['p_Cytosol', 'p_Nucleoli', 'p_Plasma membrane']) {
          expect(Math.abs(Number(row[name]) - Number(answer[name])), `${row.id} ${name}`).toBeLessThan(
            TOLERANCE,
          );
        }
      }
    };
    await page.locator('#files').setInputFiles(files);
    await page.getByText('The size of the pixels is known, but not the scale at which').waitFor();
    const filling = await answersOf(model);
    await expectAs(filling);
    await page.getByText('Use another model').click();
    await page.locator('#model-folder').setInputFiles(trained);
    await page
      .getByText(
        'Scale: 0.1 micrometers a pixel, as the model was trained; pixels of 0.2 micrometers, as the files',
      )
      .waitFor();
    const cropped = await answersOf(trained);
    await expectAs(cropped);
    await page.getByLabel('Micrometers along a pixel').fill('0.05');
    await page.keyboard.press('Tab');
    await page.getByText('The files of 2 of 2 pictures state another size of pixels, such as 0.2').waitFor();
    const padded = await answersOf(trained, { flags: ['--pixel-size', '0.05'] });
    await expectAs(padded);
    // Each is another image to the model.
    const first = [filling, cropped, padded].map(([row]) => Number(row!.p_Nucleoli).toFixed(2));
    expect(new Set(first).size).toBe(3);
    await page.getByLabel('Micrometers along a pixel').fill('-1');
    await page.keyboard.press('Tab');
    await page.getByRole('alert').getByText('A pixel must have a size above 0 micrometers').waitFor();
    await page.getByLabel('Micrometers along a pixel').fill('0.00001');
    await page.keyboard.press('Tab');
    await page.locator('#table').getByText('square_red.tif: expected a scale at which images').waitFor();
    // The cells of a field, too.
    const fields = join(scratch, 'scaled-fields');
    await writeFields(fields, ['a']);
    await page.getByLabel('Micrometers along a pixel').fill('0.4');
    await page.locator('#files').setInputFiles(filesOf('a', { folder: fields, colors: [...COLORS, 'mask'] }));
    await page.getByText('pixels of 0.4 micrometers, as you say').waitFor();
    await expectAs(await answersOf(trained, { data: fields, flags: ['--pixel-size', '0.4'] }));
    await page.close();
  });

  it('answers for many cells in a table to filter, order, correct and download', async () => {
    const page = await open();
    await page.locator('#files').setInputFiles(ids.flatMap((id) => filesOf(id)));
    await page.getByText(`${ids.length} of ${ids.length} answered`).waitFor();
    const rows = page.locator('#table tbody tr');
    expect(await rows.count()).toBe(ids.length);
    const nearest = page.locator('#nearest').getByRole('button');
    await nearest.nth(4).waitFor();
    const [likest] = await nearest.allTextContents();
    expect([...(await nearest.allTextContents()), ids[0]].sort()).toEqual([...ids].sort());
    await nearest.first().click();
    await page.getByRole('heading', { name: likest!, exact: true }).waitFor();
    await page.getByRole('button', { name: 'Probability' }).click();
    await page.getByRole('button', { name: 'Probability' }).click();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Probability');
    const probabilities = (await page.locator('#table td.number').allTextContents()).map(Number);
    expect(probabilities).toEqual([...probabilities].sort((a, b) => b - a));
    await page.getByRole('searchbox').fill(ids[2]!);
    expect(await rows.count()).toBe(1);
    await page.getByLabel(`Correction of ${ids[2]}`).selectOption('Nucleoli');
    await page.locator('#table').getByRole('button', { name: ids[2]!, exact: true }).click();
    await page.getByRole('heading', { name: ids[2]!, exact: true }).waitFor();
    expectSame(await shown(page), ids[2]!);
    const table = await downloaded(page);
    expect(table.map(({ id }) => id)).toEqual(ids);
    expect(table.map(({ correction }) => correction)).toEqual(
      ids.map((id) => (id === ids[2] ? 'Nucleoli' : '')),
    );
    for (const row of table) {
      expectSame(
        new Map([...expected.get(row.id!)!.keys()].map((name) => [name, Number(row[`p_${name}`])])),
        row.id!,
      );
    }
    await page.close();
  });

  it('cuts the cells out of a field with its mask, and answers for each as predict does', async () => {
    const folder = join(scratch, 'fields');
    await writeFields(folder, ['a', 'b']);
    const csv = join(scratch, 'fields.csv');
    await runCommand('predict', ['--model', run, '--data', folder, '--out', csv, '--backend', 'wasm']);
    const answers = parse<Record<string, string>>(readFileSync(csv, 'utf8'), { columns: true });
    const page = await open();
    const files = ['a', 'b'].flatMap((id) => filesOf(id, { folder, colors: [...COLORS, 'mask'] }));
    await page.locator('#files').setInputFiles(files);
    await page.getByText('6 of 6 answered').waitFor();
    const table = await downloaded(page);
    expect(table.map(({ id }) => id)).toEqual(['a_3', 'a_11', 'a_20', 'b_3', 'b_11', 'b_20']);
    for (const [index, row] of table.entries()) {
      for (const name of ['p_Cytosol', 'p_Nucleoli', 'p_Plasma membrane']) {
        expect(Math.abs(Number(row[name]) - Number(answers[index]![name])), `${row.id}`).toBeLessThan(
          TOLERANCE,
        );
      }
    }
    await page.getByText('1 more, in gray, are cut off by the border').waitFor();
    // In a field of 48 x 48, cell 20 is 30 to 42 pixels from the left and 24 to 40 from the top.
    const box = (await page.locator('#field-picture').boundingBox())!;
    await page
      .locator('#field-picture')
      .click({ position: { x: (36 / 48) * box.width, y: (32 / 48) * box.height } });
    await page.getByRole('heading', { name: 'a_20', exact: true }).waitFor();
    const small = join(scratch, 'a_mask.png');
    await sharp(new Uint8Array(100), { raw: { width: 10, height: 10, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toFile(small);
    await page.locator('#files').setInputFiles([...filesOf('a', { folder }), small]);
    await page
      .getByRole('alert')
      .getByText('a_mask.png: expected a label mask of 48x48 pixels like a_red.png; found 10x10')
      .waitFor();
    await page.close();
  });

  it('finds the cells of a field without a mask, and says that they are approximate', async () => {
    const folder = join(scratch, 'field');
    mkdirSync(folder);
    const { image } = syntheticField({ height: 256, width: 256, cells: 5, location: 25, seed: 3 });
    for (const [channel, color] of COLORS.entries()) {
      const gray = Uint8Array.from({ length: 256 * 256 }, (_, pixel) => image.data[4 * pixel + channel]!);
      await sharp(gray, { raw: { width: 256, height: 256, channels: 1 } })
        .toColourspace('b-w')
        .png()
        .toFile(join(folder, `f_${color}.png`));
    }
    const inside = cellsOfField(image, { ...image, data: segmentCells(image) }).filter(
      ({ atBorder }) => !atBorder,
    );
    expect(inside.length).toBeGreaterThan(1);
    const page = await open();
    await page.locator('#files').setInputFiles(filesOf('f', { folder }));
    await page.getByRole('heading', { name: 'f', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Find the cells in it' }).click();
    await page.getByText(`${inside.length} of ${inside.length} answered`).waitFor();
    await page.getByText('The cells were found by their nuclei and are approximate').waitFor();
    expect(
      await page.locator('#table tbody tr').evaluateAll((all) => all.map(({ dataset }) => dataset.id)),
    ).toEqual(inside.map(({ label }) => `f_${label}`));
    await page.close();
  });

  it('trains the last layer on corrections, saves the model for the commands, and undoes it', async () => {
    const page = await open();
    await page.locator('#files').setInputFiles(ids.flatMap((id) => filesOf(id)));
    await page.getByText(`${ids.length} of ${ids.length} answered`).waitFor();
    expect(await page.locator('#training').isVisible()).toBe(false);
    const [first, second] = ids as readonly [string, string];
    for (const id of [first, second]) {
      await page.getByLabel(`Correction of ${id}`).selectOption('Nucleoli');
    }
    await page.getByRole('button', { name: 'Train on 2 corrections' }).click();
    await page.getByText('The last layer was trained further on 2 corrections.').waitFor();
    const probability = async (id: string) =>
      Number((await downloaded(page)).find((row) => row.id === id)!.p_Nucleoli);
    expect(await probability(first)).toBeGreaterThan(expected.get(first)!.get('Nucleoli')! + 0.01);
    const trained = await shown(page);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save the model' }).click(),
    ]);
    const saved = join(scratch, 'saved');
    mkdirSync(join(saved, 'model'), { recursive: true });
    for (const [name, bytes] of Object.entries(unzipSync(readFileSync(await download.path())))) {
      writeFileSync(join(saved, name), bytes);
    }
    const csv = join(scratch, 'trained.csv');
    const model = join(saved, 'model');
    await runCommand('predict', ['--model', model, '--data', cells, '--out', csv, '--backend', 'wasm']);
    const answers = parse<Record<string, string>>(readFileSync(csv, 'utf8'), { columns: true });
    const answer = answers.find(({ id }) => id === first)!;
    for (const [name, value] of trained) {
      expect(Math.abs(Number(answer[`p_${name}`]) - value), name).toBeLessThan(TOLERANCE);
    }
    expect(readFileSync(join(model, 'model.json'), 'utf8')).toContain(
      'the last layer trained further on 2 cells that a person corrected',
    );
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('The model is what it was.').waitFor();
    expectSame(await shown(page), first);
    await page.close();
  });

  it('says what is wrong with files, and goes on', async () => {
    const wrong = join(scratch, 'wrong.png');
    writeFileSync(wrong, 'no picture');
    const huge = join(scratch, 'huge.png');
    const bytes = readFileSync(filesOf(ids[0]!)[0]!);
    bytes.writeUInt32BE(100_000, 16);
    bytes.writeUInt32BE(100_000, 20);
    writeFileSync(huge, bytes);
    const page = await open();
    const problems = page.getByRole('alert');
    for (const [files, words] of [
      [[wrong], 'wrong.png: expected a PNG, JPEG, WebP or TIFF picture'],
      [[huge], 'huge.png: expected at most 8192 x 8192 pixels; found 100000 x 100000'],
      [filesOf(ids[0]!, { colors: ['green', 'blue'] }), `${ids[0]} lacks microtubules (${ids[0]}_red)`],
      [[join(cells, 'train.csv')], 'train.csv is no picture'],
    ] as const) {
      await page.locator('#files').setInputFiles([...files]);
      await problems.getByText(words).waitFor();
    }
    await page.locator('#files').setInputFiles(filesOf(ids[0]!));
    expectSame(await shown(page), ids[0]!);
    expect(await problems.textContent()).toBe('');
    await page.close();
  });

  it('goes on with the CPU where the GPU is lost', async () => {
    const page = await open({ engine: 'webgpu' });
    await page.locator('#files').setInputFiles(filesOf(ids[0]!));
    await shown(page);
    const session = await browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    process.kill(processInfo.find(({ type }) => type === 'GPU')!.id, 'SIGKILL');
    await page.getByRole('alert').getByText('The GPU was lost').waitFor();
    await page.getByText('It runs on wasm').waitFor();
    expectSame(await shown(page), ids[0]!);
    await page.close();
  });

  it('shows the training cells that are most like a cell, if the model has them and they are whole', async () => {
    const known = join(scratch, 'known');
    await writeCells(known, { count: 40, size: SIZE });
    const trained = join(scratch, 'trained-run');
    const flags = ['--models', 'gapnet-pl', '--size', `${SIZE}`, '--epochs', '1', '--backend', 'wasm'];
    const { code, stderr } = await runCommand('compare', ['--data', known, ...flags, '--out', trained]);
    expect(code, stderr).toBe(0);
    const folder = join(trained, 'gapnet-pl', 'model');
    const parts = unzipSync(readFileSync(join(folder, 'training-cells.zip')));
    const index = JSON.parse(strFromU8(parts['cells.json']!)) as {
      readonly cells: readonly { readonly id: string; readonly label: string }[];
    };
    const { data, shape } = readNpy(parts['features.npy']!, { where: 'features.npy' });
    const [, dimensions] = shape as [number, number];
    // What embed says of a cell is near to what it says of these.
    const embedded = join(scratch, 'embedded');
    const embed = ['--model', folder, '--data', cells, '--out', embedded, '--backend', 'wasm'];
    expect((await runCommand('embed', embed)).code).toBe(0);
    const features = parse<Record<string, string>>(readFileSync(join(embedded, 'features.csv'), 'utf8'), {
      columns: true,
    });
    const own = features.find(({ id }) => id === ids[0])!;
    const nearest = index.cells
      .map(({ id, label }, row) => {
        const squares = Array.from(
          { length: dimensions },
          (_, column) => (data[row * dimensions + column]! - Number(own[`f${column}`])) ** 2,
        );
        return { id, label, distance: Math.sqrt(squares.reduce((sum, square) => sum + square, 0)) };
      })
      .sort((a, b) => a.distance - b.distance)
      .slice(0, 5);
    const page = await open();
    await page.locator('#files').setInputFiles(filesOf(ids[0]!));
    await shown(page);
    expect(await page.locator('#similar').isVisible()).toBe(false);
    await page.getByText('Use another model').click();
    const choose = (name: string) => page.locator('#model-folder').setInputFiles(name);
    await choose(folder);
    const items = page.locator('#similar li');
    await items.nth(4).waitFor();
    expect(await items.count()).toBe(5);
    for (const [place, { id, label, distance }] of nearest.entries()) {
      const [, said] = /, distance ([\d.]+)$/.exec((await items.nth(place).textContent())!)!;
      expect(Math.abs(Number(said) - distance), id).toBeLessThan(0.01 * distance + 0.01);
      await items
        .nth(place)
        .getByRole('img', { name: `Training cell ${id}: ${label.replaceAll('|', ', ')}` })
        .waitFor();
    }
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() =>
      (globalThis as unknown as { axe: typeof axe }).axe.run(),
    );
    expect(violations.map(({ id }) => id)).toEqual([]);
    // They go along with the model, if it is saved.
    await page.locator('#files').setInputFiles([...filesOf(ids[0]!), ...filesOf(ids[1]!)]);
    await page.getByLabel(`Correction of ${ids[0]}`).selectOption({ index: 1 });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save the model' }).click(),
    ]);
    const saved = unzipSync(readFileSync(await download.path()));
    expect([...saved['model/training-cells.zip']!]).toEqual([
      ...readFileSync(join(folder, 'training-cells.zip')),
    ]);
    // Damaged or missing ones are said once, and the page answers without them.
    const wrong = join(scratch, 'wrong-cells');
    cpSync(folder, wrong, { recursive: true });
    const bytes = readFileSync(join(folder, 'training-cells.zip'));
    bytes[bytes.length >> 1]! ^= 1;
    for (const [change, words] of [
      [
        () => writeFileSync(join(wrong, 'training-cells.zip'), bytes),
        'training-cells.zip beside the model is damaged (its SHA-256 is',
      ],
      [() => rmSync(join(wrong, 'training-cells.zip')), 'training-cells.zip is missing beside the model'],
    ] as const) {
      change();
      await choose(wrong);
      await page.getByRole('alert').getByText(words).waitFor();
      await page.getByText('2 of 2 answered').waitFor();
      await page.locator('#similar').waitFor({ state: 'hidden' });
    }
    await page.close();
  });

  it('says which cells are unlike the training cells, as predict does, if the model knows it', async () => {
    const csv = join(scratch, 'unlike.csv');
    await runCommand('predict', ['--data', cells, '--out', csv, '--backend', 'wasm']);
    const answers = parse<Record<string, string>>(readFileSync(csv, 'utf8'), { columns: true });
    const page = await open();
    await page.locator('#files').setInputFiles(ids.flatMap((id) => filesOf(id)));
    await page.getByText(`${ids.length} of ${ids.length} answered`).waitFor();
    expect((await downloaded(page))[0]).not.toHaveProperty('unlike');
    await page.getByText('Use another model').click();
    await page.locator('#model-folder').setInputFiles(DEFAULT_MODEL);
    await page.getByText('It was trained on 431 cells').waitFor({ state: 'attached' });
    await page.getByText(`${ids.length} of ${ids.length} answered`).waitFor();
    const table = await downloaded(page);
    for (const { id, unlike } of table) {
      const expected = Number(answers.find((answer) => answer.id === id)!.unlike);
      expect(Math.abs(Number(unlike) - expected), `${id}`).toBeLessThan(2 * TOLERANCE);
    }
    const strange = table.filter(({ unlike }) => Number(unlike) > 1);
    expect(strange.length).toBeGreaterThan(0);
    expect(await page.getByText('(unlike the training cells)').count()).toBe(strange.length);
    await page.locator('#table').getByRole('button', { name: strange[0]!.id!, exact: true }).click();
    await page.getByText('further from the training cells than 99 % of them, so').waitFor();
    await page.close();
  });

  it('opens another model from its folder', async () => {
    const page = await open();
    await page.locator('#files').setInputFiles(filesOf(ids[0]!));
    await shown(page);
    await page.getByText('Use another model').click();
    await page.locator('#model-folder').setInputFiles(cells);
    await page.getByRole('alert').getByText('expected model.json and the weights beside it').waitFor();
    await page.locator('#model-folder').setInputFiles(model);
    await page.getByText('It runs on').waitFor();
    expectSame(await shown(page), ids[0]!);
    await page.close();
  });

  it('opens a model from another site that is named in the page, and from none that a link names', async () => {
    const other = createServer((request, response) => {
      const file = join(model, basename(request.url!));
      const headers = { 'Access-Control-Allow-Origin': '*' };
      if (request.url === '/') {
        response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html>');
      } else if (existsSync(file)) {
        response.writeHead(200, headers).end(readFileSync(file));
      } else {
        response.writeHead(404, headers).end();
      }
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const page = await open();
    await page.getByText('Use another model').click();
    await page.getByLabel('or the address of its model.json').fill(`${origin}/model.json`);
    await page.getByRole('button', { name: 'Open it' }).click();
    await page.waitForURL(/model=http/);
    await page.getByText('It runs on wasm').waitFor();
    await page.locator('#files').setInputFiles(filesOf(ids[0]!));
    expectSame(await shown(page), ids[0]!);
    // The same address as a link of a page of another site.
    await page.goto(origin);
    await page.evaluate(
      (href) => {
        location.href = href;
      },
      `${served.url}?engine=wasm&model=${encodeURIComponent(`${origin}/model.json`)}`,
    );
    await page.getByRole('alert').getByText(`${origin}/model.json cannot be loaded`).waitFor();
    await page.close();
    await new Promise((resolve) => other.close(resolve));
  });

  it('says what the model was trained on and what it never saw, or that nobody knows', async () => {
    const page = await open();
    await page.getByText('What the model knows').click();
    await page.getByText('Nothing beside this model says what it was trained on.').waitFor();
    await page.getByText('Use another model').click();
    await page.locator('#model-folder').setInputFiles(DEFAULT_MODEL);
    await page.getByText(/^It was trained on \d+ cells of the Human Protein Atlas/).waitFor();
    await page
      .getByText('It knows these locations alone: Nucleoplasm, Cytosol, Plasma membrane, Nucleoli.')
      .waitFor();
    await page.close();
  });

  it.each(['light', 'dark'] as const)(
    'is accessible, in %s colors, and as wide as a phone',
    async (colorScheme) => {
      const page = await open();
      await page.emulateMedia({ colorScheme });
      await page.locator('#files').setInputFiles(ids.flatMap((id) => filesOf(id)));
      await page.getByText(`${ids.length} of ${ids.length} answered`).waitFor();
      await page.getByLabel(`Correction of ${ids[0]}`).selectOption('Nucleoli');
      await page.getByRole('button', { name: 'Train on 1 correction' }).click();
      await page.getByText('The last layer was trained further on 1 correction.').waitFor();
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() =>
        (globalThis as unknown as { axe: typeof axe }).axe.run(),
      );
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual(
        [],
      );
      await page.setViewportSize({ width: 360, height: 800 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
      await page.close();
    },
  );

  it('is used by keys alone', async () => {
    const page = await open();
    await page.locator('#location').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'A drawn cell 1: Nucleoplasm' }).waitFor();
    await shown(page);
    await page.getByLabel('show it for the location').focus();
    await page.keyboard.press('Space');
    await page.locator('#map').waitFor();
    await page.close();
  });
});
