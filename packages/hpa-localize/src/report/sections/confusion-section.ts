import { measuredModels } from '../schema/measured-models.js';
import type { Report, SingleLabelEvaluation } from '../schema/report-schema.js';
import { formatList } from '../words/format.js';
import { ensembleTitle } from '../words/trainings-in-words.js';
import type { Section } from './section.js';

/** How many confusions the remark below a matrix names. */
const NAMED_CONFUSIONS = 3;

/** Which locations are mistaken for which, of one location per cell: one matrix per model. */
export function confusionSection(report: Report): Section {
  const { classes } = report.dataset;
  return {
    title: 'Confusion',
    blocks: measuredModels(report).flatMap(({ test, ...model }, rank) =>
      test.task === 'single-label'
        ? [
            {
              kind: 'heat-map',
              folded: rank > 0,
              heatMap: {
                caption: `${ensembleTitle(model)} on the test split: true locations in rows, predicted ones in columns`,
                classes,
                counts: test.confusion,
                totals: test.perClass.map(({ support }) => support),
                rows: 'True',
                relation: 'predicted as',
                remark: remark(test, { classes }),
              },
            },
          ]
        : [],
    ),
  };
}

function remark(test: SingleLabelEvaluation, { classes }: { classes: Report['dataset']['classes'] }): string {
  const mistakes = test.confusion
    .flatMap((row, truth) => row.map((count, predicted) => ({ truth, predicted, count })))
    .filter(({ truth, predicted, count }) => truth !== predicted && count > 0)
    .sort((first, second) => second.count - first.count)
    .slice(0, NAMED_CONFUSIONS)
    .map(
      ({ truth, predicted, count }) =>
        `${classes[truth]!.name} for ${classes[predicted]!.name} (${count} of ${test.perClass[truth]!.support} cells)`,
    );
  return mistakes.length > 0
    ? `Mistaken most often: ${formatList(mistakes)}.`
    : 'No cell was mistaken for another location.';
}
