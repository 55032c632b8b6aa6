import type { Report } from './schema/report-schema.js';
import { formatList } from './words/format.js';
import { leakageInWords } from './words/leakage-in-words.js';

/** A warning that a reader must see before any number. */
export interface Caveat {
  /** Two or three words. */
  readonly title: string;
  readonly text: string;
}

/** Returns the warnings that follow from the run itself: synthetic cells, the notebook's protocol, leaks, what the
 * images look like, interruption. */
export function caveats(report: Report): Caveat[] {
  return [
    synthetic(report),
    notebook(report),
    leaking(report),
    warned(report),
    untested(report),
    interrupted(report),
    failed(report),
  ].flat();
}

function synthetic({ synthetic }: Report): Caveat[] {
  if (!synthetic) {
    return [];
  }
  return [
    {
      title: 'Synthetic cells',
      text: 'A program drew these cells. The numbers show that the software works; they say nothing about how well a model does on real cells.',
    },
  ];
}

function notebook({ protocol }: Report): Caveat[] {
  if (protocol !== 'notebook') {
    return [];
  }
  return [
    {
      title: 'Notebook protocol',
      text: 'As in the published notebook, images were drawn with replacement before they were split, so many test images are also training images. The scores are too high.',
    },
  ];
}

function leaking({ dataset }: Report): Caveat[] {
  const { leaks, sentences } = leakageInWords(dataset);
  return leaks ? [{ title: 'Leaking splits', text: sentences.join(' ') }] : [];
}

function warned({ dataset: { warnings = [] } }: Report): Caveat[] {
  return warnings.map((text) => ({ title: 'Check the data', text }));
}

/** Of several labels, macro F1 is over all locations, as the Kaggle competition scored it; of one label, over those that occur. */
function untested({ dataset: { task, perClass, counts } }: Report): Caveat[] {
  const names = perClass.filter(({ test }) => test === 0).map(({ name }) => name);
  if (task === 'single-label' || names.length === 0 || counts.test === 0) {
    return [];
  }
  const [which, they] = names.length === 1 ? ['location has', 'it counts'] : ['locations have', 'they count'];
  return [
    {
      title: 'Locations without test cells',
      text: `${names.length} ${which} no test cell: ${formatList(names)}. In macro F1, ${they} as 0, as in the Kaggle competition.`,
    },
  ];
}

function interrupted({ status, models }: Report): Caveat[] {
  if (status === 'complete') {
    return [];
  }
  const unfinished = models.filter((model) => model.status === 'interrupted').map(({ title }) => title);
  const which = unfinished.length > 0 ? ` ${formatList(unfinished)} had not finished training.` : '';
  return [
    {
      title: 'Interrupted run',
      text: `The run was stopped before its end; this report shows what was finished.${which}`,
    },
  ];
}

function failed({ models }: Report): Caveat[] {
  return models
    .filter(({ status }) => status === 'failed')
    .map(({ title, failure }) => ({
      title: `${title} failed`,
      text: `Its training ended before it could be measured, so that it is not compared: ${failure}.`,
    }));
}
