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
  const trained = report.models.filter(({ history }) => history.length > 0);
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
  return {
    kind: 'table',
    table: {
      caption: 'Size and cost. The weights of the epoch that was best in validation were kept.',
      columns: [
        { label: 'Model' },
        { label: 'Parameters', numeric: true },
        { label: 'Trainable', numeric: true },
        { label: 'Epochs', numeric: true },
        { label: 'Best epoch', numeric: true },
        { label: 'Chosen by' },
        { label: 'Time per epoch', numeric: true },
        { label: 'Images per second', numeric: true },
      ],
      rows: models.map((model) => [
        model.status === 'complete' ? model.title : `${model.title} (${model.status})`,
        formatCount(model.parameters),
        formatCount(model.trainableParameters),
        formatCount(model.epochs),
        model.best ? formatCount(model.best.epoch) : formatScore(null),
        model.best ? `${formatName(model.best.metric)} ${formatScore(model.best.value)}` : formatScore(null),
        formatSeconds(model.secondsPerEpoch),
        formatRate(model.imagesPerSecond),
      ]),
    },
  };
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
