import { join } from 'node:path';
import type { CellImage, Sample } from '@hpa/data';
import { loadClassifier } from '@hpa/models/node';
import { type Command, Option } from 'commander';
import { isPackage } from '../bioimage-io/is-package.js';
import { FlagError } from '../command-line/flag-error.js';
import { say } from '../command-line/say.js';
import { sayFields } from '../command-line/say-fields.js';
import { sayKnowledge } from '../command-line/say-knowledge.js';
import { sayLevels } from '../command-line/say-levels.js';
import { sayScaleFor } from '../command-line/say-scale.js';
import { sayWarnings } from '../command-line/say-warnings.js';
import {
  type BackendFlag,
  modelFlag,
  parseList,
  type ReadingFlags,
  readingOptions,
  withEngineFlags,
  withExamples,
  withReadingFlags,
  withRequiredFlag,
} from '../command-line/shared-flags.js';
import { startEngine } from '../command-line/start-engine.js';
import { startCounter } from '../command-line/start-progress.js';
import { stopOnInterrupt } from '../command-line/stop-on-interrupt.js';
import type { Dataset } from '../dataset/open-dataset.js';
import { type ExplainedCell, explainCell } from '../explain/explain-cell.js';
import { writeWhole } from '../files/write-whole.js';
import { isOnnxFile } from '../graphs/is-onnx-file.js';
import { isUnlike, UNLIKE } from '../knowledge/familiarity.js';
import { knowledgeInWords } from '../knowledge/knowledge-in-words.js';
import { DEFAULT_MODEL } from '../localize/model-catalog.js';
import { type Member, openMembers } from '../localize/open-members.js';
import { resolveModel } from '../localize/resolve-model.js';
import { explanationsPage } from '../pages/explanations-page.js';

/** The flags of `explain`. */
interface ExplainFlags extends ReadingFlags, BackendFlag {
  readonly model?: string;
  readonly data: string;
  readonly ids: readonly string[];
  readonly out: string;
}

/** Adds the flags and the action of `hpa-localize explain`. */
export function addExplain(command: Command): void {
  command.description(
    'Shows where in an image, and in which channel, a saved model sees each location that it claims; writes images and a page.',
  );
  command.addOption(modelFlag());
  withRequiredFlag(
    command,
    new Option('--data <path>', 'a dataset in any layout, or a folder of images without labels'),
  );
  withRequiredFlag(
    command,
    new Option('--ids <names>', 'Ids of the images to explain, separated by commas').argParser(
      parseList('Id'),
    ),
  );
  withReadingFlags(command).option('--out <folder>', 'where the images and explain.html go', 'explained');
  withEngineFlags(command).action(explain);
  withExamples(command, [
    '--data DIR --ids A,B',
    '--model runs/first/gapnet-pl --data DIR --ids A,B --out explained',
  ]);
}

async function explain({ model = DEFAULT_MODEL, data, ids, out, ...flags }: ExplainFlags): Promise<void> {
  const folder = await resolveModel(model, { onFetch: say });
  if (isPackage(folder) || isOnnxFile(folder)) {
    throw new FlagError(
      `--model: ${folder} is ${isOnnxFile(folder) ? 'an ONNX file' : 'a bioimage.io package'}, which answers but gives no gradients to explain by; predict opens it`,
    );
  }
  const given = readingOptions(flags);
  const opened = await openMembers([folder], { images: data, given });
  const [{ dataset, record }] = opened.members as readonly [Member];
  sayFields(dataset);
  sayLevels(dataset);
  sayScaleFor(record, dataset);
  sayWarnings(dataset);
  const chosen = findSamples(ids, { data, dataset });
  // Whatever is wrong with the files has shown by now, before an engine starts.
  const backend = await startEngine(flags);
  const classifier = await loadClassifier(folder);
  const { card } = classifier;
  sayKnowledge(opened.members, { task: card.task, samples: chosen });

  const explained: ExplainedCell[] = [];
  const skipped = dataset.skipped.filter(({ id }) => ids.includes(id));
  const interrupt = stopOnInterrupt({ after: 'image' });
  const counter = startCounter('images');
  for (const [index, sample] of chosen.entries()) {
    interrupt.signal.throwIfAborted();
    counter.update({ done: index, of: chosen.length });
    const { id } = sample;
    let cell: CellImage;
    try {
      cell = await dataset.images.image(sample);
    } catch (error) {
      if (given.badSamples === 'throw') {
        throw error;
      }
      skipped.push({ id, reason: (error as Error).message });
      continue;
    }
    const explanation = await explainCell(classifier, { id, cell, familiarity: record?.familiarity });
    for (const { name, png } of namedImages(explanation, { several: card.task === 'multi-label' })) {
      await writeWhole(join(out, `${fileName(id)}_${name}.png`), png);
    }
    counter.say(`${id}: ${explanation.answer}${isUnlike(explanation.unlike) ? `; ${UNLIKE}` : ''}`);
    explained.push(explanation);
  }
  counter.end();
  for (const { id, reason } of skipped) {
    say(`skipped ${id}: ${reason}`);
  }
  if (explained.length === 0) {
    throw new Error(`${data}: none of the images asked for can be used; ${skipped[0]?.reason}`);
  }
  const page = join(out, 'explain.html');
  await writeWhole(
    page,
    explanationsPage(explained, {
      model: card.name,
      provenance: card.provenance,
      knowledge: record && knowledgeInWords(record, { task: card.task }),
    }),
  );
  say(`wrote ${page}`);
  interrupt.release();
  await opened.close();
  classifier.dispose();
  backend.dispose();
}

/** Finds the images asked for, but for those that were skipped. */
function findSamples(
  ids: readonly string[],
  { data, dataset: { samples, skipped } }: { readonly data: string; readonly dataset: Dataset },
): Sample[] {
  const byId = new Map(samples.map((sample) => [sample.id, sample]));
  const bad = new Set(skipped.map(({ id }) => id));
  return ids.flatMap((id) => {
    const sample = byId.get(id);
    if (sample === undefined && !bad.has(id)) {
      const [first] = byId.keys();
      throw new FlagError(`--ids: ${data} holds no images of ${id} among its ${byId.size}, such as ${first}`);
    }
    return sample === undefined ? [] : [sample];
  });
}

/** The images of an explanation; the maps of a model that may claim several locations carry the name of theirs. */
function namedImages(
  { image, locations }: ExplainedCell,
  { several }: { readonly several: boolean },
): { readonly name: string; readonly png: Uint8Array }[] {
  const maps = locations.flatMap((location) =>
    location.images.map(({ name, png }) => ({
      name: several ? `${slug(location.name)}_${name}` : name,
      png,
    })),
  );
  return [image, ...maps];
}

/** A name as a part of a file name. */
function slug(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '-');
}

/** Ids of class folders hold a slash. */
function fileName(id: string): string {
  return id.replaceAll(/[/\\]/g, '_');
}
