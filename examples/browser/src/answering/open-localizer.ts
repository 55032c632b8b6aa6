import { type BackendName, startBackend } from '@hpa/backend';
import { toModelInput } from '@hpa/data';
import { applyTemperature, argmax } from '@hpa/metrics';
import { type Classifier, gradCam, loadClassifierFrom, overlayMap } from '@hpa/models';
import { getBackend, io, backend as runningBackend, tensor4d, tidy } from '@tensorflow/tfjs-core';
import { cellOpener } from '../images/cell-opener.js';
import { chooseScale } from '../images/choose-scale.js';
import { measureLevels } from '../images/measure-levels.js';
import { sigmoids, softmax } from '../training/fit-head.js';
import { trainHead } from '../training/train-head.js';
import { type PassedImage, trainableHead } from '../training/trainable-head.js';
import { zipModel } from '../training/zip-model.js';
import type {
  CellAnswer,
  CellScores,
  CellSource,
  Correction,
  Field,
  FieldAnswer,
  OpenedModel,
  Question,
  Reading,
  ShownColors,
  TrainedHead,
} from './messages.js';
import { nearestCells } from './nearest-cells.js';
import { readRecord, type TrainingRecord } from './read-record.js';
import { readTrainingCells, type SimilarCell, type TrainingCells } from './training-cells.js';
import { unlikeness } from './unlikeness.js';

/** What is known of a cell that was answered for. */
interface Answered extends PassedImage {
  readonly unlike: number | undefined;
  readonly missing: CellScores['missing'];
  readonly milliseconds: number;
}

/** A model that answers for cells. */
export interface Localizer {
  readonly model: OpenedModel;
  /** Decides how images are read from then on; until then by the depth of their levels, and each fills its image. */
  read(asked: Extract<Question, { readonly kind: 'reading' }>): Promise<Reading>;
  field(field: Field): Promise<FieldAnswer>;
  /** Answers for a cell, and keeps its features by its id, until images are read in another way. */
  localize(asked: { readonly id: string; readonly source: CellSource }): Promise<CellAnswer>;
  explain(asked: { readonly source: CellSource; readonly classIndex: number }): Promise<ShownColors>;
  /** The ids of the answered cells that are most like one, to the model. */
  nearest(id: string): readonly string[];
  /** The training cells that are most like a cell that was answered for, to the model; none if it has none. */
  similar(id: string): readonly SimilarCell[];
  train(corrections: readonly Correction[]): TrainedHead;
  save(): Promise<Uint8Array<ArrayBuffer>>;
  close(): void;
}

/**
 * Starts an engine and loads a model from the files of its folder.
 *
 * @throws Error if the engine cannot start, or the model cannot be loaded.
 */
export async function openLocalizer(
  model: readonly File[],
  {
    engine,
    onLost,
  }: {
    readonly engine: string;
    /** Called if the GPU goes away while the model is open: nothing is answered any more. */
    readonly onLost: (reason: string) => void;
  },
): Promise<Localizer> {
  const backend = await startBackend(engine as 'auto' | BackendName);
  watchGpu(onLost);
  let classifier: Classifier;
  try {
    classifier = await loadClassifierFrom(filesOf(model));
  } catch (error) {
    backend.dispose();
    throw new Error(`the model cannot be opened: ${(error as Error).message}`, { cause: error });
  }
  const { card } = classifier;
  const dimensions = classifier.backbone.outputs[0]!.shape.at(-1)!;
  const [record, head] = await Promise.all([
    readRecord(model, { dimensions }),
    trainableHead(classifier),
  ]).catch((error: Error) => {
    classifier.dispose();
    backend.dispose();
    throw error;
  });
  let problem: string | undefined;
  const cells = await readTrainingCells(model, { record, dimensions }).catch(({ message }: Error) => {
    problem = message;
    return undefined;
  });
  const answered = new Map<string, Answered>();
  /** Number of the corrections that the last layer was trained on. */
  let trainedOn = 0;

  const probabilitiesOf = (logits: readonly number[]): readonly number[] => {
    const raw = card.task === 'multi-label' ? sigmoids(logits) : softmax(logits);
    const { temperature } = card;
    return temperature ? applyTemperature([raw], { task: card.task, values: temperature })[0]! : raw;
  };
  const scoresOf = ({ features, unlike, missing, milliseconds }: Answered): CellScores => {
    const probabilities = probabilitiesOf(head.logits(features));
    return { probabilities, claimed: claimedBy(card, probabilities), unlike, missing, milliseconds };
  };

  const { input } = card;
  const readBy = async ({
    images,
    levels: way,
    pixelSize,
  }: Omit<Parameters<Localizer['read']>[0], 'kind'>): Promise<Reading> => {
    const [levels, scale] = await Promise.all([
      measureLevels(images, way === 'model' ? (input.levels ?? 'bit-depth') : way),
      chooseScale(images, { trained: record?.scale, stated: pixelSize, input }),
    ]);
    return { levels, scale };
  };
  const openerFor = (reading: Reading) => cellOpener({ ...input, ...reading, fit: record?.fit ?? 'pad' });
  let opener = openerFor(await readBy({ images: [], levels: 'model', pixelSize: undefined }));
  const inputOf = async (source: CellSource) => {
    const cell = await opener.openCell(source);
    const values = toModelInput(cell.image, card.input);
    return { ...cell, values };
  };
  const tensorOf = (values: Float32Array) =>
    tensor4d(values, [1, card.input.height, card.input.width, card.input.channels.length]);

  return {
    model: { card, engine: backend.name, device: backend.device, record, problem },
    read: async (asked) => {
      const reading = await readBy(asked);
      opener = openerFor(reading);
      answered.clear();
      return reading;
    },
    field: (field) => opener.openField(field),
    localize: async ({ id, source }) => {
      const begun = performance.now();
      const { values, shown, missing } = await inputOf(source);
      const image = tensorOf(values);
      const passed = await head.pass(image);
      image.dispose();
      const unlike = record?.familiarity && unlikeness(passed.pooled, record.familiarity);
      const known = { ...passed, unlike, missing, milliseconds: performance.now() - begun };
      answered.set(id, known);
      return { scores: scoresOf(known), image: shown };
    },
    explain: async ({ source, classIndex }) => {
      const { values } = await inputOf(source);
      const map = tidy(() => gradCam(classifier, tensorOf(values), { classIndices: [classIndex] }));
      const { height, width } = card.input;
      const levels = await map.data();
      map.dispose();
      const black = new Uint8Array(height * width * 3);
      const overlay = overlayMap(levels, { height, width, image: black, opacity: 1 });
      return { height, width, data: Uint8ClampedArray.from(overlay) };
    },
    nearest: (id) => nearestCells(id, answered),
    similar: (id) => {
      const own = answered.get(id);
      return own === undefined ? [] : (cells?.similar(own.pooled) ?? []);
    },
    train: (corrections) => {
      const figures = trainHead(head, {
        task: card.task,
        answered: new Map([...answered].map(([id, { features }]) => [id, features])),
        corrections,
        isRight: (logits, target) =>
          claimedBy(card, probabilitiesOf(logits)).every(
            (claims, column) => claims === (target[column] === 1),
          ),
      });
      trainedOn = corrections.length;
      return { ...figures, scores: new Map([...answered].map(([id, known]) => [id, scoresOf(known)])) };
    },
    save: () => {
      const words = `the last layer trained further on ${trainedOn} cells that a person corrected`;
      return zipModel(classifier, {
        trainingCells: cells?.file,
        provenance: trainedOn === 0 ? card.provenance : `${card.provenance}; ${words}`,
        record: record && JSON.stringify(recordToSave(record, { cells, trainedOn, words })),
      });
    },
    close: () => {
      classifier.dispose();
      backend.dispose();
    },
  };
}

/** The record that goes along with a model: the figures are those of before, and training cells are told of if they go along too. */
function recordToSave(
  { trainingCells, ...record }: TrainingRecord,
  {
    cells,
    trainedOn,
    words,
  }: { readonly cells: TrainingCells | undefined; readonly trainedOn: number; readonly words: string },
): TrainingRecord {
  return {
    ...record,
    ...(trainingCells && cells && { trainingCells }),
    ...(trainedOn > 0 && {
      notes: [...record.notes, `The figures are of the model before a change: ${words}.`],
    }),
  };
}

/** Listens for the loss of the GPU, by a crash of its driver or because the system takes it away. */
function watchGpu(onLost: (reason: string) => void): void {
  if (getBackend() === 'webgpu') {
    const { device } = runningBackend() as unknown as { readonly device: GPUDeviceWithLoss };
    void device.lost.then(({ reason, message }) => {
      // A device that we free ourselves is lost too.
      if (reason !== 'destroyed') {
        onLost(message);
      }
    });
  }
}

/** What is used of a GPU of the browser. */
interface GPUDeviceWithLoss {
  readonly lost: Promise<{ readonly reason: string; readonly message: string }>;
}

/** Which classes a model claims: the most probable one, or of several labels all that reach their thresholds. */
function claimedBy(
  { task, thresholds }: Pick<Classifier['card'], 'task' | 'thresholds'>,
  probabilities: readonly number[],
): boolean[] {
  if (task === 'multi-label') {
    return probabilities.map((probability, column) => probability >= (thresholds?.[column] ?? 0.5));
  }
  const best = argmax(probabilities);
  return probabilities.map((_, column) => column === best);
}

/** The files of a model folder, model.json and its weights, as TensorFlow.js loads them. */
function filesOf(files: readonly File[]): io.IOHandler {
  const graph = files.find(({ name }) => name === 'model.json');
  if (graph === undefined) {
    throw new Error(
      `expected model.json and the weights beside it; found ${files.map(({ name }) => name).join(', ')}`,
    );
  }
  return io.browserFiles([graph, ...files.filter(({ name }) => name.endsWith('.bin'))]);
}
