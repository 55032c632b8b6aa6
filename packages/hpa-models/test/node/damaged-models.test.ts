import '@tensorflow/tfjs';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memory, setBackend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { gapNetPl } from '../../src/index.js';
import { loadClassifier, loadWeights, saveClassifier } from '../../src/node/index.js';
import type { Classifier } from '../../src/types.js';
import { fourClasses } from '../support/four-classes.js';

// A model that was damaged or made by hand is refused before memory is taken for what it claims, in one short line that names the
// file, and leaves nothing behind.

let folder: string;
let classifier: Classifier;
let modelFile: string;
let weightsFile: string;
let intact: string;
let bytes: Buffer;
let held: number;

beforeAll(async () => {
  await setBackend('cpu');
  folder = join(mkdtempSync(join(tmpdir(), 'hpa-damaged-')), 'model');
  classifier = gapNetPl({ input: { height: 16, width: 16 }, classes: fourClasses, seed: 1 });
  await saveClassifier(classifier, folder);
  modelFile = join(folder, 'model.json');
  weightsFile = join(folder, 'weights.bin');
  intact = readFileSync(modelFile, 'utf8');
  bytes = readFileSync(weightsFile);
  held = memory().numTensors;
});
afterAll(() => {
  classifier.dispose();
  rmSync(join(folder, '..'), { recursive: true });
});
beforeEach(() => {
  writeFileSync(modelFile, intact);
  writeFileSync(weightsFile, bytes);
});

type Json = ReturnType<typeof JSON.parse>;

const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

/** Writes model.json with a change; the checksum of the names is left out, as in a folder of an earlier version. */
function change(edit: (model: Json) => void): void {
  const model = JSON.parse(intact);
  delete model.specsSha256;
  edit(model);
  writeFileSync(modelFile, JSON.stringify(model));
}

const editCard = (edit: (card: Json) => void) => change((model) => edit(model.userDefinedMetadata.card));
const editSpecs = (edit: (specs: Json) => void) => change((model) => edit(model.weightsManifest[0].weights));

/** Writes other weights, with their checksum. */
function writeWeights(content: Buffer): void {
  writeFileSync(weightsFile, content);
  change((model) => {
    model.sha256 = sha256(content);
  });
}

async function refusal(): Promise<string> {
  const error = await loadClassifier(folder).catch((caught: Error) => caught);
  expect(error).toBeInstanceOf(Error);
  const { message } = error as Error;
  expect(message).toContain(folder);
  expect(message.length).toBeLessThan(4200);
  expect(message).not.toContain('\n');
  expect(memory().numTensors).toBe(held);
  return message;
}

describe('a saved model whose model.json is not what was saved', () => {
  it.each<[string, () => void, string]>([
    ['null', () => writeFileSync(modelFile, 'null'), 'not a saved model: no weightsManifest'],
    ['an empty object', () => writeFileSync(modelFile, '{}'), 'not a saved model: no weightsManifest'],
    ['cut', () => truncateSync(modelFile, 1000), 'model.json: not JSON'],
    ['empty', () => writeFileSync(modelFile, ''), 'model.json: not JSON'],
    [
      'nested ten million deep',
      () => writeFileSync(modelFile, '['.repeat(1e7)),
      'JSON must be nested at most 500 deep',
    ],
    [
      'a list of more values than any model has',
      () => writeFileSync(modelFile, `[${'[],'.repeat(1_000_000)}[]]`),
      'JSON must have at most 1000000 values',
    ],
    [
      'one with a prototype',
      () => writeFileSync(modelFile, intact.replace('{', '{"__proto__": {"sha256": "a"},')),
      'the key "__proto__" names nothing in a model',
    ],
    [
      'one whose groups are null',
      () =>
        change((model) => {
          model.weightsManifest = [null];
        }),
      'each group of the weightsManifest must list weights',
    ],
    [
      'one without groups',
      () =>
        change((model) => {
          model.weightsManifest = [];
        }),
      'the weightsManifest must be one group in weights.bin; found the paths []',
    ],
    [
      'one whose weights are elsewhere',
      () =>
        change((model) => {
          model.weightsManifest[0].paths = ['../../etc/passwd'];
        }),
      'must be one group in weights.bin; found the paths [["../../etc/passwd"]]',
    ],
    [
      'one whose checksum is a number',
      () =>
        change((model) => {
          model.sha256 = 1;
        }),
      'sha256 must be a checksum; found 1',
    ],
    [
      'one without a card',
      () =>
        change((model) => {
          model.userDefinedMetadata = null;
        }),
      'model card: expected an object; found undefined',
    ],
  ])('is refused if it is %s', async (_, damage, message) => {
    damage();
    expect(await refusal()).toContain(message);
  });

  it.each<[string, () => void, string]>([
    [
      'a shape of 1e9',
      () =>
        editSpecs((specs) => {
          specs[0].shape = [1e9, 1];
        }),
      'weights.bin: checksum mismatch: model.json says 4002491024 bytes of weights; the file has 2495632',
    ],
    [
      'a shape of 1e12',
      () =>
        editSpecs((specs) => {
          specs[0].shape = [1e12];
        }),
      'the file has 2495632',
    ],
    [
      'a shape of 2^53',
      () =>
        editSpecs((specs) => {
          specs[0].shape = [2 ** 53];
        }),
      'each group of the weightsManifest must list weights with a name and a shape',
    ],
    [
      'weights without their last value',
      () => writeWeights(bytes.subarray(0, -4)),
      'says 2495632 bytes of weights; the file has 2495628',
    ],
    [
      'fewer weights than the network has, in both files',
      () => {
        writeFileSync(weightsFile, bytes.subarray(0, 4736));
        change((model) => {
          model.weightsManifest[0].weights.splice(2);
          model.sha256 = sha256(bytes.subarray(0, 4736));
        });
      },
      'gapnet-pl has 623908 parameters, 2495632 bytes; found 4736 bytes of weights',
    ],
    [
      'a very long name',
      () =>
        editSpecs((specs) => {
          specs[0].name = 'x'.repeat(1e7);
        }),
      'unknown or repeated: xxxx',
    ],
    [
      'an image of 2^53 pixels',
      () =>
        editCard((card) => {
          card.input.height = 2 ** 53 - 2;
        }),
      'gapnet-pl: images must be at most 16384 x 16384 pixels; received 9007199254740990 x 16',
    ],
    [
      'more classes than there are anywhere',
      () =>
        editCard((card) => {
          card.classes = Array.from({ length: 200_000 }, (_, id) => ({ id, name: 'x' }));
        }),
      'model card: classes must be at most 65536; found 200000',
    ],
    [
      'a class that is null',
      () =>
        editCard((card) => {
          card.classes[1] = null;
        }),
      'model card: classes must be a list of { id, name }',
    ],
    [
      'an option that the network lacks',
      () =>
        editCard((card) => {
          card.options.depth = 9;
        }),
      'gapnet-pl: "depth" is not an option; there are input, classes, task, seed, name, initialWeights, dropout',
    ],
    [
      'an option of another type',
      () =>
        editCard((card) => {
          card.options.dropout = '0.5';
        }),
      'gapnet-pl: dropout must be in [0, 1); received 0.5',
    ],
    [
      'an escape sequence',
      () =>
        editCard((card) => {
          card.architecture = '\u001b[2J\nx';
        }),
      'unknown architecture "\\u001b[2J\\u000ax"',
    ],
  ])('is refused with %s, before memory is taken for it', async (_, damage, message) => {
    damage();
    expect(await refusal()).toContain(message);
  });

  it('is refused if the weights are listed in another order, though every name and byte is there', async () => {
    const model = JSON.parse(intact);
    const [{ weights }] = model.weightsManifest;
    // conv3/kernel and conv4/kernel have the same shape: nothing else tells them apart.
    const [third, fourth] = ['conv3/kernel', 'conv4/kernel'].map((name) =>
      weights.findIndex((spec: Json) => spec.name === name),
    ) as [number, number];
    [weights[third], weights[fourth]] = [weights[fourth], weights[third]];
    writeFileSync(modelFile, JSON.stringify(model));
    expect(await refusal()).toContain('checksum mismatch of the names, shapes and order of the weights');
  });

  it('is refused, by the name of the weight, if a value is not finite', async () => {
    for (const value of [Number.NaN, Number.NEGATIVE_INFINITY]) {
      const content = Buffer.from(bytes);
      content.writeFloatLE(value, 4608 + 4 * 5);
      writeWeights(content);
      expect(await refusal()).toContain(`weight "conv1/bias" must be finite; value 5 of 32 is ${value}`);
      // The same folder as weights for another network: nothing is assigned.
      const before = classifier.state[1]!.dataSync();
      expect(() => loadWeights(classifier, folder)).toThrow(
        `${modelFile}: weight "conv1/bias" must be finite; value 5 of 32 is ${value}`,
      );
      expect(classifier.state[1]!.dataSync()).toEqual(before);
      expect(memory().numTensors).toBe(held);
    }
  });

  it.skipIf(process.platform === 'win32')(
    'is refused if a file is a FIFO, without waiting for a writer',
    async () => {
      rmSync(modelFile);
      execFileSync('mkfifo', [modelFile]);
      const message = await refusal();
      rmSync(modelFile);
      expect(message).toBe(`${modelFile}: regular file expected, found a FIFO`);
    },
  );

  it('is read without the checksum of the names, which earlier versions did not write', async () => {
    change(() => {});
    const loaded = await loadClassifier(folder);
    expect(loaded.state[0]!.dataSync()).toEqual(classifier.state[0]!.dataSync());
    loaded.dispose();
  });
});

describe('a builder and a saved card', () => {
  // What both refuse begins alike: before the colon stands who refuses, after the semicolon what came.
  it.each<[string, object, string]>([
    ['name', { name: 7 }, 'name must be a string'],
    ['classes', { classes: 'ab' }, 'classes must be a list of { id, name }'],
    ['classes', { classes: ['a', 'b'] }, 'classes must be a list of { id, name }'],
    ['classes', { classes: [{ id: 0.5, name: 'a' }] }, 'classes must be a list of { id, name }'],
    ['classes', { classes: [{ id: 0 }] }, 'classes must be a list of { id, name }'],
    ['classes', { classes: [] }, 'classes must name at least one class'],
    ['classes', { classes: [...fourClasses, ...fourClasses] }, 'class ids must differ'],
    ['input', { input: null }, 'input must be { height, width'],
    ['input', { input: { height: 0, width: 16 } }, 'images must be at least 1 x 1 pixels'],
    ['input', { input: { height: 16, width: 1e9 } }, 'images must be at most 16384 x 16384 pixels'],
    [
      'input',
      { input: { height: 16, width: 16, channels: [] } },
      'input.channels must name at least one channel',
    ],
    ['input', { input: { height: 16, width: 16, normalization: 'x' } }, 'input.normalization must be one of'],
    [
      'input',
      { input: { height: 16, width: 16, normalization: 'imagenet' } },
      'input.normalization must not be imagenet',
    ],
    ['seed', { seed: -1 }, 'seed must be an integer in [0, 2^32)'],
    ['dropout', { dropout: 2 }, 'dropout must be in [0, 1)'],
    ['dropout', { dropout: '0.5' }, 'dropout must be in [0, 1)'],
    ['depth', { depth: 2 }, '"depth" is not an option'],
  ])('refuse the same %s, %o', async (field, wrong, words) => {
    const valid = { input: { height: 16, width: 16 }, classes: fourClasses, seed: 1 };
    expect(() => gapNetPl({ ...valid, ...wrong } as typeof valid)).toThrow(`gapnet-pl: ${words}`);
    editCard((card) => {
      const [value] = Object.values(wrong);
      if (field in card) {
        card[field] = field === 'input' && value ? { ...card.input, ...value } : value;
      } else {
        card.options[field] = value;
      }
    });
    expect(await refusal()).toContain(words);
  });
});
