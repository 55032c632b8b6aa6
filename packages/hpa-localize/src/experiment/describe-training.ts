import type { Task } from '../answers/task.js';
import type { Recipe } from '../recipes/recipe-schema.js';
import type { Setting } from '../report/schema/report-schema.js';
import type { SplitDataset } from './split-dataset.js';
import { studyDigest } from './study-identity.js';

/** Where a search judged the configurations that a recipe was chosen from: on the validation split of this run, or elsewhere. */
export const THIS_SPLIT = 'this validation split';
const OTHER_SPLIT = 'other samples or another split';

/** How a model is trained, as the report says it. */
export interface TrainingSettings {
  readonly optimizer: string;
  readonly learningRate: number;
  readonly batchSize: number;
  readonly augment: Setting;
  readonly classWeights: Setting;
  readonly [setting: string]: Setting;
}

/** Says how a recipe trains, as the report shows it: what differs from model to model, and nothing that has no effect. */
export function describeTraining(
  recipe: Recipe,
  study: Pick<SplitDataset, 'task' | 'splits' | 'classes' | 'contents'>,
): TrainingSettings {
  const { task } = study;
  const { optimizer, schedule, headFirst, freeze, augment } = recipe;
  const { name: _, ...optimizerSettings } = optimizer;
  const { name: __, ...scheduleSettings } = schedule;
  const { l1, l2, clipValue, clipNorm, ema, parameterGroups, tuned } = recipe;
  return {
    learningRate: recipe.learningRate,
    loss: describeLoss(recipe.loss, task),
    augment: typeof augment === 'string' ? augment : augment.map(inWords),
    classWeights: recipe.classWeights,
    optimizer: optimizer.name,
    ...optimizerSettings,
    schedule: schedule.name,
    ...scheduleSettings,
    ...(l1 > 0 && { l1 }),
    ...(l2 > 0 && { l2 }),
    ...(clipValue !== undefined && { clipValue }),
    ...(clipNorm !== undefined && { clipNorm }),
    ...(ema && { averageOfWeights: `decay ${ema.decay}` }),
    ...(parameterGroups && {
      parameterGroups: parameterGroups.map(({ match, ...settings }) => inWords({ name: match, ...settings })),
    }),
    ...(recipe.sampling !== 'shuffle' && { sampling: recipe.sampling }),
    keptEpoch: recipe.keep,
    ...(headFirst && {
      headFirst: `${headFirst.epochs} of the epochs, ${headFirst.optimizer.name} ${headFirst.learningRate}`,
    }),
    ...(freeze && {
      frozen: `${freeze.upTo === undefined ? `the first ${freeze.layers} layers` : `up to ${freeze.upTo}`}${freeze.epochs === undefined ? '' : `, until epoch ${freeze.epochs}`}`,
    }),
    ...(tuned && {
      configurationsTried: tuned.trials,
      tunedOn: tuned.study === studyDigest(study) ? THIS_SPLIT : OTHER_SPLIT,
    }),
    batchSize: recipe.batchSize,
  };
}

function describeLoss(loss: Recipe['loss'], task: Task): string {
  if (loss.name === 'sum') {
    return loss.terms
      .map(
        ({ weight = 1, ...term }) =>
          `${weight === 1 ? '' : `${weight} `}${describeLoss(term as Recipe['loss'], task)}`,
      )
      .join(' + ');
  }
  const { name, ...settings } = loss;
  const kind = name === 'cross-entropy' ? `${task === 'multi-label' ? 'binary' : 'softmax'} ${name}` : name;
  return inWords({ name: kind, ...settings });
}

/** `cutout (side 0.3)`. */
function inWords({ name, ...settings }: { readonly name: string }): string {
  const listed = Object.entries(settings).map(([setting, value]) => `${setting} ${value}`);
  return listed.length === 0 ? name : `${name} (${listed.join(', ')})`;
}
