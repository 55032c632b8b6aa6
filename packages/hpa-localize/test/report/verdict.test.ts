import { describe, expect, it } from 'vitest';
import type { Comparison, Interval, ModelReport, Report } from '../../src/report/schema/report-schema.js';
import { verdict } from '../../src/report/verdict.js';
import { repeatedModel, reportFixture, singleLabelTest } from './report-fixture.js';

const fixture = reportFixture();

/** The report of the fixture with other scores, so that the verdict can be worked out by hand. */
function report(
  scores: Readonly<Record<string, { macroF1: number; interval: Interval | null }>>,
  { comparisons = [], ...rest }: Partial<Report> = {},
): Report {
  const models = Object.entries(scores).map(([title, { macroF1, interval }]) => {
    const model = fixture.models[0]!;
    const test: ModelReport['test'] = { ...singleLabelTest(model), n: 93, macroF1 };
    const macroF1Score = { mean: macroF1, minimum: macroF1, maximum: macroF1, deviation: null, interval };
    return {
      ...model,
      name: title.toLowerCase(),
      title,
      scores: { ...model.scores!, macroF1: macroF1Score },
      test,
    };
  });
  const dataset = { ...fixture.dataset, counts: { ...fixture.dataset.counts, test: 93 } };
  const baselines = [
    { name: 'majority', description: 'Constant.', test: { accuracy: 0.7, macroF1: 0.2 } },
    { name: 'statistics', description: 'Linear.', test: { accuracy: 0.7, macroF1: 0.5 } },
  ];
  return { ...fixture, dataset, baselines, models, comparisons, ...rest };
}

function comparison(
  a: string,
  b: string,
  rest: Pick<Comparison, 'difference' | 'interval' | 'adjustedPValue'>,
): Comparison {
  return {
    a,
    b,
    metric: 'macroF1',
    pValue: rest.adjustedPValue,
    test: 't on the jackknife',
    covers: 'cells',
    ...rest,
  };
}

/** The text with plain spaces in place of those that keep numbers on one line. */
function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}

const gap = { macroF1: 0.81, interval: [0.74, 0.88] } as const;
const cnn = { macroF1: 0.69, interval: [0.61, 0.77] } as const;
const inception = { macroF1: 0.4, interval: [0.3, 0.5] } as const;

describe('verdict', () => {
  it('calls a model better if it is reliably above the only other one', () => {
    const comparisons = [
      comparison('gap', 'cnn', { difference: 0.12, interval: [0.03, 0.2], adjustedPValue: 0.008 }),
    ];
    expect(plain(verdict(report({ Gap: gap, Cnn: cnn }, { comparisons })).headline)).toBe(
      'Gap is better than Cnn: macro F1 0.81 against 0.69 on 93 unseen cells, a difference of 0.12 (95 % interval 0.03 to 0.20, p = 0.008).',
    );
  });

  it('reads a comparison that names the better model second', () => {
    const comparisons = [
      comparison('cnn', 'gap', { difference: -0.12, interval: [-0.2, -0.03], adjustedPValue: 0.008 }),
    ];
    expect(plain(verdict(report({ Cnn: cnn, Gap: gap }, { comparisons })).headline)).toContain(
      'Gap is better than Cnn: macro F1 0.81 against 0.69 on 93 unseen cells, a difference of 0.12 (95 % interval 0.03 to 0.20, p = 0.008).',
    );
  });

  it('names the next best of three, and the others below', () => {
    const comparisons = [
      comparison('gap', 'cnn', { difference: 0.12, interval: [0.03, 0.2], adjustedPValue: 0.008 }),
      comparison('gap', 'inception', { difference: 0.41, interval: [0.3, 0.5], adjustedPValue: 0.0005 }),
    ];
    const { headline, details } = verdict(
      report({ Gap: gap, Cnn: cnn, Inception: inception }, { comparisons }),
    );
    expect(plain(headline)).toBe(
      'Gap is the best of 3 models: macro F1 0.81 on 93 unseen cells, 0.12 above Cnn, the next best (95 % interval 0.03 to 0.20, p = 0.008 after correction for 2 comparisons).',
    );
    expect(plain(details[1]!)).toBe(
      'Gap is reliably better than Inception: by 0.41 (95 % interval 0.30 to 0.50, p < 0.001 after correction for 2 comparisons).',
    );
  });

  it('calls no model better if the lead may be chance', () => {
    const comparisons = [
      comparison('gap', 'cnn', { difference: 0.12, interval: [-0.03, 0.2], adjustedPValue: 0.3 }),
    ];
    expect(plain(verdict(report({ Gap: gap, Cnn: cnn }, { comparisons })).headline)).toBe(
      'Neither model is reliably better: Gap has the higher macro F1, 0.81 on 93 unseen cells, but its lead of 0.12 over Cnn may be chance (95 % interval −0.03 to 0.20, p = 0.30).',
    );
  });

  it('treats a p-value of exactly 0.05 as chance', () => {
    const comparisons = [
      comparison('gap', 'cnn', { difference: 0.12, interval: [0, 0.2], adjustedPValue: 0.05 }),
    ];
    expect(verdict(report({ Gap: gap, Cnn: cnn }, { comparisons })).headline).toContain('may be chance');
  });

  it('calls no model best if only some of the others are reliably behind', () => {
    const comparisons = [
      comparison('gap', 'cnn', { difference: 0.12, interval: [-0.03, 0.2], adjustedPValue: 0.3 }),
      comparison('gap', 'inception', { difference: 0.41, interval: [0.3, 0.5], adjustedPValue: 0.002 }),
      comparison('cnn', 'inception', { difference: 0.29, interval: [0.2, 0.4], adjustedPValue: 0.004 }),
    ];
    const { headline, details } = verdict(
      report({ Gap: gap, Cnn: cnn, Inception: inception }, { comparisons }),
    );
    expect(headline).toMatch(/^No single model is best: Gap has the highest macro F1/);
    expect(details.slice(1, 3).map(plain)).toEqual([
      'Gap is reliably better than Inception: by 0.41 (95 % interval 0.30 to 0.50, p = 0.002 after correction for 3 comparisons).',
      'Cnn is reliably better than Inception: by 0.29 (95 % interval 0.20 to 0.40, p = 0.004 after correction for 3 comparisons).',
    ]);
  });

  it('says that a lead was not tested if there is no comparison of macro F1', () => {
    const accuracy: Comparison = {
      ...comparison('gap', 'cnn', { difference: 0.5, interval: [0.4, 0.6], adjustedPValue: 0.001 }),
      metric: 'accuracy',
    };
    expect(plain(verdict(report({ Gap: gap, Cnn: cnn }, { comparisons: [accuracy] })).headline)).toMatch(
      /but its lead of 0\.12 over Cnn was not tested against chance\.$/,
    );
  });

  it('reports a single model by itself', () => {
    expect(plain(verdict(report({ Gap: gap })).headline)).toBe(
      'Gap reaches macro F1 0.81 (95 % interval 0.74 to 0.88) on 93 unseen cells; there is no other model to compare it with.',
    );
  });

  it('says why nothing was measured', () => {
    expect(verdict(report({}, { status: 'interrupted' })).headline).toBe(
      'No model was measured: the run was interrupted before the first one was finished.',
    );
    expect(verdict(report({})).headline).toBe('The run holds no model.');
  });

  it.each<[string, Partial<Report>]>([
    ['the protocol of the notebook', { protocol: 'notebook' }],
    [
      'a leak',
      {
        dataset: {
          ...fixture.dataset,
          counts: { ...fixture.dataset.counts, test: 93 },
          leakage: { duplicateIds: 0, sharedGroups: 1, nearDuplicates: null },
        },
      },
    ],
  ])('does not call cells unseen under %s', (_, rest) => {
    expect(verdict(report({ Gap: gap }, rest)).headline).toContain('on 93 test cells');
  });

  it('says whether each model beats the baselines by the intervals of the paired differences', () => {
    const differences = (gapLow: number, cnn: Interval, inception: Interval) => [
      { model: 'gap', difference: 0.3, interval: [gapLow, 0.4] as const },
      { model: 'cnn', difference: 0.05, interval: cnn },
      { model: 'inception', difference: -0.1, interval: inception },
    ];
    const baselines = [
      {
        name: 'majority',
        description: 'Constant.',
        test: { accuracy: 0.7, macroF1: 0.2 },
        differences: differences(0.4, [0.1, 0.4], [0.1, 0.3]),
      },
      {
        name: 'statistics',
        description: 'Linear.',
        test: { accuracy: 0.7, macroF1: 0.5 },
        differences: differences(0.02, [-0.03, 0.12], [-0.2, -0.01]),
      },
    ];
    // The own interval of Gap reaches below a baseline, that of Inception above: only the difference counts.
    const wide = { macroF1: 0.8, interval: [0.4, 0.9] } as const;
    const narrow = { macroF1: 0.55, interval: [0.45, 0.65] } as const;
    const { details } = verdict(
      report({ Gap: wide, Cnn: narrow, Inception: { macroF1: 0.4, interval: [0.3, 0.6] } }, { baselines }),
    );
    expect(details.slice(1).map(plain)).toEqual([
      'Gap beats both baselines (majority 0.20 and statistics 0.50), even at the lower end of the interval of the difference.',
      'Cnn is not shown to beat the baseline statistics (0.50): its macro F1 is 0.55, a difference of +0.05 (95 % interval −0.03 to 0.12).',
      'Inception does not beat the baseline statistics (0.50): its macro F1 is 0.40, a difference of −0.10 (95 % interval −0.20 to −0.01).',
    ]);
  });

  it('says it by the interval of the score in reports that hold no differences, and never by a point', () => {
    const narrow = { macroF1: 0.55, interval: [0.45, 0.65] } as const;
    const low = { macroF1: 0.3, interval: [0.2, 0.4] } as const;
    const { details } = verdict(
      report({ Gap: gap, Cnn: narrow, Inception: { macroF1: 0.5, interval: null }, Low: low }),
    );
    expect(details.slice(1).map(plain)).toEqual([
      'Gap beats both baselines (majority 0.20 and statistics 0.50), even at the lower end of its interval.',
      'Cnn is not shown to beat the baseline statistics (0.50): its macro F1 is 0.55 [0.45, 0.65].',
      'Inception is not shown to beat the baseline majority (0.20): its macro F1 is 0.50, without an interval to say how surely.',
      'Inception is not shown to beat the baseline statistics (0.50): its macro F1 is 0.50, without an interval to say how surely.',
      'Low is not shown to beat the baseline majority (0.20): its macro F1 is 0.30 [0.20, 0.40].',
      'Low does not beat the baseline statistics (0.50): its macro F1 is 0.30 [0.20, 0.40].',
    ]);
  });

  it('says plainly that one training covers the test cells alone, and of how many groups they are', () => {
    const dataset = { ...fixture.dataset, counts: { ...fixture.dataset.counts, test: 93 }, testGroups: 21 };
    const { headline, details } = verdict(report({ Gap: gap, Cnn: cnn }, { dataset }));
    expect(headline).toContain('on 93 unseen cells of 21 groups');
    expect(details[0]).toBe(
      'Each model was trained once: intervals and p-values cover the choice of 93 test cells of 21 groups alone, not how much another training would change. Another seed can turn the order; --repeats trains with several.',
    );
    expect(verdict(report({ Gap: gap })).details[0]).toMatch(
      /^The model was trained once: intervals cover the choice of 93 test cells alone.*can change the score/,
    );
  });

  it('ranks models by the mean over their trainings, and says that intervals cover trainings too', () => {
    const single = report({ Gap: gap, Cnn: cnn });
    // By their ensembles, whose evaluations stay as they are, Gap would lead.
    const macroF1s = { Gap: [0.5, 0.7, 0.6], Cnn: [0.8, 0.6, 0.7] } as const;
    const models = single.models.map((model) =>
      repeatedModel(model, {
        macroF1s: macroF1s[model.title as keyof typeof macroF1s],
        interval: [0.4, 0.9],
      }),
    );
    const comparisons = [
      comparison('gap', 'cnn', { difference: -0.1, interval: [-0.3, 0.1], adjustedPValue: 0.2 }),
    ];
    const { headline, details } = verdict({ ...single, models, comparisons });
    expect(plain(headline)).toBe(
      'Neither model is reliably better: Cnn has the higher mean macro F1 of 3 trainings, 0.70 on 93 unseen cells, but its lead of 0.10 over Gap may be chance (95 % interval −0.10 to 0.30, p = 0.20).',
    );
    expect(details[0]).toBe(
      'Each model was trained 3 times: intervals and p-values cover what another training would change as well as the choice of 93 test cells.',
    );
  });

  it('does not rank a model of which a training is missing', () => {
    const single = report({ Gap: gap, Cnn: cnn });
    const models = single.models.map((model) =>
      model.title === 'Gap' ? { ...model, status: 'interrupted' as const, test: null } : model,
    );
    expect(verdict({ ...single, models }).headline).toMatch(/^Cnn reaches .*no other model was measured/);
  });

  it('says nothing about baselines if there are none', () => {
    expect(verdict(report({ Gap: gap }, { baselines: [] })).details.slice(1)).toEqual([]);
  });
});
