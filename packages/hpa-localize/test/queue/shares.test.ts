import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sample } from '@hpa/data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireSameVersions } from '../../src/commands/worker/require-same-versions.js';
import { type Dataset, openDataset } from '../../src/dataset/open-dataset.js';
import { DEFAULT_MODEL } from '../../src/localize/model-catalog.js';
import { cutShares } from '../../src/queue/cut-shares.js';
import { enginesInWords } from '../../src/queue/engines-in-words.js';
import { jobId, jobInWords, parseJob } from '../../src/queue/job-schema.js';
import { portableModels } from '../../src/queue/portable-models.js';
import { filesOfSamples, localSample, portableSample } from '../../src/queue/portable-samples.js';
import { rootOfImages } from '../../src/queue/root-of-images.js';
import { shareJobs } from '../../src/queue/share-jobs.js';
import { writeFields } from '../write-fields.js';

let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-shares-'));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

const sample = (id: string, channels: Sample['channels'] = { protein: `/data/${id}.png` }): Sample => ({
  id,
  labels: [0],
  channels,
});

describe('cutShares', () => {
  it('cuts samples in their order, and gives each share the same ones of every dataset', () => {
    const [first, other] = ['a', 'b'].map((folder) =>
      ['1', '2', '3'].map((id) => sample(id, { protein: `/${folder}/${id}.png` })),
    ) as [Sample[], Sample[]];
    const shares = cutShares([{ samples: first }, { samples: [...other].reverse() }], { size: 2 });
    expect(shares).toEqual([
      [
        [first[0], first[1]],
        [other[0], other[1]],
      ],
      [[first[2]], [other[2]]],
    ]);
  });

  it('makes no share without samples', () => {
    expect(cutShares([{ samples: [] }])).toEqual([]);
  });
});

describe('portable samples', () => {
  const cell: NonNullable<Sample['cell']> = { label: 2, box: [0, 1, 8, 9], center: [3.5, 4.25] };
  const found: Sample = {
    ...sample('found', { protein: '/data/a/x.tif#page=2', nucleus: '/elsewhere/n.png' }),
    pixelSize: 0.08,
    cell: { ...cell, runs: Uint32Array.from([0, 1, 4]) },
  };

  it('move with the data, but for files that lie elsewhere, and keep the pixels of cells', () => {
    const sent: unknown = JSON.parse(JSON.stringify(portableSample(found, { root: '/data' })));
    expect(sent).toEqual({
      id: 'found',
      channels: { protein: 'a/x.tif#page=2', nucleus: '/elsewhere/n.png' },
      pixelSize: 0.08,
      cell: { ...cell, runs: [0, 1, 4] },
    });
    expect(localSample(portableSample(found, { root: '/data' }), { root: '/mnt' })).toEqual({
      ...found,
      labels: [],
      channels: { protein: '/mnt/a/x.tif#page=2', nucleus: '/elsewhere/n.png' },
    });
    const masked = { ...sample('masked'), cell: { ...cell, mask: '/data/m.png' } };
    expect(localSample(portableSample(masked, { root: '/data' }), { root: '/mnt' }).cell?.mask).toBe(
      '/mnt/m.png',
    );
  });

  it('name each of their files once, whatever the page', () => {
    const pages = { protein: '/data/x.tif#page=1', nucleus: '/data/x.tif#page=2' };
    expect(
      filesOfSamples([sample('a', pages), { ...sample('b', pages), cell: { ...cell, mask: '/m.png' } }]),
    ).toEqual(['/data/x.tif', '/m.png']);
  });
});

describe('shareJobs', () => {
  const packages = { imageChannels: [] };
  const asked = { allOrientations: false, badSamples: 'throw', packages } as const;
  const jobsOf = async (dataset: Dataset, more: Partial<Parameters<typeof shareJobs>[1]> = {}) =>
    shareJobs([{ name: 'default', folder: DEFAULT_MODEL, dataset, reading: {} }], {
      ...asked,
      root: rootOfImages(join(scratch, 'fields')),
      ...more,
    });

  it('sends what a worker can parse, the same each time, and another run if anything that decides scores is another', async () => {
    await writeFields(join(scratch, 'fields'), ['one', 'two']);
    const dataset = await openDataset(join(scratch, 'fields'), { size: 96, labels: 'ignored' });
    const jobs = await jobsOf(dataset);
    expect(jobs.sizes).toEqual([6]);
    const job = await jobs.job(1);
    expect(parseJob(JSON.parse(JSON.stringify(job)))).toEqual(job);
    expect([jobInWords(job), jobId(job)]).toEqual(['share 1', `${jobs.run}/share-1`]);
    expect(Object.keys(job.files).sort()).toEqual(
      ['one', 'two'].flatMap((id) =>
        ['blue', 'green', 'mask', 'red', 'yellow'].map((end) => `${id}_${end}.png`),
      ),
    );
    expect((await jobsOf(dataset)).run).toBe(jobs.run);
    const others = [
      await jobsOf(dataset, { allOrientations: true }),
      await jobsOf({ ...dataset, fit: 'stretch' }),
      await jobsOf({ ...dataset, samples: dataset.samples.slice(1) }),
    ];
    await utimes(join(scratch, 'fields', 'two_red.png'), 1, 1);
    others.push(await jobsOf(dataset));
    expect(new Set([jobs, ...others].map(({ run }) => run)).size).toBe(5);
    // One that is gone is the business of who reads it.
    await rm(join(scratch, 'fields', 'two_red.png'));
    expect((await (await jobsOf(dataset)).job(1)).files).not.toHaveProperty(['two_red.png']);
    await dataset.close();
  });

  it('is no job of this version without what decides scores, and says what is missing', () => {
    expect(() => parseJob({ kind: 'share', run: 'a'.repeat(64), number: 1 })).toThrow(
      /^not a job of this version of hpa-localize: versions: /,
    );
  });
});

describe('enginesInWords', () => {
  const share = (engine: string, count: number) => ({ engine, ids: Array.from({ length: count }, String) });

  it('names one engine as one process does, and of several how many images each scored', () => {
    expect(enginesInWords([share('wasm, CPU', 256), share('wasm, CPU', 3)])).toBe('engine: wasm, CPU');
    expect(
      enginesInWords([share('wasm, CPU', 256), share('onnxruntime, CPU', 1), share('wasm, CPU', 4)]),
    ).toBe(
      'engines: wasm, CPU (260 images); onnxruntime, CPU (1 image); probabilities of two engines differ by up to 1e-4',
    );
  });
});

describe('what a worker finds things by', () => {
  it('is the folder of the data, that of its table, or that which files have in common', async () => {
    const table = join(scratch, 'table.csv');
    await writeFile(table, 'Id\n');
    expect(rootOfImages(scratch)).toBe(scratch);
    expect(rootOfImages(table)).toBe(scratch);
    expect(rootOfImages(['/a/b/c/x.png', '/a/b/d/y.png', '/a/b/z.png'])).toBe('/a/b');
    expect(rootOfImages(['/a/x.png', '/ab/y.png'])).toBe('/');
  });

  it('is the name of a model of the catalog, and else the path', async () => {
    expect(await portableModels(['default'], { models: scratch })).toEqual([
      { name: 'default', folder: DEFAULT_MODEL },
    ]);
    await writeFile(join(scratch, 'model.json'), '{}');
    expect(await portableModels([scratch])).toEqual([{ name: scratch, folder: scratch }]);
  });

  it('is of the versions of the sender, or refused by name', () => {
    const here = { node: 'v24', '@hpa/data': '1.2.0', '@hpa/models': '1.0.0' };
    expect(() => requireSameVersions(here, { ...here, node: 'v22' })).not.toThrow();
    expect(() => requireSameVersions(here, { ...here, '@hpa/data': '1.1.0' })).toThrow(
      '@hpa/data is of version 1.2.0, that of the sender of 1.1.0',
    );
  });
});
