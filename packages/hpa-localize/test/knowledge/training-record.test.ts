import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { channelWarnings, knowledgeInWords } from '../../src/knowledge/knowledge-in-words.js';
import {
  readTrainingRecord,
  type TrainingRecord,
  writeTrainingRecord,
} from '../../src/knowledge/training-record.js';

const RECORD: TrainingRecord = {
  formatVersion: 1,
  data: 'cells/',
  synthetic: false,
  protocol: 'honest',
  seed: 1,
  size: { height: 32, width: 32 },
  cells: { train: 431, validation: 99, test: 90 },
  groups: { train: 48, validation: 11, test: 10 },
  classes: [
    { name: 'Cytosol', cells: 200 },
    { name: 'Nucleoli', cells: 231 },
  ],
  channels: ['microtubules', 'protein', 'nucleus', 'er'],
  notes: [],
  test: {
    accuracy: { value: 0.856, interval: [0.74, 0.93] },
    macroF1: { value: 0.8, interval: null, reason: 'too few groups' },
  },
  familiarity: {
    cells: 431,
    mean: [0, 1],
    deviation: [1, 1],
    directions: [[1, 0]],
    variances: [1],
    residual: 0.5,
    limit: 2,
  },
};

describe('the record of a training', () => {
  let scratch: string;
  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'hpa-record-'));
  });
  afterAll(() => rm(scratch, { recursive: true, force: true }));

  it('is read as it was written, and is null where there is none', async () => {
    expect(await readTrainingRecord(scratch)).toBeNull();
    await writeTrainingRecord(scratch, RECORD);
    expect(await readTrainingRecord(scratch)).toEqual(RECORD);
  });

  it.each([
    ['no JSON', '{', /training\.json: .*JSON/],
    ['another version', { ...RECORD, formatVersion: 2 }, /not the record of a training: formatVersion: /],
    [
      'a direction of another length',
      { ...RECORD, familiarity: { ...RECORD.familiarity, directions: [[1]] } },
      /familiarity: mean, deviation and each direction must have one number a feature$/,
    ],
    ['a limit of 0', { ...RECORD, familiarity: { ...RECORD.familiarity, limit: 0 } }, /familiarity\.limit: /],
    ['an unknown field', { ...RECORD, more: 1 }, /more/],
  ])('is refused in one line that names the file if it is %s', async (_, value, message) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    await writeFile(join(scratch, 'training.json'), text);
    const error: Error = await readTrainingRecord(scratch).then(
      () => Promise.reject(new Error('read without an error')),
      (reason) => reason,
    );
    expect(error.message).toMatch(message);
    expect(error.message).toContain(join(scratch, 'training.json'));
    expect(error.message).not.toContain('\n');
  });
});

describe('what a model knows, in words', () => {
  it('is the data, the scores with their intervals, and what it was not trained on', () => {
    expect(knowledgeInWords(RECORD, { task: 'single-label' })).toBe(
      'trained on 431 cells of cells/; macro F1 0.80, accuracy 0.86 (0.74 to 0.93) on 90 cells of 10 other groups; not trained on any location but Cytosol and Nucleoli: a protein elsewhere is given one of these',
    );
  });

  it('says of several labels, of cells without groups and of copies what they are', () => {
    const alone = { ...RECORD, groups: null };
    expect(knowledgeInWords(alone, { task: 'multi-label' })).toMatch(
      /exact matches 0\.86 .* on 90 other cells; .* a protein elsewhere is not found$/,
    );
    const copied = { ...RECORD, protocol: 'notebook' } as const;
    expect(knowledgeInWords(copied, { task: 'single-label' })).toContain(
      'on 90 cells, copies of those among them;',
    );
  });

  it('says of drawn cells that they were drawn, and counts locations that are too many to name', () => {
    const classes = Array.from({ length: 9 }, (_, index) => ({ name: `Location ${index}`, cells: 1 }));
    expect(knowledgeInWords({ ...RECORD, synthetic: true, classes }, { task: 'single-label' })).toMatch(
      /^trained on 431 synthetic cells, so that its scores say nothing of real ones; .*; not trained on any location but its 9: /,
    );
  });

  it('warns of stains that images lack, and of one that the model never saw', () => {
    const three = { microtubules: 'a', protein: 'b', nucleus: 'c' };
    const four = { ...three, er: 'd' };
    expect(channelWarnings([{ channels: four }], RECORD)).toEqual([]);
    expect(channelWarnings([{ channels: four }, { channels: three }], RECORD)).toEqual([
      '1 of 2 images lack er, which every cell that the model was trained on had',
    ]);
    const without = { channels: ['microtubules', 'protein', 'nucleus'] } as const;
    // A model that does not see er does not have it read, and cannot miss it.
    const read = ['microtubules', 'protein', 'nucleus'];
    expect(channelWarnings([{ channels: three }], { ...RECORD, read })).toEqual([]);
    expect(channelWarnings([{ channels: three }], without)).toEqual([]);
    expect(channelWarnings([{ channels: four }, { channels: four }], without)).toEqual([
      'the model was trained on cells without er; 2 of 2 images have it',
    ]);
  });
});
