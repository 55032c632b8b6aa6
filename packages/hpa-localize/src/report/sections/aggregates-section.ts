import type { Aggregate, Report } from '../schema/report-schema.js';
import { formatCount, formatQuantity, formatScore } from '../words/format.js';
import { SCORES } from '../words/scores.js';
import type { Block, Section, Table } from './section.js';

/** How well the cells of a field or group answer together, beside each of them alone; nothing if none have one in common. */
export function aggregatesSection({ aggregates = [], models, dataset }: Report): Section {
  const ways = (['field', 'group'] as const).filter((by) => aggregates.some((each) => each.by === by));
  const titles = new Map(models.map(({ name, title }) => [name, title]));
  return {
    title: 'Cells together',
    blocks: ways.flatMap((by): Block[] => {
      const own = aggregates.filter((each) => each.by === by);
      return [
        { kind: 'paragraph', text: inWords(own[0]!) },
        { kind: 'table', table: aggregatesTable(own, { by, titles, task: dataset.task }) },
      ];
    }),
  };
}

/** What was put together; it is the same for every model. */
function inWords({ by, count, mixed, cells }: Aggregate): string {
  const left =
    mixed === 0
      ? ''
      : ` ${formatQuantity(mixed, `other ${by}`)} ${mixed === 1 ? 'holds' : 'hold'} cells of different locations, which have no one right answer, and ${mixed === 1 ? 'is' : 'are'} left out here.`;
  return `${formatQuantity(count, by)} of ${formatQuantity(cells.count, 'test cell')}: the probabilities of the cells of each ${by} are averaged, and make one answer.${left}`;
}

function aggregatesTable(
  aggregates: readonly Aggregate[],
  {
    by,
    titles,
    task,
  }: {
    readonly by: Aggregate['by'];
    readonly titles: ReadonlyMap<string, string>;
    readonly task: Report['dataset']['task'];
  },
): Table {
  const accuracy = SCORES[task].find(({ key }) => key === 'accuracy' || key === 'exactMatch')!.label;
  return {
    caption: `Scores of the test cells by themselves, and of the ${formatCount(aggregates[0]!.count)} ${by}s by the mean probabilities of their cells`,
    columns: [
      { label: 'Model' },
      { label: `${accuracy}, cells`, numeric: true },
      { label: `${accuracy}, ${by}s`, numeric: true },
      { label: 'Macro F1, cells', numeric: true },
      { label: `Macro F1, ${by}s`, numeric: true },
      { label: 'Agreement', numeric: true },
    ],
    rows: aggregates.map(({ model, cells, together, agreement }) => [
      titles.get(model) ?? model,
      ...[cells.accuracy, together.accuracy, cells.macroF1, together.macroF1, agreement].map((score) =>
        formatScore(score),
      ),
    ]),
  };
}
