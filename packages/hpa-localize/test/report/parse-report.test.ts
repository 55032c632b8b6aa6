import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { parseReport } from '../../src/report/schema/parse-report.js';
import type { Report } from '../../src/report/schema/report-schema.js';
import { multiLabelFixture } from './multi-label-fixture.js';
import { emptyReportFixture, reportFixture } from './report-fixture.js';

const report = reportFixture();
const severalLocations = multiLabelFixture({
  classes: ['Cytosol', 'Nucleoli', 'Rods & rings'],
  testCells: 60,
}).report;

/** A report as read from a file, with one change. */
function changed(change: (report: Mutable<Report>) => void, original: Report = report): unknown {
  const copy = JSON.parse(JSON.stringify(original));
  change(copy);
  return copy;
}

type Mutable<Value> = Value extends object ? { -readonly [Key in keyof Value]: Mutable<Value[Key]> } : Value;

/** A report of models that were trained once, as version 3 had it. */
function asVersion3({ models, comparisons, ...rest }: Report): object {
  const value = {
    ...rest,
    schemaVersion: 3,
    models: models.map(({ trainings, scores: _, covers: __, ...model }) => {
      const { seed: ___, thresholds: ____, ...training } = trainings[0]!;
      return { ...training, ...model };
    }),
    comparisons: comparisons.map(({ covers: _, ...comparison }) => comparison),
  };
  return JSON.parse(JSON.stringify(value));
}

describe('parseReport', () => {
  it('returns a whole report as it was written', () => {
    expect(parseReport(JSON.parse(JSON.stringify(report)))).toEqual(report);
  });

  it('reads a report of version 1 that the application wrote as one of version 4', async () => {
    const old = JSON.parse(await readFile(new URL('report-version-1.json', import.meta.url), 'utf8'));
    const { dataset, models, comparisons, ...rest } = parseReport(old);
    const { schemaVersion: _, dataset: oldDataset, models: oldModels, comparisons: pairs, ...oldRest } = old;
    expect(rest).toEqual({ ...oldRest, schemaVersion: 4 });
    const { source, ...kept } = oldDataset;
    expect(dataset).toEqual({ ...kept, provenance: source, task: 'single-label' });
    expect(comparisons).toEqual(pairs.map((pair: object) => ({ ...pair, covers: 'cells' })));
    expect(models.map(({ provenance }) => provenance)).toEqual(['random, seed 1', 'random, seed 1']);
    for (const [index, { provenance, validation, test, trainings, ...model }] of models.entries()) {
      const { weights, epochs, secondsPerEpoch, imagesPerSecond, best, history, ...oldModel } =
        oldModels[index];
      const { scores, covers, ...same } = model;
      expect({ ...same, weights: provenance, validation, test }).toEqual({
        ...oldModel,
        weights,
        validation: { ...oldModel.validation, task: 'single-label' },
        test: { ...oldModel.test, task: 'single-label' },
      });
      expect(trainings).toEqual([
        expect.objectContaining({ seed: old.seed, epochs, secondsPerEpoch, imagesPerSecond, best, history }),
      ]);
      const { macroF1, intervals } = oldModel.test;
      expect(scores?.macroF1).toEqual({
        mean: macroF1,
        minimum: macroF1,
        maximum: macroF1,
        deviation: null,
        interval: intervals.macroF1,
      });
      expect(covers).toBe('cells');
    }
  });

  it('reads reports of versions 2 and 3 as ones of version 4', () => {
    const version3 = asVersion3(report);
    expect(parseReport(version3)).toEqual(report);
    const { task: _, ...dataset } = report.dataset;
    expect(parseReport({ ...version3, schemaVersion: 2, dataset })).toEqual(report);
    expect(parseReport(asVersion3(severalLocations))).toEqual(severalLocations);
  });

  it('names what is wrong with a damaged report of version 2', () => {
    expect(() => parseReport({ schemaVersion: 2, dataset: 3 })).toThrow(/dataset: .*received number/);
  });

  it('names what is wrong with a damaged report of version 1', () => {
    expect(() => parseReport({ schemaVersion: 1, models: 3 })).toThrow(/dataset: .*received undefined/);
  });

  it('keeps a score that a later @hpa/metrics adds', () => {
    const value = changed(({ models }) => Object.assign(models[0]!.test!, { novelScore: 0.5 }));
    expect(parseReport(value).models[0]!.test).toMatchObject({ novelScore: 0.5 });
  });

  it('accepts a run that was interrupted before any model was finished', () => {
    expect(parseReport(emptyReportFixture()).models).toEqual([]);
  });

  it('accepts an interrupted model that was not measured', () => {
    const value = changed(({ models }) =>
      Object.assign(models[2]!, { status: 'interrupted', scores: null, test: null }),
    );
    expect(parseReport(value).models[2]!.test).toBeNull();
  });

  it('names the path and the type of a wrong field', () => {
    const value = changed(({ models }) => Object.assign(models[0]!.test!, { accuracy: 'high' }));
    expect(() => parseReport(value)).toThrow(
      /^not a report of schema version 4:\n {2}models\[0\]\.test\.accuracy: .*expected number, received string$/,
    );
  });

  it('writes one line per fault', () => {
    const value = changed((copy) => {
      Object.assign(copy, { seed: -1, status: 'running' });
    });
    expect(() => parseReport(value)).toThrow(/\n {2}status: .*\n {2}seed: /s);
  });

  it.each([
    [
      'an unknown field',
      (copy: Mutable<Report>) => Object.assign(copy.dataset, { color: 'green' }),
      /dataset: .*color/,
    ],
    [
      'a schema version that never was',
      (copy: Mutable<Report>) => Object.assign(copy, { schemaVersion: 0 }),
      /schemaVersion: /,
    ],
    [
      'a newer schema version',
      (copy: Mutable<Report>) => Object.assign(copy, { schemaVersion: 5 }),
      /^this report has schema version 5, but this program reads versions up to 4: update @hpa\/localize$/,
    ],
    [
      'a score that is no number',
      (copy: Mutable<Report>) => Object.assign(copy.models[0]!.test!, { color: 'green' }),
      /models\[0\]\.test\.color: /,
    ],
    [
      'a local time',
      (copy: Mutable<Report>) => Object.assign(copy, { createdAt: '14 March' }),
      /createdAt: /,
    ],
    [
      'a share above 1',
      (copy: Mutable<Report>) => Object.assign(copy.models[0]!.test!, { macroF1: 1.2 }),
      /models\[0\]\.test\.macroF1: /,
    ],
    [
      'an interval whose ends are swapped',
      (copy: Mutable<Report>) => Object.assign(copy.comparisons[0]!, { interval: [0.2, 0.1] }),
      /comparisons\[0\]\.interval: the lower end must come first/,
    ],
    [
      'an epoch counted from 0',
      (copy: Mutable<Report>) => Object.assign(copy.models[0]!.trainings[0]!.history[0]!, { epoch: 0 }),
      /models\[0\]\.trainings\[0\]\.history\[0\]\.epoch: /,
    ],
    [
      'a complete model without a measurement',
      (copy: Mutable<Report>) => Object.assign(copy.models[1]!, { test: null }),
      /models\[1\]\.test: a complete model must be measured; received null/,
    ],
    [
      'a complete training without a measurement',
      (copy: Mutable<Report>) => Object.assign(copy.models[1]!.trainings[0]!, { test: null }),
      /models\[1\]\.trainings\[0\]\.test: a complete training must be measured; received null/,
    ],
    [
      'a model without trainings',
      (copy: Mutable<Report>) => Object.assign(copy.models[1]!, { trainings: [] }),
      /models\[1\]\.trainings: /,
    ],
    [
      'two models with the same name',
      (copy: Mutable<Report>) => Object.assign(copy.models[1]!, { name: 'gapnet-pl' }),
      /models\[1\]\.name: must differ from that of entry 0; received gapnet-pl again/,
    ],
    [
      'a comparison with an unknown model',
      (copy: Mutable<Report>) => Object.assign(copy.comparisons[0]!, { b: 'resnet' }),
      /comparisons\[0\]\.b: must be the name of a model \(gapnet-pl, scratch-cnn, inceptionv3\); received "resnet"/,
    ],
    [
      'counts that do not add up',
      (copy: Mutable<Report>) => Object.assign(copy.dataset.counts, { train: 1 }),
      /dataset\.counts\.train: must be the sum over dataset\.perClass, 364; received 1/,
    ],
    [
      'classes in another order',
      (copy: Mutable<Report>) => copy.models[0]!.test!.perClass.reverse(),
      /models\[0\]\.test\.perClass: must list the classes of dataset\.classes, in their order/,
    ],
    [
      'too few values of one metric',
      (copy: Mutable<Report>) => copy.models[0]!.test!.rocAuc.perClass.pop(),
      /models\[0\]\.test\.rocAuc\.perClass: must have one entry for each of 4 classes; received 3/,
    ],
    [
      'a confusion matrix that counts other samples',
      (copy: Mutable<Report>) => Object.assign(copy.models[0]!.test!, { n: 1 }),
      /models\[0\]\.test\.confusion: must sum to n, 1; received a sum of 91/,
    ],
  ])('refuses %s', (_, change, message) => {
    expect(() => parseReport(changed(change))).toThrow(message);
  });

  it('refuses anything but an object', () => {
    expect(() => parseReport(null)).toThrow(/the document: .*expected object, received null/);
  });
});

describe('parseReport of several locations a cell', () => {
  it('returns a whole report as it was written', () => {
    expect(parseReport(JSON.parse(JSON.stringify(severalLocations)))).toEqual(severalLocations);
  });

  it('keeps a score that a later @hpa/metrics adds, of the model and of a class', () => {
    const value = changed(({ models }) => {
      Object.assign(models[0]!.test!, { novelScore: 0.5 });
      Object.assign(models[0]!.test!.perClass[0]!, { novelScore: null });
    }, severalLocations);
    expect(parseReport(value).models[0]!.test).toMatchObject({
      novelScore: 0.5,
      perClass: [{ novelScore: null }, {}, {}],
    });
  });

  type Change = (model: Mutable<Report['models'][number]>, copy: Mutable<Report>) => unknown;
  it.each<[string, Change, RegExp]>([
    [
      'an evaluation of the other task',
      (model) => Object.assign(model, { test: report.models[0]!.test }),
      /models\[0\]\.test\.task: must be that of dataset\.task, multi-label; received single-label/,
    ],
    [
      'an unknown task',
      (model) => Object.assign(model.test!, { task: 'regression' }),
      /models\[0\]\.test\.task: /,
    ],
    [
      'a measured model without thresholds',
      (model) => delete model.thresholds,
      /models\[0\]\.thresholds: a measured model of several labels must have them/,
    ],
    [
      'thresholds that were fitted on the test split',
      (model) => Object.assign(model.thresholds!, { split: 'test' }),
      /models\[0\]\.thresholds\.split: .*"validation"/,
    ],
    [
      'thresholds of other classes',
      (model) => model.thresholds!.values.push(0.5),
      /models\[0\]\.thresholds\.values: must have one entry for each of 3 classes; received 4/,
    ],
    [
      'a threshold that everything reaches',
      (model) => Object.assign(model.thresholds!.values, { 1: 0 }),
      /models\[0\]\.thresholds\.values\[1\]: /,
    ],
    [
      'an evaluation by other thresholds',
      (model) => Object.assign(model.test!, { thresholds: [0.5, 0.5, 0.5] }),
      /models\[0\]\.test\.thresholds\[0\]: must be that of the model, [\d.]+; received 0\.5/,
    ],
    [
      'two temperatures for three classes',
      (model) => model.trainings[0]!.temperature!.values.pop(),
      /models\[0\]\.trainings\[0\]\.temperature\.values: must have one entry, or one for each of 3 classes; received 2/,
    ],
    [
      'support that is not that of the confusion',
      (model) => Object.assign(model.test!.perClass[2]!, { support: 59 }),
      /models\[0\]\.test\.perClass\[2\]\.support: must be \d+, as confusion\[2\] has it; received 59/,
    ],
    [
      'a confusion that counts other samples',
      (model) => Object.assign(model.test!, { n: 59 }),
      /models\[0\]\.test\.confusion\[0\]: must sum to n, 59; received a sum of 60/,
    ],
    [
      'pairs of other classes',
      (model) => (model.test as unknown as { coOccurrence: number[][] }).coOccurrence[1]!.pop(),
      /models\[0\]\.test\.coOccurrence\[1\]: must have 3 counts, as many as there are rows; received 2/,
    ],
    [
      'no count of cells by their locations',
      (_, copy) => delete copy.dataset.locationsPerCell,
      /dataset\.locationsPerCell: must be there if and only if the task is multi-label; it is multi-label/,
    ],
    [
      'fewer locations than the classes have',
      (_, copy) => Object.assign(copy.dataset.perClass[0]!, { train: 0 }),
      /dataset\.locationsPerCell: must count the labels of dataset\.perClass, \d+ in train; received \d+/,
    ],
    [
      'counts of cells that do not add up',
      (_, copy) => Object.assign(copy.dataset.counts, { test: 61 }),
      /dataset\.counts\.test: must be the sum over dataset\.locationsPerCell, 60; received 61/,
    ],
  ])('refuses %s', (_, change, message) => {
    const value = changed((copy) => change(copy.models[0]!, copy), severalLocations);
    expect(() => parseReport(value)).toThrow(message);
  });

  it('refuses thresholds, and a temperature per class, of one location per cell', () => {
    const { thresholds, trainings } = severalLocations.models[0]!;
    const { temperature } = trainings[0]!;
    const value = changed((copy) => {
      Object.assign(copy.models[0]!, { thresholds });
      Object.assign(copy.models[0]!.trainings[0]!, { temperature });
    });
    expect(() => parseReport(value)).toThrow(
      /models\[0\]\.thresholds: only a model of several labels has thresholds; the task is single-label/,
    );
    expect(() => parseReport(value)).toThrow(
      /models\[0\]\.trainings\[0\]\.temperature\.values: must have one entry; received 3/,
    );
  });
});
