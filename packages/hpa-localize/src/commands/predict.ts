import { join, parse } from 'node:path';
import type { Command } from 'commander';
import { claimedClasses, thresholdsFor } from '../answers/claimed-classes.js';
import { requireJoinableNames } from '../answers/joined-names.js';
import { cellTable, groupTable } from '../answers/prediction-tables.js';
import type { ChannelsOfPackage } from '../bioimage-io/channels-of-package.js';
import { FlagError } from '../command-line/flag-error.js';
import { type GraphFlags, graphWords, withGraphFlags } from '../command-line/graph-flags.js';
import { groupNames } from '../command-line/group-names.js';
import { packageChannelsFlag } from '../command-line/package-channels-flag.js';
import { type QueueFlag, queueFlag } from '../command-line/queue-flag.js';
import { keepStdoutForResults, say } from '../command-line/say.js';
import { sayFields } from '../command-line/say-fields.js';
import { sayKnowledge } from '../command-line/say-knowledge.js';
import { sayLevels } from '../command-line/say-levels.js';
import { sayScaleFor } from '../command-line/say-scale.js';
import { sayWarnings } from '../command-line/say-warnings.js';
import {
  type InferenceFlags,
  modelsFlag,
  type ReadingFlags,
  readingOptions,
  withExamples,
  withInferenceFlags,
  withReadingFlags,
} from '../command-line/shared-flags.js';
import { startInferenceEngine } from '../command-line/start-engine.js';
import { startCounter } from '../command-line/start-progress.js';
import { stopOnInterrupt } from '../command-line/stop-on-interrupt.js';
import { writeToStdout } from '../command-line/survive-closed-pipes.js';
import { stringifyTable } from '../files/csv-table.js';
import { writeWhole } from '../files/write-whole.js';
import { isUnlike, UNLIKE } from '../knowledge/familiarity.js';
import { type Ensemble, isPackageModel, loadEnsemble } from '../localize/load-ensemble.js';
import { DEFAULT_MODEL } from '../localize/model-catalog.js';
import { type Member, openMembers } from '../localize/open-members.js';
import { scoreEnsemble } from '../localize/score-ensemble.js';
import type { SampleScores } from '../localize/score-samples.js';
import { startHolder } from '../localize/start-holder.js';
import type { InferenceEngine } from '../localize/start-inference.js';
import { requireReachable } from '../queue/connect-redis.js';
import { openScoringQueue } from '../queue/open-scoring-queue.js';
import { portableModels } from '../queue/portable-models.js';
import { parseQueueAddress } from '../queue/queue-address.js';

/** The flags of `predict`. */
interface PredictFlags extends ReadingFlags, InferenceFlags, GraphFlags, QueueFlag {
  readonly model?: readonly string[];
  readonly data?: string;
  readonly tta?: boolean;
  readonly by?: string;
  readonly packageChannels?: ChannelsOfPackage;
  readonly out: string;
}

/** Adds the flags and the action of `hpa-localize predict`. */
export function addPredict(command: Command): void {
  command
    .description(
      'Says where the protein of each image is, by a saved model, and writes a table of probabilities; several locations are joined by |.',
    )
    .argument(
      '[files...]',
      'image files {Id}_{red,green,blue,yellow}.png (or .jpg, .tif), all of each Id; or one file for each image',
    )
    .addOption(modelsFlag())
    .option('--data <path>', 'a dataset in any layout, or a folder of images without labels');
  withReadingFlags(command)
    .option('--tta', 'average the predictions of the eight flips and quarter turns of each image')
    .option(
      '--by <column>',
      'also puts together the cells of one group, of one field (field), or with the same value in a column of groups.csv or of the table, such as the antibody, and writes a second table beside --out; to stdout only that one',
    )
    .addOption(packageChannelsFlag());
  withGraphFlags(command).option(
    '--out <file>',
    'where the table goes; - writes it to stdout, and all else to stderr',
    'predictions.csv',
  );
  withInferenceFlags(command).addOption(queueFlag('the images of a table')).action(predictLocations);
  withExamples(command, [
    '--data DIR',
    '--model runs/first/gapnet-pl --data DIR --out predictions.csv',
    '--model runs/first/gapnet-pl --model runs/first/resnet-18 --data DIR --out ensemble.csv',
    '--model runs/first/gapnet-pl --data DIR --by group',
    '--model runs/first/gapnet-pl --data FIELDS --by field',
    '--model runs/first/gapnet-pl --data DIR --out -',
    '--data DIR --channels nucleus=DAPI,protein=GFP --allow-missing microtubules,er',
    '--model package.zip --package-channels nucleus=DAPI,protein=GFP --data DIR',
    '--model classifier.onnx --input-channels protein,nucleus --normalization unit --classes Cytosol,Nucleoli --output logits --data DIR',
    '--model runs/first/gapnet-pl --tta A_red.png A_green.png A_blue.png A_yellow.png',
    '--model gapnet-pl-published --data DIR --queue redis://HOST',
  ]);
}

async function predictLocations(
  files: readonly string[],
  {
    model = [DEFAULT_MODEL],
    data,
    tta = false,
    by,
    packageChannels,
    out,
    queue: url,
    ...flags
  }: PredictFlags,
): Promise<void> {
  if ((data === undefined) === (files.length === 0)) {
    throw new FlagError('give either --data, a dataset, or the image files themselves');
  }
  if (out === '-') {
    keepStdoutForResults();
  }
  if (url !== undefined) {
    requireSendable({ data, ...flags });
    await requireReachable(parseQueueAddress(url));
  }
  const models = await portableModels(model, { onFetch: say });
  const folders = models.map(({ folder }) => folder);
  const given = readingOptions(flags);
  const graph = graphWords(flags, { models: folders });
  const opened = await openMembers(folders, { images: data ?? files, given, graph, packageChannels });
  const [{ dataset }] = opened.members as readonly [Member];
  const { samples } = dataset;
  const named = by === undefined ? undefined : { by, names: groupNames(samples, { by }) };
  sayFields(dataset);
  const datasets = new Map(opened.members.map((member) => [member.dataset, member.record]));
  for (const [each, record] of datasets) {
    sayLevels(each);
    sayScaleFor(record, each);
    sayWarnings(each);
  }
  // Whatever is wrong with the files has shown by now, before an engine starts. With a queue, models are loaded only for what they say.
  const engine: InferenceEngine = url === undefined ? await startInferenceEngine(flags) : await startHolder();
  const packages = {
    ...(packageChannels && { channels: packageChannels }),
    imageChannels: Object.keys(given.channels ?? {}),
  };
  const ensemble = await loadEnsemble(folders, {
    engine,
    packages,
    ...(graph && { graph }),
  });
  const { card } = ensemble;
  if (card.task === 'multi-label') {
    requireJoinableNames(card.classes);
  }
  say(
    `model: ${card.name}, ${card.task}, ${card.classes.length} classes; ${samples.length} images${tta ? ', eight orientations each' : ''}`,
  );
  for (const { note } of ensemble.classifiers.filter(isPackageModel)) {
    say(note);
  }
  sayKnowledge(opened.members, { task: card.task, samples });
  const queue =
    url === undefined
      ? null
      : await openScoringQueue(url, {
          members: opened.members.map((member, index) => ({ ...member, ...models[index]! })),
          images: data ?? files,
          allOrientations: tta,
          badSamples: given.badSamples,
          packages,
          graph,
          say,
        });
  const interrupt = stopOnInterrupt({ ...(queue && { after: 'look at the queue' }) });
  const counter = startCounter(tta ? 'views of images' : 'images');
  const watching = { signal: interrupt.signal, onProgress: counter.update };
  const readers = opened.members.map((member, index) => ({
    classifier: ensemble.classifiers[index]!,
    dataset: member.dataset,
    record: member.record,
  }));
  const scoring = queue
    ? queue.score({ ...watching, say: counter.say })
    : scoreEnsemble(readers, {
        ...watching,
        allOrientations: tta,
        badSamples: given.badSamples,
        memoryLimits: engine.memoryLimits,
      });
  const { ids, scores, unlike, skipped } = await scoring.finally(counter.end);
  for (const { id, reason } of [...dataset.skipped, ...skipped]) {
    say(`skipped ${id}: ${reason}`);
  }
  const table = stringifyTable(cellTable(scores, { ids, card, named, samples, unlike }));
  const groups = named && groupTable(scores, { ids, card, named });
  for (const line of summary({ scores, unlike }, card)) {
    say(line);
  }
  if (out === '-') {
    await writeToStdout(groups ? stringifyTable(groups) : table);
  } else {
    await writeWhole(out, table);
    say(`wrote ${out}`);
    if (named && groups) {
      const beside = besidePath(out, named.by);
      await writeWhole(beside, stringifyTable(groups));
      say(`wrote ${beside}: ${groups.length - 1} rows by ${named.by}`);
    }
  }
  await queue?.end();
  interrupt.release();
  await opened.close();
  ensemble.dispose();
  engine.dispose();
}

/** Ends in one line if flags ask for what workers cannot do, or do by flags of their own. */
function requireSendable({
  data,
  backend,
  threads,
}: InferenceFlags & { readonly data: string | undefined }): void {
  if (data === 'synthetic') {
    throw new FlagError('--queue needs files, which workers read; synthetic cells are drawn in this process');
  }
  if (backend !== 'auto' || threads !== undefined) {
    const flag = backend === 'auto' ? 'threads' : 'backend';
    throw new FlagError(`--${flag} is for the workers of --queue to say: start them with it`);
  }
}

/** Where the table of groups goes: predictions-by-group.csv beside predictions.csv. */
function besidePath(out: string, by: string): string {
  const { dir, name, ext } = parse(out);
  return join(dir, `${name}-by-${by.replace(/[^A-Za-z0-9_-]+/g, '-')}${ext}`);
}

/**
 * Says how many images are unlike the training cells, and of a multi-label model which thresholds it used, and how many images it places
 * nowhere.
 */
function summary(
  {
    scores,
    unlike = [],
  }: { readonly scores: SampleScores['scores']; readonly unlike: SampleScores['unlike'] | undefined },
  card: Ensemble['card'],
): string[] {
  const far = unlike.filter(isUnlike).length;
  const strange = far > 0 ? [`${far} of ${scores.length} images: ${UNLIKE}`] : [];
  const thresholds = thresholdsFor(card.classes, card);
  if (thresholds === undefined) {
    return strange;
  }
  const used = card.classes.map(({ name }, index) => `${name} ${thresholds[index]!.toFixed(2)}`);
  const origin = card.thresholds ? 'of the model' : '0.5 each, for the model has none of its own';
  const none = scores.filter((row) => claimedClasses(row, card).length === 0).length;
  return [
    ...strange,
    `thresholds ${origin}: ${used.join(', ')}`,
    ...(none > 0 ? [`${none} of ${scores.length} images: none of these locations`] : []),
  ];
}
