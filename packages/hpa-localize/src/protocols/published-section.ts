import type { Section } from '../report/sections/section.js';
import { formatList, formatScore } from '../report/words/format.js';
import type { ProtocolsReport } from './protocols-schema.js';
import { PUBLISHED_CYTOSOL } from './published-results.js';

const threeDigits = (value: number | null): string => formatScore(value, { digits: 3 });

/** The figures of the study that the notebook is of, beside those of the same networks here. */
export function publishedSection({ published, models }: ProtocolsReport): Section {
  const byName = new Map(models.map((model) => [model.name, model]));
  const rows = published.results.flatMap(({ title, validationAccuracy, testAccuracy, ours }) => [
    [
      `Published: ${title}`,
      threeDigits(validationAccuracy),
      testAccuracy === null ? '' : threeDigits(testAccuracy),
      '',
      'published, not measured here',
    ],
    ...ours.map(({ model: name, differs }) => {
      const { title: own, notebook, honest } = byName.get(name)!;
      return [
        `Ours: ${own}`,
        threeDigits(notebook?.validation.accuracy ?? null),
        threeDigits(notebook?.test.accuracy.value ?? null),
        threeDigits(honest?.test.accuracy.value ?? null),
        differs.length === 0 ? 'trained as published' : formatList(differs),
      ];
    }),
  ]);
  const nobody = published.results.every(({ ours }) => ours.length === 0)
    ? ' None of the models here has one of its networks.'
    : '';
  return {
    title: 'Beside the published figures',
    blocks: [
      {
        kind: 'paragraph',
        text: `Rows marked “Published” repeat what the study printed, from ${published.source}; nobody trained them here. It drew its cells with replacement before it split them, as the notebook’s protocol does. Always answering cytosol scored ${PUBLISHED_CYTOSOL.all} on all its cells and ${PUBLISHED_CYTOSOL.validation} on its validation cells.${nobody}`,
      },
      {
        kind: 'table',
        table: {
          caption: 'Accuracy as published, and of the same networks here',
          wordy: true,
          columns: [
            { label: 'Network' },
            { label: 'Notebook’s split, validation', numeric: true },
            { label: 'Notebook’s split, test', numeric: true },
            { label: 'Honest split, test', numeric: true },
            { label: 'What it is' },
          ],
          rows,
        },
      },
    ],
  };
}
