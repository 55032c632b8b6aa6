import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBackend } from '@hpa/backend';
import { exportOnnx, gapNetPl } from '@hpa/models';
import { saveClassifier } from '@hpa/models/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { graphWords } from '../src/command-line/graph-flags.js';
import { describeGraph, type GraphMetadata } from '../src/graphs/describe-graph.js';
import type { GraphWords } from '../src/graphs/graph-words.js';
import { openGraph } from '../src/graphs/open-graph.js';
import { localize } from '../src/localize/localize.js';
import { writeCells } from './write-cells.js';

let scratch: string;
let cells: string;
/** A saved model, its export, and exports of one output each, whose cards nobody reads if flags are given. */
let files: Record<'saved' | 'own' | 'logits' | 'probabilities', string>;
const classes = [25, 2, 21].map((id) => ({
  id,
  name: { 25: 'Cytosol', 2: 'Nucleoli', 21: 'Plasma membrane' }[id]!,
}));
const channels = ['microtubules', 'protein', 'nucleus', 'er'];
const words: GraphWords = { channels, normalization: 'unit', classes, output: 'logits' };

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-graphs-'));
  cells = join(scratch, 'cells');
  await writeCells(cells, { count: 4, size: 40 });
  const backend = await startBackend('wasm', { threads: 1 });
  const input = { height: 32, width: 32, channels, normalization: 'unit' } as const;
  const model = gapNetPl({ input, classes, seed: 1 });
  files = { saved: join(scratch, 'saved'), own: '', logits: '', probabilities: '' };
  await saveClassifier(model, files.saved);
  for (const [name, outputs] of Object.entries({
    own: undefined,
    logits: ['logits'],
    probabilities: ['probabilities'],
  } as const)) {
    const path = join(scratch, `${name}.onnx`);
    await writeFile(path, await exportOnnx(model, { ...(outputs && { outputs }) }));
    files[name as keyof typeof files] = path;
  }
  model.dispose();
  backend.dispose();
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

/** All probabilities, by image and class. */
const numbers = (found: Awaited<ReturnType<typeof localize>>): number[] =>
  found.flatMap(({ locations }) =>
    [...locations].sort((a, b) => a.id - b.id).map(({ probability }) => probability),
  );

describe('an ONNX file as a model', () => {
  it('of ours needs no words, and one of others answers the same by what is said of it', async () => {
    const saved = await localize(files.saved, cells, { backend: 'onnxruntime' });
    const expected = numbers(saved).map((probability) => expect.closeTo(probability, 6));
    expect(numbers(await localize(files.own, cells, { backend: 'cpu' }))).toEqual(expected);
    const probabilities: GraphWords = { ...words, output: 'probabilities' };
    for (const [path, graph] of [
      [files.logits, words],
      [files.probabilities, probabilities],
    ] as const) {
      const found = await localize(path, cells, { backend: 'onnxruntime', graph });
      expect(found.map(({ id }) => id)).toEqual(saved.map(({ id }) => id));
      expect(numbers(found)).toEqual(expected);
    }
    const together = await localize([files.saved, files.logits], cells, {
      backend: 'onnxruntime',
      graph: words,
    });
    expect(numbers(together)).toEqual(expected);
  });

  it('is refused in one line that names the flags that are missing, or that are for other models', async () => {
    await expect(localize(files.logits, cells, { graph: { normalization: 'unit' } })).rejects.toThrow(
      `${files.logits}: an ONNX file does not say what it takes and gives: --input-channels, --classes, --output must say it; its input is image [N, 32, 32, 4], its output logits`,
    );
    const flags = { classes: ['25', 'Nucleoli', '21'] };
    expect(() => graphWords(flags, { models: [files.saved] })).toThrow(
      `--classes is for ONNX files; ${files.saved} says it itself`,
    );
    expect(() => graphWords({ inputChannels: channels }, { models: [files.saved] })).toThrow(
      /^--input-channels is/,
    );
    expect(graphWords({}, { models: [files.saved] })).toBeUndefined();
    expect(graphWords(flags, { models: [files.saved, files.logits] })).toEqual({ classes });
    // Names that are no locations are numbered, all of them.
    expect(graphWords({ classes: ['Cytosol', 'mine'] }, { models: [files.logits] })).toEqual({
      classes: [
        { id: 0, name: 'Cytosol' },
        { id: 1, name: 'mine' },
      ],
    });
  });

  it('of others, without a word, names the flags that would say what it takes', async () => {
    const other = join(scratch, 'other.onnx');
    await writeFile(other, (await readFile(files.own)).subarray(0, 100));
    await expect(localize(other, cells, { backend: 'cpu' })).rejects.toThrow(
      /other\.onnx: .+; for a classifier of others, say --input-channels, --normalization, --classes, --output$/,
    );
  });

  it('is refused if its probabilities cannot be what they are said to be', async () => {
    const graph: GraphWords = { ...words, output: 'probabilities' };
    const model = await openGraph(files.logits, graph);
    const image = new Float32Array(32 * 32 * 4).map((_, at) => 20 * Math.sin(at));
    await expect(model.probabilities(image)).rejects.toThrow(
      /logits\.onnx: expected single-label probabilities of its output logits; .+: perhaps --(output logits|task multi-label)$/,
    );
    model.dispose();
  });
});

describe('describeGraph', () => {
  const graph = (
    shape: readonly (number | string)[],
    { output = ['N', 3] as readonly (number | string)[] } = {},
  ): GraphMetadata => ({
    inputNames: ['x'],
    outputNames: ['y'],
    inputMetadata: [{ name: 'x', isTensor: true, type: 'float32', shape: [...shape] }],
    outputMetadata: [{ name: 'y', isTensor: true, type: 'float32', shape: [...output] }],
  });
  const described = (shape: readonly (number | string)[], more: GraphWords = {}) =>
    describeGraph(graph(shape), { words: { ...words, ...more }, path: 'a.onnx' });

  it('finds the axis of the channels, and the size of images where the graph has it', () => {
    expect(described(['N', 4, 64, 96])).toMatchObject({
      layout: 'nchw',
      oneByOne: false,
      input: { height: 64, width: 96 },
    });
    expect(described([1, 64, 96, 4])).toMatchObject({
      layout: 'nhwc',
      oneByOne: true,
      input: { height: 64, width: 96 },
    });
    expect(described(['', 'C', 64, 64])).toMatchObject({ layout: 'nchw' });
    expect(described(['N', 4, 'H', 'W'], { size: 128 })).toMatchObject({
      input: { height: 128, width: 128 },
    });
  });

  it.each([
    [
      ['N', 3, 64, 64],
      {},
      'its input x [N, 3, 64, 64] has no axis of 4 channels, as --input-channels names them',
    ],
    [['N', 4, 4, 4], {}, 'its input x [N, 4, 4, 4] does not tell which of its axes are the 4 channels'],
    [['N', '', '', ''], {}, 'its input x [N, ?, ?, ?] does not tell which of its axes are the 4 channels'],
    [['N', 4, 'H', 'W'], {}, 'its input x [N, 4, H, W] leaves the size of images free; --size must say it'],
    [['N', 4, 64, 64], { size: 32 }, 'its input x [N, 4, 64, 64] takes images of 64 pixels, not --size 32'],
    [[8, 4, 64, 64], {}, 'its input x [8, 4, 64, 64] must take one image at a time, or any number of them'],
    [
      [4, 64, 64],
      {},
      'its input x must be float32 [N, channels, height, width] or [N, height, width, channels]; found float32 [4, 64, 64]',
    ],
  ] as const)('refuses %j with %j', (shape, more, message) => {
    expect(() => described(shape, more)).toThrow(`a.onnx: ${message}`);
  });

  it('refuses another number of classes, and several outputs of which none is meant', () => {
    const options = { words, path: 'a.onnx' };
    expect(() => describeGraph(graph(['N', 4, 64, 64], { output: ['N', 28] }), options)).toThrow(
      'a.onnx: its output y must be [N, 3], one number a class of --classes; found [N, 28]',
    );
    const one = graph(['N', 4, 64, 64]);
    expect(() => describeGraph({ ...one, outputNames: ['y', 'z'] }, options)).toThrow(
      'a.onnx: expected one output, or one that is named logits; found y, z',
    );
  });
});
