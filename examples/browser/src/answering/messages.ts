import type { ChannelName, chooseLevels } from '@hpa/data';
import type { ModelCard } from '@hpa/models';
import type { ChosenScale } from '../images/choose-scale.js';
import type { TrainingRecord } from './read-record.js';
import type { SimilarCell } from './training-cells.js';

/** The pictures of one image: one of each stain, one in color, or a cell to draw. */
export type ImageSource =
  | { readonly kind: 'stains'; readonly files: Readonly<Record<ChannelName, File>> }
  | { readonly kind: 'color'; readonly file: File }
  | { readonly kind: 'drawn'; readonly location: number; readonly seed: number };

/** An image of many cells, and what tells them apart. */
export interface Field {
  /** Of its own, so that it is decoded once for all of its cells. */
  readonly number: number;
  readonly source: ImageSource;
  /** The file of its label mask, or to find the cells approximately. */
  readonly mask: File | 'find';
}

/** The pictures of one cell: its own, or those of the field that it is cut from. */
export type CellSource =
  | ImageSource
  | { readonly kind: 'cell'; readonly field: Field; readonly label: number };

/** What chooses the levels that are black and white, and what was chosen. */
export type LevelsOption = NonNullable<NonNullable<Parameters<typeof chooseLevels>[1]>['levels']>;
export type MeasuredLevels = Awaited<ReturnType<typeof chooseLevels>>;

/** How images are read. */
export interface Reading {
  readonly levels: MeasuredLevels;
  readonly scale: ChosenScale;
}

/** What the page asks of its worker. */
export type Question =
  | { readonly kind: 'open'; readonly model: readonly File[]; readonly engine: string }
  | {
      /** Measures levels over images and chooses their scale, by which everything that is asked afterwards is read. */
      readonly kind: 'reading';
      readonly images: readonly { readonly id: string; readonly source: ImageSource }[];
      /** By what levels are chosen; `model` is the way that the model was trained. */
      readonly levels: 'model' | 'bit-depth' | 'percentile';
      /** Micrometers along a pixel of all files, if a person stated it. */
      readonly pixelSize: number | undefined;
    }
  | { readonly kind: 'field'; readonly field: Field }
  | { readonly kind: 'localize'; readonly id: string; readonly source: CellSource }
  | { readonly kind: 'explain'; readonly source: CellSource; readonly classIndex: number }
  | {
      /** Trains the last layer further, from what it was when the model was opened; without corrections, it is that again. */
      readonly kind: 'train';
      readonly corrections: readonly Correction[];
    }
  /** Asks for the cells that are most like one that was answered for. */
  | { readonly kind: 'nearest'; readonly id: string }
  /** Asks for the training cells that are most like a cell that was answered for; none if the model has none. */
  | { readonly kind: 'similar'; readonly id: string }
  /** Packs the model as it is now. */
  | { readonly kind: 'save' };

/** What a person says of a cell: the classes that it has. */
export interface Correction {
  readonly id: string;
  readonly classIndices: readonly number[];
}

/** A model that is ready, and the engine that runs it. */
export interface OpenedModel {
  readonly card: ModelCard;
  /** Name of the engine, such as `wasm`, and what it runs on. */
  readonly engine: string;
  readonly device: string;
  /** Of its training, if that is known. */
  readonly record: TrainingRecord | undefined;
  /** What is wrong with the training cells beside it, in one sentence; undefined if nothing is, or there are none. */
  readonly problem: string | undefined;
}

/** What the model says of a cell. */
export interface CellScores {
  /** Calibrated probabilities in class order. */
  readonly probabilities: readonly number[];
  /** Of each class, whether the model claims it. */
  readonly claimed: readonly boolean[];
  /** How unlike the training cells it is: above 1 further from them than 99 % of them. Undefined if the model does not know. */
  readonly unlike: number | undefined;
  /** Stains that came without a picture, and were black. */
  readonly missing: readonly ChannelName[];
  /** From the files to the probabilities, in milliseconds. */
  readonly milliseconds: number;
}

/** An image to look at: four stains interleaved, in the order of `CHANNEL_NAMES`. */
export interface ShownImage {
  readonly height: number;
  readonly width: number;
  readonly data: Uint8Array;
}

/** What the model says of a cell, and the cell to look at. */
export interface CellAnswer {
  readonly scores: CellScores;
  readonly image: ShownImage;
}

/** The cells of a field. */
export interface FieldAnswer {
  readonly image: ShownImage;
  /** Of each pixel of the image to look at, the cell that it is of; 0 for the background. */
  readonly labels: Int32Array;
  /** By label. Cells at the border may be cut off by it: they are outlined, and there is no answer for them. */
  readonly cells: readonly { readonly label: number; readonly atBorder: boolean }[];
}

/** What a training changed. */
export interface TrainedHead {
  /** The answers for all cells that were answered for, by id. */
  readonly scores: ReadonlyMap<string, CellScores>;
  /** Of how many corrections the model claims what they say, by the layer as opened and by the trained one. */
  readonly before: number;
  readonly after: number;
  /** The same of the trained layer with each correction left out in turn; undefined if there are too few, or too many to wait for. */
  readonly leftOut: number | undefined;
}

/** An image in colors: RGBA, row by row. */
export interface ShownColors {
  readonly height: number;
  readonly width: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** The answer to each kind of question. */
export interface Answers {
  readonly open: OpenedModel;
  readonly reading: Reading;
  readonly field: FieldAnswer;
  readonly localize: CellAnswer;
  /** Where the model sees a class, over black, of the size of the model's input. */
  readonly explain: ShownColors;
  /** Ids of cells that were answered for, the likest first. */
  readonly nearest: readonly string[];
  readonly similar: readonly SimilarCell[];
  readonly train: TrainedHead;
  readonly save: Uint8Array<ArrayBuffer>;
}

/** A question on its way, with a number by which its answer is known. */
export interface Asked {
  readonly number: number;
  readonly question: Question;
}

/** An answer on its way: what was asked for, or why there is none; or that the engine is lost, and with it every question. */
export type Answered =
  | { readonly lost: string }
  | { readonly number: number; readonly answer: Answers[keyof Answers] }
  | { readonly number: number; readonly error: string };
