import type { Table } from '../report/sections/section.js';
import {
  formatCount,
  formatPart,
  formatQuantity,
  formatScore,
  formatSeconds,
} from '../report/words/format.js';
import { parameterInWords } from '../search/schema/parameter-in-words.js';
import type { SearchDocument, TrialRecord } from '../search/schema/search-schema.js';
import { htmlBlock } from './html-block.js';
import { type Html, html } from './html-template.js';
import { page } from './page.js';
import { searchCurvesPlot } from './plots/search-curves-plot.js';
import { searchHistoryPlot } from './plots/search-history-plot.js';
import { searchImportancePlot } from './plots/search-importance-plot.js';
import { searchSlicePlot } from './plots/search-slice-plot.js';
import { drawPlot } from './render-plot.js';

/** Renders a search as one self-contained page, `tune.html`: it opens from disk, loads nothing and runs no script. */
export async function searchPage(search: SearchDocument): Promise<string> {
  const title = `Tuning ${search.model.title}`;
  const sections = [await bestSection(search), await valuesSection(search), await trialsSection(search)];
  return page(
    html`${header(search, { title })}<main>
${sections.map((section) => section)}${await setupSection(search)}</main>
`,
    { title },
  );
}

function header(search: SearchDocument, { title }: { readonly title: string }): Html {
  const { dataset, status } = search;
  const interrupted =
    status === 'complete'
      ? []
      : [
          html`<p class="caveat" role="note"><strong>Not finished</strong> The search was interrupted or still runs elsewhere: this is what has been tried so far.</p>\n`,
        ];
  return html`<header>
<h1>${title}</h1>
<p class="subtitle">${formatQuantity(dataset.counts.train, 'cell')} to train on, ${formatQuantity(dataset.counts.validation, 'cell')} to validate on, of ${dataset.provenance}</p>
${interrupted}<p class="verdict">${headline(search)}</p>
<p>The value of the best of several trials is higher than what its recipe reaches again: it was chosen for it, on the same validation cells.
The test split took no part. Comparing the tuned recipe with others, on test cells and over several trainings, shows what it is worth.</p>
</header>
`;
}

function headline({ trials, best }: SearchDocument): string {
  const winner = trials.find(({ number }) => number === best);
  const tried = formatQuantity(trials.length, 'configuration');
  if (winner?.value === undefined || winner.value === null) {
    return `None of ${tried} was trained to the end.`;
  }
  const known = trials.find(({ number }) => number === 0);
  const reached = `The best of ${tried} reaches a validation macro F1 of ${formatScore(winner.value, { digits: 3 })}`;
  if (winner.number === 0) {
    return `${reached}: it is the one that the search began with.`;
  }
  return known?.value === null || known === undefined
    ? `${reached}.`
    : `${reached}; the one that the search began with, ${formatScore(known.value, { digits: 3 })}.`;
}

async function bestSection(search: SearchDocument): Promise<Html> {
  const { trials, best, space, importance } = search;
  const winner = trials.find(({ number }) => number === best);
  const first = trials.find(({ number }) => number === 0);
  const table: Table = {
    caption: 'What the best trial changed',
    columns: [
      { label: 'Key of the recipe' },
      { label: 'First trial', numeric: true },
      { label: 'Best trial', numeric: true },
    ],
    rows: Object.keys(space).map((key) => [key, shown(first, { key }), shown(winner, { key })]),
  };
  const explained =
    importance === null
      ? html`<p>Too few trials are complete to say which key matters.</p>\n`
      : html`<div class="plots">${await drawPlot(searchImportancePlot(importance))}</div>
<p>What the shares leave of the whole is explained by several keys together only. From few trials they are rough.</p>
`;
  const changes = winner ? await htmlBlock({ kind: 'table', table }) : html``;
  return html`<section>
<h2>The best, and what matters</h2>
${changes}${explained}</section>
`;
}

async function valuesSection(search: SearchDocument): Promise<Html> {
  const { trials, space } = search;
  if (trials.every(({ reports }) => reports.length === 0)) {
    return html``;
  }
  const slices: Html[] = [];
  for (const key of Object.keys(space)) {
    if (trials.some(({ value, parameters }) => value !== null && parameters[key] !== undefined)) {
      slices.push(await drawPlot(searchSlicePlot(search, { key })));
    }
  }
  return html`<section>
<h2>Values</h2>
<div class="plots">${await drawPlot(searchHistoryPlot(search))}${await drawPlot(searchCurvesPlot(search))}</div>
<h2>Values over each key</h2>
<div class="plots">${slices}</div>
</section>
`;
}

async function trialsSection({ trials, space }: SearchDocument): Promise<Html> {
  const keys = Object.keys(space);
  const table: Table = {
    caption: 'Every trial, in the order in which they began',
    columns: [
      { label: 'Trial' },
      { label: 'State' },
      { label: 'Value', numeric: true },
      ...keys.map((label) => ({ label, numeric: true })),
      { label: 'Epochs', numeric: true },
      { label: 'Time', numeric: true },
    ],
    rows: trials.map((trial) => [
      String(trial.number),
      trial.state,
      trial.value === null ? '' : formatScore(trial.value, { digits: 3 }),
      ...keys.map((key) => shown(trial, { key })),
      String(trial.reports.at(-1)?.[0] ?? 0),
      trial.seconds === undefined ? '' : formatSeconds(trial.seconds),
    ]),
  };
  const failed = trials.filter(({ error }) => error !== undefined);
  const failures = failed.map(({ number, error }) => html`<li>Trial ${number}: ${error!}</li>`);
  return html`<section>
<h2>Trials</h2>
${await htmlBlock({ kind: 'table', table })}${failed.length === 0 ? html`` : html`<ul>${failures}</ul>\n`}</section>
`;
}

async function setupSection({
  command,
  objective,
  strategy,
  pruner,
  requested,
  trials,
  epochs,
  repeats,
  seed,
  dataset: { task, classes, imageSize },
}: SearchDocument): Promise<Html> {
  const entries = [
    { term: 'Value of a trial', meaning: objective },
    {
      term: 'Trials',
      meaning: requested === null ? formatCount(trials.length) : formatPart(trials.length, requested),
    },
    { term: 'Trainings a trial', meaning: `${repeats}, of ${formatQuantity(epochs, 'epoch')}` },
    { term: 'Strategy', meaning: strategy },
    { term: 'Ended early by', meaning: pruner },
    { term: 'Seed', meaning: String(seed) },
    { term: 'Task', meaning: `${task}, ${classes.map(({ name }) => name).join(', ')}` },
    { term: 'Images', meaning: `${imageSize} by ${imageSize} pixels` },
  ];
  return html`<section>
<h2>How it was searched</h2>
${await htmlBlock({ kind: 'terms', entries })}${await htmlBlock({ kind: 'code', language: 'sh', code: command })}</section>
`;
}

/** What a key was in a trial; nothing if it was not in its space. */
function shown(trial: TrialRecord | undefined, { key }: { readonly key: string }): string {
  const parameter = trial?.parameters[key];
  return parameter === undefined ? '' : parameterInWords(parameter);
}
