import { describe, expect, it } from 'vitest';
import { documentPage } from '../../src/pages/document-page.js';
import { leakInWords } from '../../src/protocols/leak-in-words.js';
import { protocolsDocument } from '../../src/protocols/protocols-document.js';
import { type ProtocolsReport, parseProtocols } from '../../src/protocols/protocols-schema.js';
import { documentMarkdown } from '../../src/report/render-markdown.js';
import { protocolsFixture } from './protocols-fixture.js';

const wordsOf = (report: ProtocolsReport): string[] => {
  const { headline, details } = leakInWords(report);
  return [headline, ...details].map((line) => line.replaceAll('\u00a0', ' '));
};
const textOf = (report: ProtocolsReport): string =>
  documentMarkdown(protocolsDocument(report)).replaceAll('\u00a0', ' ');

describe('the leak in words', () => {
  it('says over all models what the notebook’s split adds, and for which it is more than chance', () => {
    expect(wordsOf(protocolsFixture())).toEqual([
      'The notebook’s way of splitting changes the accuracy of 2 models by +0.03 to +0.16; for GapNet it is more than chance makes.',
      'Of the notebook’s test cells, 60 of 100 (60 %) have something in its training split: 48 the very same image, 2 a nearly equal one and 10 another cell of the same group.',
      'GapNet reaches accuracy 0.86 with the notebook’s split and 0.70 with the honest one: the notebook’s way of splitting adds 0.16 (95 % interval 0.09 to 0.23, p < 0.001).',
      'ResNet-18 reaches accuracy 0.73 with the notebook’s split and 0.70 with the honest one: the notebook’s way of splitting adds 0.03, which may be chance (95 % interval −0.04 to 0.10, p = 0.41).',
      ...['GapNet', 'ResNet-18'].map(
        (title) =>
          `Of the notebook’s test cells, ${title} is right on 95 % of those that have something in training, and on 72 % of the others: the former raise its accuracy by 0.14 (95 % interval 0.08 to 0.20).`,
      ),
    ]);
  });

  it('says of one model what of it is leakage', () => {
    const { models } = protocolsFixture();
    expect(wordsOf(protocolsFixture({ models: models.slice(0, 1) }))[0]).toMatch(
      /^GapNet reaches accuracy 0.86 .* adds 0.16/,
    );
  });

  it('says that an effect may be chance, of the cells whose image was seen where all have something in training', () => {
    const [first] = protocolsFixture().models;
    const [seen, copied] = first!.contrasts!;
    const none = { value: null, interval: null, reason: 'there is no such cell' };
    const contrasts = [
      { ...seen!, others: { cells: 0, accuracy: none, macroF1: none } },
      { ...copied!, ofAccuracy: { value: -0.01, interval: [-0.05, 0.03] as const } },
    ];
    expect(wordsOf(protocolsFixture({ models: [{ ...first!, contrasts }] })).at(-1)).toBe(
      'Of the notebook’s test cells, GapNet is right on 97 % of those that have their image in training, and on 74 % of the others: the former lower its accuracy by 0.01, which may be chance (95 % interval −0.05 to 0.03).',
    );
  });

  it('says that an effect has no interval', () => {
    const [first] = protocolsFixture().models;
    const [seen] = first!.contrasts!;
    const ofAccuracy = { value: 0.2, interval: null, reason: 'there is only one group' };
    const models = [{ ...first!, contrasts: [{ ...seen!, ofAccuracy }] }];
    expect(wordsOf(protocolsFixture({ models })).at(-1)).toContain(
      'the former raise its accuracy by 0.20, without an interval to say how surely.',
    );
  });

  it('says what is missing where a run was stopped, and where nothing leaked', () => {
    const [first] = protocolsFixture().models;
    const half = { ...first!, notebook: null, difference: null, contrasts: null };
    const seenInTraining = { copy: 0, nearDuplicate: 0, group: 0, nothing: 100 };
    expect(wordsOf(protocolsFixture({ models: [half], seenInTraining, status: 'interrupted' }))).toEqual([
      'No model was measured under both protocols.',
      'None of the notebook’s test cells has anything in its training split.',
    ]);
    expect(textOf(protocolsFixture({ models: [half], status: 'interrupted' }))).toContain('Interrupted run');
  });
});

describe('the page of both protocols', () => {
  it('shows models and baselines under both, and marks what was published', () => {
    const text = textOf(protocolsFixture());
    const rowOf = (start: string) =>
      text
        .split('\n')
        .find((line) => line.startsWith(`| ${start} `))
        ?.replace(/\s+/g, ' ');
    expect(rowOf('GapNet')).toBe(
      '| GapNet | 0.86 [0.81, 0.91] | 0.70 [0.65, 0.75] | +0.16 [0.09, 0.23] | < 0.001 |',
    );
    expect(rowOf('majority-class')).toBe('| majority-class | 0.40 | 0.38 | +0.02 | |');
    expect(rowOf('another cell of the same group')).toBe('| another cell of the same group | 10 | 10 % |');
    expect(rowOf('Published: CNN')).toBe(
      '| Published: CNN | 0.904 | 0.865 | | published, not measured here |',
    );
    expect(rowOf('Ours: GapNet')).toBe(
      '| Ours: GapNet | 0.870 | 0.860 | 0.700 | another recipe and 15 epochs instead of 30 |',
    );
    expect(text).toContain('each model was trained once under each protocol');
  });

  it('leaves the cells whose image is in training out where they are all that was seen', () => {
    const seenInTraining = { copy: 48, nearDuplicate: 2, group: 0, nothing: 50 };
    expect(textOf(protocolsFixture())).toContain('cells whose image is in training');
    expect(textOf(protocolsFixture({ seenInTraining }))).not.toContain('cells whose image is in training');
  });

  it('names what cannot be compared instead of a table', () => {
    const { models } = protocolsFixture();
    const none = { value: null, interval: null, reason: 'there is no such cell' };
    const all = models.map((model) => ({
      ...model,
      contrasts: model.contrasts!.map((contrast) => ({
        ...contrast,
        others: { cells: 0, accuracy: none, macroF1: none },
      })),
    }));
    expect(textOf(protocolsFixture({ models: all }))).toContain(
      'There are no cells with nothing there, so that nothing can be held against the others.',
    );
  });

  it('says why scores have no interval', () => {
    const { models } = protocolsFixture();
    const [first] = models;
    const macroF1 = { value: 0.6, interval: null, reason: '1 of 2 classes is held by fewer than 2 groups' };
    const honest = { ...first!.honest!, test: { ...first!.honest!.test, macroF1 } };
    expect(textOf(protocolsFixture({ models: [{ ...first!, honest }] }))).toContain(
      'Without an interval: GapNet, honest: 1 of 2 classes is held by fewer than 2 groups.',
    );
  });

  it('is a page that runs and loads nothing', async () => {
    const page = await documentPage(protocolsDocument(protocolsFixture({ provenance: '<script>' })));
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toContain('<script');
    expect(page).not.toMatch(/<(link|img)[^>]+https?:/);
  });
});

describe('parseProtocols', () => {
  it('refuses what is newer, unknown or wrong, and says where', () => {
    const report = protocolsFixture();
    expect(() => parseProtocols({ ...report, schemaVersion: 2 })).toThrow(
      'has schema version 2, but this program reads versions up to 1: update @hpa/localize',
    );
    expect(() => parseProtocols({ ...report, extra: 1 })).toThrow('not a comparison of protocols: it:');
    expect(() => parseProtocols({ ...report, seed: -1 })).toThrow('not a comparison of protocols: seed:');
    expect(() => parseProtocols(null)).toThrow('not a comparison of protocols');
  });
});
