import { join } from 'node:path';
import { writeWhole } from '../files/write-whole.js';
import { reportPage } from '../pages/report-page.js';
import { renderMarkdown } from '../report/render-markdown.js';
import { parseReport } from '../report/schema/parse-report.js';
import type { Report } from '../report/schema/report-schema.js';
import { compareWithBaselines } from './compare-with-baselines.js';
import { describeDataset } from './describe-dataset.js';
import { measureAggregates } from './measure-aggregates.js';
import type { measureBaselines } from './measure-baselines.js';
import { measureEnsemble } from './measure-ensemble.js';
import { mergeTrainings } from './merge-trainings.js';
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
    repeats = 1,
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
    /** From `trainModel`; those of the same name are trainings of one model. */
    readonly models: Report['models'];
    /** From `compareModels`. */
    readonly comparisons: Report['comparisons'];
    /** How many trainings each model has on the same samples; 1 by default. A model with fewer is not complete. */
    readonly repeats?: number;
  },
): Promise<Report> {
  const merged = await mergeTrainings(models, { folder, study, seed, repeats });
  const ensemble = await measureEnsemble(merged, { folder, study, seed });
  const aggregates = await measureAggregates(merged, { folder, study });
  const { name, device, threads, passedOver } = backend;
  const report = parseReport({
    schemaVersion: 4,
    createdAt: new Date().toISOString(),
    command,
    status,
    synthetic: study.synthetic,
    protocol: study.protocol,
    seed,
    notes: notesOn({ models: merged, ...study }),
    dataset: describeDataset(study),
    backend: { name, device, threads, passedOver },
    baselines: await compareWithBaselines(baselines, { models: merged, folder, study, seed }),
    models: merged,
    ...(ensemble && { ensemble }),
    comparisons,
    ...(aggregates && { aggregates }),
  } satisfies Report);
  await writeWhole(join(folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  await writeWhole(join(folder, 'report.md'), renderMarkdown(report));
  await writeWhole(join(folder, 'report.html'), await reportPage(report));
  return report;
}
