import type { ModelReport, Report } from '../schema/report-schema.js';
import {
  formatCount,
  formatName,
  formatRate,
  formatScore,
  formatSeconds,
  formatSetting,
} from '../words/format.js';
import type { Block, Section } from './section.js';

/** What each model is, how it was trained, and how training went. */
export function trainingSection(report: Report): Section {
  const title = 'Training';
  const { models } = report;
  if (models.length === 0) {
    return { title, blocks: [] };
  }
  return { title, blocks: [...curves(report), about(models), cost(models), recipes(models)] };
}

function curves(report: Report): Block[] {
  const trained = report.models.filter(({ trainings }) =>
    trainings.some(({ history }) => history.length > 0),
  );
  if (trained.length === 0) {
    return [];
  }
  return [
    { kind: 'plots', plots: [{ kind: 'learning', report }] },
    { kind: 'plots', plots: trained.map((model) => ({ kind: 'loss', model })) },
  ];
}

function about(models: readonly ModelReport[]): Block {
  return {
    kind: 'terms',
    entries: models.map(({ title, architecture }) => ({ term: title, meaning: architecture })),
  };
}

function cost(models: readonly ModelReport[]): Block {
  const repeated = models.some(({ trainings }) => trainings.length > 1);
  return {
    kind: 'table',
    table: {
      caption: `Size and cost. The weights of the last epoch were kept, or, if the recipe says so, of the one that was best in validation.${repeated ? ' Of several trainings, times and scores are means.' : ''}`,
      columns: [
        { label: 'Model' },
        ...(repeated ? [{ label: 'Trainings', numeric: true }] : []),
        { label: 'Parameters', numeric: true },
        { label: 'Trainable', numeric: true },
        { label: 'Epochs', numeric: true },
        { label: 'Kept epoch', numeric: true },
        { label: 'In validation' },
        { label: 'Time per epoch', numeric: true },
        { label: 'Images per second', numeric: true },
      ],
      rows: models.map(({ title, status, parameters, trainableParameters, trainings }) => {
        const bests = trainings.flatMap(({ best }) => best ?? []);
        const [first] = bests;
        return [
          status === 'complete' ? title : `${title} (${status})`,
          ...(repeated ? [formatCount(trainings.length)] : []),
          formatCount(parameters),
          formatCount(trainableParameters),
          formatCounts(trainings.map(({ epochs }) => epochs)),
          first ? formatCounts(bests.map(({ epoch }) => epoch)) : formatScore(null),
          first
            ? `${formatName(first.metric)} ${formatScore(mean(bests.map(({ value }) => value)))}`
            : formatScore(null),
          formatSeconds(mean(trainings.flatMap(({ secondsPerEpoch }) => secondsPerEpoch ?? []))),
          formatRate(mean(trainings.flatMap(({ imagesPerSecond }) => imagesPerSecond ?? []))),
        ];
      }),
    },
  };
}

/** One count, or the lowest and the highest of several: `12`, `4 to 15`. */
function formatCounts(counts: readonly number[]): string {
  const [low, high] = [Math.min(...counts), Math.max(...counts)];
  return low === high ? formatCount(low) : `${formatCount(low)} to ${formatCount(high)}`;
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function recipes(models: readonly ModelReport[]): Block {
  const settings = [...new Set(models.flatMap(({ recipe }) => Object.keys(recipe)))];
  return {
    kind: 'table',
    table: {
      caption: 'How each model was trained',
      columns: [{ label: 'Setting' }, ...models.map(({ title }) => ({ label: title }))],
      rows: [
        ['folder', ...models.map(({ name }) => `${name}/`)],
        ['initial weights', ...models.map(({ provenance }) => provenance)],
        ...settings.map((setting) => [
          formatName(setting),
          ...models.map(({ recipe }) => (setting in recipe ? formatSetting(recipe[setting]!) : '')),
        ]),
      ],
    },
  };
}
