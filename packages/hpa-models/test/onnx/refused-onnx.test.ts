import '@tensorflow/tfjs';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onnxConstant, onnxNode, onnxValue } from '../../src/export/onnx-messages.js';
import { protobufMessage } from '../../src/export/protobuf-message.js';
import { exportOnnx, scratchCnn } from '../../src/index.js';
import type { OnnxConstant, OnnxNode } from '../../src/layer-kinds/onnx-graph.js';
import { openOnnxClassifier } from '../../src/onnx/index.js';

// Files made by hand: an image of 8 x 8, its maxima, and two logits.

const card = {
  version: 2,
  name: 'tiny',
  architecture: 'tiny',
  input: { height: 8, width: 8, channels: ['protein'], normalization: 'unit' },
  classes: [
    { id: 0, name: 'a' },
    { id: 1, name: 'b' },
  ],
  task: 'single-label',
  provenance: 'made by hand',
  parameters: 4,
  options: {},
};

const kernel: OnnxConstant = { name: 'kernel', shape: [1, 2], values: Float32Array.of(2, 3) };
const bias: OnnxConstant = { name: 'bias', shape: [2], values: Float32Array.of(5, 7) };

const node = (operation: string, inputs: readonly string[], output: string, attributes = {}): OnnxNode => ({
  name: output,
  operation,
  inputs,
  output,
  attributes,
});
const before = [
  node('Transpose', ['image'], 'maps', { perm: [0, 3, 1, 2] }),
  node('GlobalMaxPool', ['maps'], 'pooled'),
  node('Flatten', ['pooled'], 'features'),
];
const head = node('Gemm', ['features', 'kernel', 'bias'], 'logits');

interface Parts {
  readonly nodes?: readonly OnnxNode[];
  readonly constants?: readonly OnnxConstant[];
  readonly card?: unknown;
  readonly image?: readonly (string | number)[];
  /** More fields of the graph and of the model. */
  readonly graphFields?: Parameters<typeof protobufMessage>[0];
  readonly modelFields?: Parameters<typeof protobufMessage>[0];
}

function onnx(parts: Parts = {}): Uint8Array {
  const { nodes = [...before, head], constants = [kernel, bias], image = ['N', 8, 8, 1] } = parts;
  const graph = protobufMessage([
    ...nodes.map((each) => [1, onnxNode(each)] as const),
    [2, 'tiny'],
    ...constants.map((constant) => [5, onnxConstant(constant)] as const),
    [11, onnxValue({ name: 'image', shape: image })],
    [12, onnxValue({ name: 'logits', shape: ['N', 2] })],
    [12, onnxValue({ name: 'features', shape: ['N', 1] })],
    ...(parts.graphFields ?? []),
  ]);
  const metadata = protobufMessage([
    [1, 'card'],
    [2, typeof parts.card === 'string' ? parts.card : JSON.stringify(parts.card ?? card)],
  ]);
  const model = protobufMessage([
    [1, 8],
    [7, graph],
    [8, protobufMessage([[2, 17]])],
    [14, metadata],
    ...(parts.modelFields ?? []),
  ]);
  return Buffer.concat(model.parts);
}

let folder: string;
let path: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hpa-onnx-'));
  path = join(folder, 'model.onnx');
});
afterAll(() => rmSync(folder, { recursive: true }));

async function refusal(bytes: Uint8Array): Promise<string> {
  writeFileSync(path, bytes);
  const error = await openOnnxClassifier(path, { threads: 1 }).catch((caught: Error) => caught);
  expect(error).toBeInstanceOf(Error);
  const { message } = error as Error;
  expect(message).toContain(path);
  expect(message).not.toContain('\n');
  expect(message.length).toBeLessThan(4100);
  return message;
}

const int64 = (name: string, ...values: readonly number[]): OnnxConstant => ({
  name,
  shape: [values.length],
  values: BigInt64Array.from(values.map(BigInt)),
});
const relu = (from: string, to: string) => node('Relu', [from], to);
const pool = (attributes: object) => [
  before[0]!,
  node('MaxPool', ['maps'], 'pool', attributes),
  node('GlobalMaxPool', ['pool'], 'pooled'),
  before[2]!,
  head,
];
/** Doubles the channels again and again. */
const doubled = (times: number) => [
  before[0]!,
  ...Array.from({ length: times }, (_, i) => {
    const from = i === 0 ? 'maps' : `d${i - 1}`;
    return node('Concat', [from, from], `d${i}`, { axis: 1 });
  }),
  node('GlobalMaxPool', [`d${times - 1}`], 'pooled'),
  before[2]!,
  head,
];

describe('an ONNX file', () => {
  it('is opened if it is of the operations that are exported, and has the logits worked by hand', async () => {
    const { ones } = await import('@tensorflow/tfjs-core');
    const opened = await openOnnxClassifier(onnx(), { threads: 1 });
    const images = ones([1, 8, 8, 1]) as Parameters<typeof opened.logits>[0];
    const logits = await opened.logits(images, { training: false });
    expect([...logits.dataSync()]).toEqual([7, 10]); // 1 * 2 + 5, 1 * 3 + 7
    // As earlier versions exported it.
    await expect(opened.probabilities(images)).rejects.toThrow('ONNX model has no output probabilities');
    await opened.dispose();
  });

  it.each<[string, Parts, string]>([
    [
      'makes a constant of a shape',
      {
        nodes: [...before, node('ConstantOfShape', ['shape'], 'huge'), head],
        constants: [kernel, bias, int64('shape', 1e9)],
      },
      'node "huge" ("ConstantOfShape") is not an operation that exportOnnx writes: Add, ',
    ],
    ...['Expand', 'Tile', 'Range', 'Resize', 'RandomNormal', 'Loop', 'If', 'Einsum'].map(
      (operation): [string, Parts, string] => [
        `has the operation ${operation}`,
        { nodes: [...before, node(operation, ['features'], 'huge'), head] },
        `node "huge" ("${operation}") is not an operation`,
      ],
    ),
    [
      'pads a constant, which a runtime does when it opens the file',
      {
        nodes: [...before, node('Pad', ['kernel', 'pads'], 'huge'), head],
        constants: [kernel, bias, int64('pads', 0, 0, 50_000, 50_000)],
      },
      'node "huge" ("Pad") does not depend on the image',
    ],
    [
      'pads the image to gigabytes',
      {
        nodes: [
          before[0]!,
          node('Pad', ['maps', 'pads'], 'huge'),
          node('GlobalMaxPool', ['huge'], 'pooled'),
          before[2]!,
          head,
        ],
        constants: [kernel, bias, int64('pads', 0, 0, 30_000, 30_000, 0, 0, 0, 0)],
      },
      'node "huge" ("Pad") makes [1,1,30008,30008] of an image; at most 536870912 values are computed',
    ],
    [
      'pads a window to gigabytes',
      { nodes: pool({ kernel_shape: [1, 1], strides: [1, 1], pads: [40_000, 40_000, 0, 0] }) },
      'node "pool" ("MaxPool") makes [1,1,40008,40008] of an image',
    ],
    [
      'has strides of 0',
      { nodes: pool({ kernel_shape: [2, 2], strides: [0, 0] }) },
      'does not fit its inputs',
    ],
    [
      'has a window without a size',
      { nodes: pool({}) },
      'node "pool" ("MaxPool") does not fit its inputs [1,1,8,8]',
    ],
    [
      'doubles its channels without end',
      { nodes: doubled(40) },
      'node "d23" ("Concat") makes [1,16777216,8,8] of an image',
    ],
    [
      'has an attribute that changes shapes',
      { nodes: pool({ kernel_shape: [2, 2], dilations: [2, 2] }) },
      'has the attribute "dilations", which exportOnnx does not write',
    ],
    [
      'reads what is computed later',
      { nodes: [...before, relu('logits', 'early'), head] },
      'node "early" ("Relu") reads "logits", which nothing before it computes',
    ],
    [
      'computes a name twice',
      { nodes: [...before, relu('maps', 'features'), head] },
      'computes "features", which there is already',
    ],
    [
      'has a card of one class',
      { card: { ...card, classes: [{ id: 0, name: 'a' }] } },
      'its logits must be [N, 1], as the card says; found [N, 2]',
    ],
    [
      'has a card of another image',
      { card: { ...card, input: { ...card.input, width: 9 } } },
      'its input must be image [8,9,1], as the card says; found image [8,8,1]',
    ],
    [
      'has a card of an unknown normalization',
      { card: { ...card, input: { ...card.input, normalization: 'zscore' } } },
      'input.normalization must be one of none, ',
    ],
    [
      'has a card with a class twice',
      { card: { ...card, classes: [card.classes[0], card.classes[0]] } },
      'class ids must differ; 0 appears twice',
    ],
    ['has a card that is null', { card: 'null' }, 'model card: expected an object; found null'],
    ['has a card that is cut', { card: '{"version"' }, 'card: not JSON'],
    [
      'divides by more than there are classes',
      {
        nodes: [...before, head, node('Div', ['logits', 'wide'], 'divided')],
        constants: [kernel, bias, { name: 'wide', shape: [3, 1], values: Float32Array.of(1, 2, 3) }],
      },
      'node "divided" ("Div") does not fit its inputs [1,2], [3,1]',
    ],
    [
      'has no features',
      {
        nodes: [
          before[0]!,
          before[1]!,
          node('Flatten', ['pooled'], 'flat'),
          node('Gemm', ['flat', 'kernel', 'bias'], 'logits'),
        ],
      },
      'its features must be [N, D], as the card says; found none',
    ],
    [
      'has weights that are not finite',
      { constants: [kernel, { ...bias, values: Float32Array.of(5, Number.NaN) }] },
      'weight "bias" must be finite; value 1 of 2 is NaN',
    ],
    [
      'has a constant of fewer bytes than its shape says',
      { constants: [kernel, { ...bias, shape: [1e9] }] },
      'constant "bias" [1000000000] must be 4000000000 bytes; found 8',
    ],
    ['has functions', { modelFields: [[25, 'x']] }, 'the model has field 25 of the format'],
    ['has sparse constants', { graphFields: [[15, 'x']] }, 'the graph has field 15 of the format'],
    [
      'has a constant in another file',
      {
        graphFields: [
          [
            5,
            protobufMessage([
              [8, 'x'],
              [13, 'y'],
              [14, 1],
            ]),
          ],
        ],
      },
      'a constant has field 13 of the format',
    ],
    [
      'has more fields than any graph',
      { graphFields: Array.from({ length: 100_000 }, () => [1, ''] as const) },
      'a message must have at most 100000 fields; it has more',
    ],
  ])('is refused if it %s', async (_, parts, message) => {
    expect(await refusal(onnx(parts))).toContain(message);
  });

  it('is refused if a value in its graph was changed', async () => {
    const model = scratchCnn({
      input: { height: 8, width: 8 },
      classes: card.classes,
      seed: 1,
      stages: 2,
      denseUnits: 2,
    });
    const bytes = await exportOnnx(model);
    model.dispose();
    const changed = Buffer.from(bytes);
    changed[5000]! ^= 1;
    expect(await refusal(changed)).toMatch(
      /checksum mismatch: the file says "[\da-f]{8}", its graph gives [\da-f]{8}$/,
    );
  });

  it('is refused by its name if it is cut anywhere, empty, or a FIFO', async () => {
    const model = scratchCnn({
      input: { height: 8, width: 8 },
      classes: card.classes,
      seed: 1,
      stages: 2,
      denseUnits: 2,
    });
    const bytes = await exportOnnx(model);
    model.dispose();
    await (await openOnnxClassifier(bytes, { threads: 1 })).dispose();
    for (let length = 0; length < bytes.length; length += 997) {
      await refusal(bytes.subarray(0, length));
    }
    truncateSync(path, 0);
    await expect(openOnnxClassifier(path)).rejects.toThrow(`${path}: no card in its metadata_props`);
    if (process.platform !== 'win32') {
      const pipe = join(folder, 'pipe');
      execFileSync('mkfifo', [pipe]);
      await expect(openOnnxClassifier(pipe)).rejects.toThrow(`${pipe}: regular file expected, found a FIFO`);
    }
    await expect(openOnnxClassifier(join(folder, 'none.onnx'))).rejects.toThrow(join(folder, 'none.onnx'));
  });
});
