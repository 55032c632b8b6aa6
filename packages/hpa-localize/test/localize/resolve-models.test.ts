import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend } from '@hpa/backend';
import { exportSafetensors, gapNetPl, PUBLISHED_WEIGHTS, type PublishedWeights } from '@hpa/models';
import { loadClassifier } from '@hpa/models/node';
import { getBackend, memory, ones } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchPublishedModel } from '../../src/localize/fetch-published-model.js';
import { MODEL_CATALOG } from '../../src/localize/model-catalog.js';
import { resolveModel } from '../../src/localize/resolve-model.js';
import { resolveModels } from '../../src/localize/resolve-models.js';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-resolve-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

describe('a model by name', () => {
  const catalog = { default: { description: 'here', folder: '/bundled/default' } };

  it('is the one in a folder of that name, else the one of the catalog', async () => {
    expect(await resolveModels(['default'], { models: scratch, catalog })).toEqual(['/bundled/default']);
    expect(await resolveModel('default', { models: scratch, catalog })).toBe('/bundled/default');
    const own = join(scratch, 'default', 'model');
    await mkdir(own, { recursive: true });
    await writeFile(join(own, 'model.json'), '{}');
    expect(await resolveModels(['default'], { models: scratch, catalog })).toEqual([own]);
  });

  it('that nobody knows ends in one line with the names that are known', async () => {
    await expect(resolveModels(['defualt'], { models: scratch })).rejects.toThrow(
      /defualt holds no saved model \(.*\); models known by name are default, gapnet-pl-published$/,
    );
    await expect(resolveModels(['toString'], { models: scratch })).rejects.toThrow(/holds no saved model/);
  });

  it('of several trainings is refused where one is needed', async () => {
    for (const repeat of [1, 2]) {
      const folder = join(scratch, 'several', `repeat-${repeat}`, 'model');
      await mkdir(folder, { recursive: true });
      await writeFile(join(folder, 'model.json'), '{}');
    }
    await expect(resolveModel('several', { models: scratch })).rejects.toThrow(
      /holds 2 trainings; name one of them: repeat-1, repeat-2$/,
    );
  });

  it('gapnet-pl-published has a checksum of SHA-256 and a size for each file', () => {
    const { weights } = MODEL_CATALOG['gapnet-pl-published'] as { weights: PublishedWeights };
    expect(weights).toBe(PUBLISHED_WEIGHTS['gapnet-pl'].authors);
    for (const { bytes, checksum } of weights.files) {
      expect(checksum).toMatchObject({ algorithm: 'sha256', hex: expect.stringMatching(/^[0-9a-f]{64}$/) });
      expect(bytes).toBeGreaterThan(0);
    }
  });
});

describe('a published model', () => {
  let server: Server;
  let bytes: Uint8Array;
  let expected: number[][];
  let requests = 0;
  const classes = ['Cytosol', 'Nucleoli', 'Vesicles'];

  beforeAll(async () => {
    const backend = await startBackend('cpu');
    const classifier = gapNetPl({
      input: { height: 16, width: 16, normalization: 'unit' },
      classes: classes.map((name, id) => ({ id, name })),
      task: 'multi-label',
      seed: 5,
    });
    bytes = await exportSafetensors(classifier);
    expected = await classifier.logits(ones([1, 16, 16, 4]), { training: false }).array();
    classifier.dispose();
    backend.dispose();
    server = createServer((_, response) => {
      requests += 1;
      response.end(bytes);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  /** Weights that the server of this test publishes, with the right checksum unless another is given. */
  const published = (hex = createHash('sha256').update(bytes).digest('hex')): PublishedWeights => ({
    architecture: 'gapnet-pl',
    name: 'tested',
    files: [
      {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/model.safetensors`,
        bytes: bytes.byteLength,
        checksum: { algorithm: 'sha256', hex },
      },
    ],
    license: 'Apache-2.0',
    provenance: 'a server of this test',
    inputSize: [16, 16],
    normalization: 'unit',
    channels: [],
    classes,
    task: 'multi-label',
    without: [],
  });

  it('is fetched once, saved as a model beside its weights, and answers as its authors had it', async () => {
    const cacheFolder = join(scratch, 'cache');
    const lines: string[] = [];
    const options = { cacheFolder, onFetch: (line: string) => lines.push(line) };
    const folder = await fetchPublishedModel(published(), options);
    expect(lines).toEqual([expect.stringMatching(/^fetching http:.*model\.safetensors, [\d.]+ MB$/)]);
    expect(await fetchPublishedModel(published(), options)).toBe(folder);
    expect([requests, lines.length]).toEqual([1, 1]);
    // It started an engine for a moment, and ended it.
    expect(getBackend()).toBeFalsy();

    const backend = await startBackend('cpu');
    const before = memory().numTensors;
    const classifier = await loadClassifier(folder);
    const images = ones<import('@tensorflow/tfjs-core').Rank.R4>([1, 16, 16, 4]);
    const logits = classifier.logits(images, { training: false });
    expect(await logits.array()).toEqual(expected);
    expect(classifier.card).toMatchObject({
      name: 'gapnet-pl-tested',
      provenance: 'a server of this test',
      task: 'multi-label',
      thresholds: [0.5, 0.5, 0.5],
    });
    logits.dispose();
    images.dispose();
    classifier.dispose();
    expect(memory().numTensors).toBe(before);
    backend.dispose();
  });

  it('with another checksum is refused, and nothing of it stays', async () => {
    const cacheFolder = join(scratch, 'wrong');
    await expect(fetchPublishedModel(published('0'.repeat(64)), { cacheFolder })).rejects.toThrow(
      /model\.safetensors: checksum mismatch: the published sha256 is 0{64}, the bytes give [0-9a-f]{64}$/,
    );
    expect(await readdir(join(cacheFolder, 'gapnet-pl-tested'))).toEqual([]);
  });

  it('that cannot be reached ends in one line that says where to put the file', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const weights = published();
    const files = weights.files.map((file) => ({ ...file, url: `http://127.0.0.1:${port}/m.safetensors` }));
    const cacheFolder = join(scratch, 'offline');
    const catalog = { far: { description: 'far away', weights: { ...weights, files } } };
    process.env.HPA_CACHE = cacheFolder;
    try {
      await expect(resolveModels(['far'], { models: scratch, catalog })).rejects.toThrow(
        `put the file at ${join(cacheFolder, 'gapnet-pl-tested', 'm.safetensors')}, or load a copy by its path`,
      );
    } finally {
      delete process.env.HPA_CACHE;
    }
  });

  it('from a file that was put there is used without a request', async () => {
    const cacheFolder = join(scratch, 'put');
    await mkdir(join(cacheFolder, 'gapnet-pl-tested'), { recursive: true });
    await writeFile(join(cacheFolder, 'gapnet-pl-tested', 'model.safetensors'), bytes);
    const before = requests;
    const folder = await fetchPublishedModel(published(), { cacheFolder });
    expect(requests).toBe(before);
    expect(JSON.parse(await readFile(join(folder, 'model.json'), 'utf8'))).toHaveProperty('sha256');
  });
});
