import { join } from 'node:path';
import type { Sample } from '@hpa/data';
import { writeWhole } from '../files/write-whole.js';
import { reportPage } from '../pages/report-page.js';
import { renderMarkdown } from '../report/render-markdown.js';
import { parseReport } from '../report/schema/parse-report.js';
import type { Report } from '../report/schema/report-schema.js';
import { compareWithBaselines } from './compare-with-baselines.js';
import type { measureBaselines } from './measure-baselines.js';
import { notesOn } from './notes.js';
import type { SplitDataset } from './split-dataset.js';

/**
 * Puts a study's results together, writes report.json, report.md and report.html into its folder, each whole or not at
 * all, and returns the report.
 *
 * @example
 * import { mkdtemp, readdir } from 'node:fs/promises';
 * import { openDataset, splitDataset, writeReport } from '@hpa/localize';
 * const dataset = await openDataset('synthetic', { classes: [14, 21], count: 24, size: 32 });
 * const study = await splitDataset(dataset, { seed: 1 });
 * const backend = { name: 'cpu', device: 'a processor', threads: 1, passedOver: [] };
 * const results = { baselines: [], models: [], comparisons: [] };
 * const folder = await mkdtemp('/tmp/hpa-');
 * await writeReport(folder, { command: 'none', status: 'interrupted', seed: 1, study, backend, ...results });
 * (await readdir(folder)).sort(); // ["report.html", "report.json", "report.md"]
 */
export async function writeReport(
  folder: string,
  {
    command,
    status = 'complete',
    seed,
    study,
    backend,
    baselines,
    models,
    comparisons,
  }: {
    /** The command line that made the study, for the reader. */
    readonly command: string;
    /** `interrupted` if models are missing or unfinished; `complete` by default. */
    readonly status?: Report['status'];
    readonly seed: number;
    readonly study: SplitDataset;
    /** The engine, as `startBackend` of @hpa/backend gives it. */
    readonly backend: Pick<Report['backend'], 'name' | 'device' | 'threads' | 'passedOver'>;
    /** From `measureBaselines`. */
    readonly baselines: Awaited<ReturnType<typeof measureBaselines>>;
    /** From `trainModel`. */
    readonly models: Report['models'];
    /** From `compareModels`. */
    readonly comparisons: Report['comparisons'];
  },
): Promise<Report> {
  const { name, device, threads, passedOver } = backend;
  const report = parseReport({
    schemaVersion: 3,
    createdAt: new Date().toISOString(),
    command,
    status,
    synthetic: study.synthetic,
    protocol: study.protocol,
    seed,
    notes: notesOn({ models, ...study }),
    dataset: describeDataset(study),
    backend: { name, device, threads, passedOver },
    baselines: await compareWithBaselines(baselines, { models, folder, study, seed }),
    models,
    comparisons,
  } satisfies Report);
  await writeWhole(join(folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  await writeWhole(join(folder, 'report.md'), renderMarkdown(report));
  await writeWhole(join(folder, 'report.html'), await reportPage(report));
  return report;
}

function describeDataset({
  provenance,
  task,
  taskReason,
  classes,
  splits,
  groups,
  skipped,
  warnings,
  leftOut,
  leakage,
  images,
}: SplitDataset): Report['dataset'] {
  const { duplicateIds, sharedGroups, nearDuplicates } = leakage;
  /** How many samples of each split are counted. */
  const count = (isCounted: (sample: Sample) => boolean) => ({
    train: splits.train.filter(isCounted).length,
    validation: splits.validation.filter(isCounted).length,
    test: splits.test.filter(isCounted).length,
  });
  const samples = [...splits.train, ...splits.validation, ...splits.test];
  const maximum = samples.reduce((largest, { labels }) => Math.max(largest, labels.length), 0);
  return {
    task,
    taskReason,
    provenance,
    classes: classes.map(({ id, name }) => ({ id, name })),
    counts: count(() => true),
    perClass: classes.map(({ id, name }, index) => ({
      id,
      name,
      ...count(({ labels }) => labels.includes(index)),
    })),
    ...(task === 'multi-label' && {
      locationsPerCell: Array.from({ length: maximum + 1 }, (_, locations) =>
        count(({ labels }) => labels.length === locations),
      ),
    }),
    grouped: groups !== undefined,
    ...(groups !== undefined && { groups }),
    ...(skipped.length > 0 && { skipped }),
    ...(warnings.length > 0 && { warnings }),
    ...(leftOut.length > 0 && { leftOut }),
    imageSize: images.height,
    leakage: { duplicateIds, sharedGroups, nearDuplicates },
  };
}
