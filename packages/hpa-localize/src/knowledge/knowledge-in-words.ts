import type { Sample } from '@hpa/data';
import type { Task } from '../answers/task.js';
import { formatList, formatQuantity, formatScore } from '../report/words/format.js';
import type { TrainingRecord } from './training-record.js';

/** So many locations are named in a line. */
const MAXIMUM_NAMES = 8;

/** Says in one line on what a model was trained, how good it is on other cells, and what it was not trained on. */
export function knowledgeInWords(
  { data, synthetic, cells, groups, protocol, test, classes }: TrainingRecord,
  { task }: { readonly task: Task },
): string {
  const others =
    protocol === 'notebook'
      ? 'cells, copies of those among them'
      : groups
        ? `cells of ${formatQuantity(groups.test, 'other group')}`
        : 'other cells';
  const accuracy = task === 'multi-label' ? 'exact matches' : 'accuracy';
  const elsewhere = task === 'multi-label' ? 'is not found' : 'is given one of these';
  const names = classes.length > MAXIMUM_NAMES ? [`its ${classes.length}`] : classes.map(({ name }) => name);
  return [
    synthetic
      ? `trained on ${formatQuantity(cells.train, 'synthetic cell')}, so that its scores say nothing of real ones`
      : `trained on ${formatQuantity(cells.train, 'cell')} of ${data}`,
    `macro F1 ${inWords(test.macroF1)}, ${accuracy} ${inWords(test.accuracy)} on ${cells.test} ${others}`,
    `not trained on any location but ${formatList(names)}: a protein elsewhere ${elsewhere}`,
  ].join('; ');
}

/** A score and its interval: `0.81 (0.74 to 0.88)`. */
function inWords({ value, interval }: TrainingRecord['test']['accuracy']): string {
  return interval
    ? `${formatScore(value)} (${formatScore(interval[0])} to ${formatScore(interval[1])})`
    : formatScore(value);
}

/**
 * Says which channels of images differ from those that a model was trained on, one sentence each; usually nothing. Channels that are not
 * read, since the model does not see them, do not count.
 */
export function channelWarnings(
  samples: readonly Pick<Sample, 'channels'>[],
  {
    channels: trained,
    read,
  }: Pick<TrainingRecord, 'channels'> & {
    /** The channels that are read; all by default. */
    readonly read?: readonly string[] | undefined;
  },
): string[] {
  const channels = trained.filter((name) => read?.includes(name) ?? true);
  const lacking = samples.filter((sample) => channels.some((name) => sample.channels[name] === undefined));
  const names = channels.filter((name) => lacking.some((sample) => sample.channels[name] === undefined));
  const having = samples.filter(({ channels: { er } }) => er !== undefined);
  return [
    ...(lacking.length > 0
      ? [
          `${lacking.length} of ${samples.length} images lack ${formatList(names)}, which every cell that the model was trained on had`,
        ]
      : []),
    ...(!channels.includes('er') && having.length > 0
      ? [`the model was trained on cells without er; ${having.length} of ${samples.length} images have it`]
      : []),
  ];
}
