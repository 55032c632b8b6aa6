import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startBackend } from '@hpa/backend';
import { accuracy, macroF1 } from '@hpa/metrics';
import { loadClassifier } from '@hpa/models/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataset } from '../src/dataset/open-dataset.js';
import { splitDataset } from '../src/experiment/split-dataset.js';
import { isUnlike } from '../src/knowledge/familiarity.js';
import { readTrainingRecord, type TrainingRecord } from '../src/knowledge/training-record.js';
import { resolveModel } from '../src/localize/resolve-model.js';
import { type SampleScores, scoreSamples } from '../src/localize/score-samples.js';

const shared = join(dirname(fileURLToPath(new URL('../../..', import.meta.url))), 'shared');
const CELLS = join(shared, 'data/hpa-cells');
if (!existsSync(CELLS)) {
  console.warn(`skipped: no ${CELLS}`);
}

describe.skipIf(!existsSync(CELLS))(
  'the model that comes with the package, on the cells of its training',
  () => {
    let record: TrainingRecord;
    let study: Awaited<ReturnType<typeof splitDataset>>;
    let score: (split: 'train' | 'test') => Promise<SampleScores>;
    let close: () => Promise<void>;

    beforeAll(async () => {
      const folder = await resolveModel('default', { models: shared });
      record = (await readTrainingRecord(folder))!;
      const dataset = await openDataset(CELLS, { size: record.size });
      study = await splitDataset(dataset, { classes: [0, 25, 21, 2], seed: record.seed });
      const backend = await startBackend('wasm');
      const classifier = await loadClassifier(folder);
      const { familiarity } = record;
      score = (split) => scoreSamples(classifier, study.splits[split], { images: study.images, familiarity });
      close = async () => {
        classifier.dispose();
        backend.dispose();
        await dataset.close();
      };
    });
    afterAll(() => close());

    it('splits them as its record says', () => {
      const { train, validation, test } = study.splits;
      expect(record.cells).toEqual({ train: train.length, validation: validation.length, test: test.length });
      expect(study.leakage).toMatchObject({ duplicateIds: 0, sharedGroups: 0 });
      for (const { name, cells } of record.classes) {
        const index = study.classes.findIndex((label) => label.name === name);
        expect(train.filter(({ labels }) => labels.includes(index))).toHaveLength(cells);
      }
    });

    it('reaches on the test split what its card says', async () => {
      const { ids, scores, unlike } = await score('test');
      const labelOf = new Map(study.splits.test.map(({ id, labels }) => [id, labels[0]!]));
      const predictions = { labels: ids.map((id) => labelOf.get(id)!), scores };
      expect(macroF1(predictions)).toBeCloseTo(record.test.macroF1.value, 6);
      expect(accuracy(predictions)).toBeCloseTo(record.test.accuracy.value, 6);
      // Cells of other pictures are hardly stranger than those of the training.
      expect(unlike!.filter(isUnlike).length / ids.length).toBeLessThan(0.05);
    });

    it('takes at least 97 % of its training cells for its own', async () => {
      const { unlike } = await score('train');
      const strange = unlike!.filter(isUnlike).length / study.splits.train.length;
      expect(strange).toBeLessThanOrEqual(0.03);
      // Otherwise the limit would be no 99th percentile of these cells.
      expect(strange).toBeGreaterThan(0);
    });
  },
);
