import type { Section } from '../report/sections/section.js';
import type { ProtocolsReport } from './protocols-schema.js';

const COVERAGE: Readonly<Record<ProtocolsReport['covers'], string>> = {
  cells:
    'They speak of other cells only: each model was trained once under each protocol, and how much another training would change is not in them.',
  'trainings-and-cells':
    'They speak of other cells and of other trainings, as each model was trained several times under each protocol; scores are means over these.',
};

/** What the terms of the page mean. */
export function termsSection({ covers }: ProtocolsReport): Section {
  return {
    title: 'Glossary',
    blocks: [
      {
        kind: 'terms',
        entries: [
          { term: 'Accuracy', meaning: 'The share of cells whose predicted location is the true one.' },
          {
            term: 'Macro F1',
            meaning:
              'The mean of F1 over the locations: a rare location counts as much as a common one. 1 is perfect.',
          },
          {
            term: '95 % interval, p',
            meaning: `${COVERAGE[covers]} Cells of a group stay together, and so do the copies of a cell. The two protocols have different test cells: the interval of a difference adds up the errors of both. p is how likely a difference at least this large would be if there were none; it is not corrected for the number of models.`,
          },
          {
            term: 'Of its accuracy',
            meaning:
              'The accuracy on all test cells minus that on the cells which did not leak: what the model scores because some test cells were in training.',
          },
          {
            term: 'Published',
            meaning: 'A figure that the study printed. It is repeated here, not measured.',
          },
        ],
      },
    ],
  };
}
