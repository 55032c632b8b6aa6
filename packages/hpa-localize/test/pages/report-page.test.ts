import { describe, expect, it } from 'vitest';
import { reportPage } from '../../src/pages/report-page.js';
import { renderMarkdown } from '../../src/report/render-markdown.js';
import type { ModelReport, Report } from '../../src/report/schema/report-schema.js';
import { multiLabelFixture } from '../report/multi-label-fixture.js';
import {
  emptyReportFixture,
  kaggleLocations,
  repeatedModel,
  reportFixture,
  singleLabelTest,
  withTraining,
} from '../report/report-fixture.js';

const report = reportFixture();
const page = await reportPage(report);

/** A model that was stopped before the end of its first epoch. */
function stopped(model: ModelReport): ModelReport {
  const nothing = { epochs: 0, secondsPerEpoch: null, imagesPerSecond: null, best: null, history: [] };
  const unmeasured = { status: 'interrupted', validation: null, test: null } as const;
  return { ...withTraining(model, { ...nothing, ...unmeasured }), ...unmeasured, scores: null };
}

/** How often a tag opens. */
function count(text: string, tag: string): number {
  return text.split(new RegExp(`<${tag}[\\s>]`)).length - 1;
}

describe('reportPage', () => {
  it('makes a page that loads nothing and runs nothing', () => {
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|src=|href=|\son\w+=/i);
    const outside = [...page.matchAll(/https?:\/\/[^"'\s]*/g)].map(([address]) => address);
    expect(new Set(outside)).toEqual(new Set(['http://www.w3.org/2000/svg', 'http://www.w3.org/1999/xlink']));
  });

  it('lets the browser load nothing and run nothing, before anything else is read', () => {
    const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">`;
    expect(page.indexOf(policy)).toBeGreaterThan(0);
    expect(page.indexOf(policy)).toBeLessThan(page.indexOf('<title>'));
  });

  it('shows escape bytes and turned text of names as codes, in plots and tables alike', async () => {
    const [first, ...others] = report.dataset.classes;
    const evil = 'Nucleus\u202e\u001b[31m';
    const text = JSON.stringify(report).replaceAll(JSON.stringify(first!.name), JSON.stringify(evil));
    expect(others.length).toBeGreaterThan(0);
    const shown = await reportPage(JSON.parse(text) as Report);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they must not be there
    expect(shown).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202a-\u202e\u2066-\u2069]/);
    expect(shown.split('Nucleus‹U+202E›‹U+001B›[31m').length).toBeGreaterThan(5);
    expect(renderMarkdown(JSON.parse(text) as Report)).toContain('Nucleus‹U+202E›‹U+001B›');
  });

  it.each(['Plasma membrane', 'MWMWMW membrane of the World', 'a'.repeat(60), 'W'.repeat(60)])(
    'leaves room for the whole of the label %s',
    async (name) => {
      const [first] = report.dataset.classes;
      const text = JSON.stringify(report).replaceAll(JSON.stringify(first!.name), JSON.stringify(name));
      const shown = await reportPage(JSON.parse(text) as Report);
      const plot = shown.split('<figure>').find((figure) => figure.includes('F1 of each location'))!;
      // Vega moves the plot right by the room for labels; the label ends 8 pixels before the axis. DejaVu Sans, among the widest
      // fonts, has 0.613 em for an a and 0.989 for a W, and 110 pixels at 12 for Plasma membrane.
      const room = Number(/<g [^>]*transform="translate\(([\d.]+),/.exec(plot)![1]);
      const widths: Readonly<Record<string, number>> = {
        a: 60 * 0.613 * 12,
        W: 60 * 0.989 * 12,
        P: 110,
        M: 220,
      };
      expect(room).toBeGreaterThanOrEqual(widths[name[0]!]! + 8);
    },
  );

  it('opens with the verdict, before any section', () => {
    expect(page.indexOf('class="verdict"')).toBeGreaterThan(0);
    expect(page.indexOf('class="verdict"')).toBeLessThan(page.indexOf('<section>'));
  });

  it('puts the sections in the order of a reader’s questions', () => {
    expect([...page.matchAll(/<section>\n<h2>(.*?)<\/h2>/g)].map(([, title]) => title)).toEqual([
      'Results',
      'Differences between models',
      'Results by location',
      'Confusion',
      'Training',
      'Probabilities',
      'Data',
      'Setup',
      'Recompute the scores',
      'Glossary',
    ]);
  });

  it('draws results, locations, learning and a loss for each model, each with a description', () => {
    const described = [...page.matchAll(/<svg role="img" aria-label="([^"]+)"/g)];
    expect(described).toHaveLength(6);
    expect(count(page, 'svg')).toBe(6);
    const [, description] = described[0]!;
    expect(description!.replaceAll('\u00a0', ' ')).toContain('GapNet-PL: 0.75 [0.65, 0.84]');
  });

  it('gives the plots no ids, which would collide on one page', () => {
    expect(page).not.toMatch(/\sid=/);
  });

  it('gives every table a caption, and every named header a scope', () => {
    expect(count(page, 'caption')).toBe(count(page, 'table'));
    expect(page).not.toMatch(/<th(?! scope=")[ >]/);
  });

  it('shows the counts of the confusion matrix and their share of the row', () => {
    const [row] = report.models[0]!.test!.confusion;
    expect(row).toEqual([9, 0, 0, 0]);
    expect(page).toContain('style="--share:1.000"');
    expect(page).toContain('>9<small>100\u00a0%</small></td>');
  });

  it('warns of synthetic cells, the notebook’s protocol and an interruption before the verdict', async () => {
    const [first, ...others] = report.models;
    const warned = await reportPage({
      ...report,
      synthetic: true,
      protocol: 'notebook',
      status: 'interrupted',
      models: [...others, stopped(first!)],
      comparisons: [],
    });
    const top = warned.slice(0, warned.indexOf('class="verdict"'));
    expect([...top.matchAll(/<strong>(.*?)<\/strong>/g)].map(([, title]) => title)).toEqual([
      'Synthetic cells',
      'Notebook protocol',
      'Interrupted run',
    ]);
    expect(top).toContain('GapNet-PL had not finished training.');
    expect(warned).toContain('GapNet-PL (interrupted)');
  });

  it('warns of leaks in words', async () => {
    const leakage = { duplicateIds: 1, sharedGroups: 2, nearDuplicates: 3 };
    const leaking = await reportPage({ ...report, dataset: { ...report.dataset, leakage } });
    expect(page).not.toContain('Leaking splits');
    expect(leaking).toContain('<strong>Leaking splits</strong> 1 id is in more than one split');
    expect(leaking).toContain('2 groups are in more than one split');
    expect(leaking).toContain('3 pairs of nearly equal images are in different splits');
  });

  it('renders a run without any finished model', async () => {
    const empty = await reportPage(emptyReportFixture());
    expect(empty).toContain('No model was measured');
    expect(count(empty, 'svg')).toBe(0);
    expect([...empty.matchAll(/<section>\n<h2>(.*?)<\/h2>/g)].map(([, title]) => title)).toEqual([
      'Data',
      'Setup',
      'Glossary',
    ]);
  });

  it('renders baselines alone if no model was finished', async () => {
    const alone = await reportPage({ ...emptyReportFixture(), baselines: report.baselines });
    expect(alone).toContain(
      'aria-label="Macro F1 on the test split, with 95 % intervals; the dashed lines are the baselines. majority-class: 0.16; channel-statistics: 0.41"',
    );
  });

  it('renders one model of one epoch', async () => {
    const { models, ...rest } = reportFixture({ skills: { 'GapNet-PL': 0.6 } });
    const history = models[0]!.trainings[0]!.history.slice(0, 1);
    const best = { epoch: 1, metric: 'validationMacroF1', value: history[0]!.validationMacroF1 };
    const single = await reportPage({
      ...rest,
      models: [withTraining(models[0]!, { history, best, epochs: 1 })],
    });
    expect(single).not.toContain('Differences between models');
    expect(count(single, 'svg')).toBe(4);
  });

  it('shows the mean, the spread and the ensemble of a model that was trained several times, and every training', async () => {
    const [first, ...others] = report.models.map((model) =>
      repeatedModel(model, { macroF1s: [0.5, 0.7, 0.6], interval: [0.4, 0.75] }),
    );
    const ensemble = { models: report.models.map(({ name }) => name), test: first!.test! };
    const shown = await reportPage({ ...report, models: [first!, ...others], ensemble });
    expect(shown).toContain('<th scope="row">GapNet-PL, mean of 3</th>');
    expect(shown).toContain('0.60\n[0.40,\u00a00.75]\n0.50 to 0.70');
    expect(shown).toContain('<th scope="row">↳ ensemble of 3 repeats</th>');
    expect(shown).toContain('<th scope="row">Ensemble of all 3 models</th>');
    expect(shown).toContain('<th scope="row">GapNet-PL, repeat 2</th>');
    expect(shown).toContain('rings are single trainings, dots their means, diamonds their ensembles');
    expect(shown).toContain('GapNet-PL 0.100');
    expect(shown).toContain('cover what another training would change as well as the choice of');
  });

  it('says why a score or a difference has no interval', async () => {
    const reason = 'too few groups hold a class';
    const [model, ...models] = report.models;
    const { mean, minimum, maximum, deviation } = model!.scores!.macroF1;
    const macroF1 = { mean, minimum, maximum, deviation, interval: null, reason };
    const [comparison, ...comparisons] = report.comparisons;
    const without = { ...comparison!, interval: null, pValue: null, adjustedPValue: null, reason };
    const shown = renderMarkdown({
      ...report,
      models: [{ ...model!, scores: { ...model!.scores!, macroF1 } }, ...models],
      comparisons: [without, ...comparisons],
    });
    expect(shown).toContain(`- No interval for Macro F1 of GapNet-PL: ${reason}.`);
    expect(shown).toContain(`- No interval for GapNet-PL − Scratch CNN, Macro F1: ${reason}.`);
  });

  it('says n/a if a metric is undefined', async () => {
    const [model] = report.models;
    const undefinedMetric = { macro: null, perClass: [null, null, null, null] };
    const test = {
      ...singleLabelTest(model!),
      rocAuc: undefinedMetric,
      averagePrecision: undefinedMetric,
      intervals: { accuracy: null, macroF1: null },
    };
    const undefinedPage = await reportPage({ ...report, models: [{ ...model!, test }], comparisons: [] });
    expect(undefinedPage.match(/>n\/a</g)).toHaveLength(10);
    expect(undefinedPage).not.toMatch(/null|undefined|NaN/);
  });

  it('folds the long tables of 28 locations and leaves no room for percentages', async () => {
    const many = await reportPage(reportFixture({ classes: kaggleLocations, testCells: 900 }));
    expect(count(many, 'details')).toBe(5);
    expect(many).toContain('class="heat dense"');
    expect(many).toContain('Rods &amp; rings');
    expect(count(many, 'small')).toBe(0);
  });

  it('shows several locations a cell in the order of a reader’s questions', async () => {
    const several = await reportPage(multiLabelFixture({ testCells: 120 }).report);
    expect([...several.matchAll(/<section>\n<h2>(.*?)<\/h2>/g)].map(([, title]) => title)).toEqual([
      'Results',
      'Differences between models',
      'Results by location',
      'Missed and mistaken locations',
      'Training',
      'Probabilities',
      'Thresholds',
      'Data',
      'Setup',
      'Recompute the scores',
      'Glossary',
    ]);
    expect(count(several, 'caption')).toBe(count(several, 'table'));
    expect(several).not.toMatch(/null|undefined|NaN/);
    // Two tables by location, those of the second model's mistakes, what occurs together, and the thresholds.
    expect(count(several, 'details')).toBe(6);
  });

  it('labels the cells of a table of words, for narrow pages', async () => {
    const several = await reportPage(multiLabelFixture({ testCells: 120 }).report);
    expect(several).toContain('<td class="text" data-label="Missed beside">');
    expect(page).not.toContain('data-label="Missed');
  });

  it('lets no text become markup, wherever it stands', async () => {
    const hostile = '"><script>alert(1)</script>\'&';
    const poison = (value: unknown): unknown => {
      if (typeof value === 'string') {
        return hostile + value;
      }
      if (Array.isArray(value)) {
        return value.map(poison);
      }
      if (value === null || typeof value !== 'object') {
        return value;
      }
      return Object.fromEntries(
        Object.entries(value).map(([key, field]) => [key, fixedWords.has(key) ? field : poison(field)]),
      );
    };
    const poisoned = await reportPage(poison(report) as Report);
    expect(poisoned).not.toContain('<script');
    expect(poisoned).toContain('&lt;script&gt;');
    expect(count(poisoned, 'td')).toBe(count(page, 'td'));
  });
});

/** Fields whose values the schema prescribes. */
const fixedWords = new Set(['createdAt', 'status', 'protocol', 'metric', 'task']);
