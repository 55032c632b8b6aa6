import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readWeights } from '../../src/index.js';
import { openWeights } from '../../src/node/index.js';
import { memorySource } from '../../src/weights/bytes/byte-source.js';
import { readCheckpoint } from '../../src/weights/formats/read-checkpoint.js';
import { readKerasH5 } from '../../src/weights/formats/read-keras-h5.js';
import { readSingleFile } from '../../src/weights/formats/read-single-file.js';
import { readTfjsWeights } from '../../src/weights/formats/read-tfjs-weights.js';
import { formulaValues } from '../support/formula-weights.js';
import { expectFixtureWeights, fixture, fixturePath, fixtureValues } from '../support/weight-fixtures.js';

const singleFiles = [
  'tf-keras-weights.h5',
  'tf-keras-model.h5',
  'tf-keras-nested.h5',
  'tf-keras.keras',
  'keras-3.weights.h5',
  'keras-3-model.h5',
  'keras-3.keras',
  'keras-3-nested.keras',
  'float32.safetensors',
];

describe('readSingleFile', () => {
  it.each(singleFiles)('reads %s exactly, each weight by its layer and kind', (name) => {
    const weights = readSingleFile(fixture(name));
    expect(weights.source).toBe(name);
    expectFixtureWeights(weights);
    for (const { dtype } of weights.tensors.values()) {
      expect(dtype).toBe('float32');
    }
  });

  it('reads the half precision of Keras 3', () => {
    const weights = readSingleFile(fixture('keras-3-float16.weights.h5'));
    // Half precision has 11 bits: rounding errors are 2^-11 of the value, 2^-25 near 0.
    expectFixtureWeights(weights, { absolute: 2 ** -25, relative: 2 ** -11 });
    expect(weights.tensors.get('dense_1/bias')!.dtype).toBe('float16');
  });

  it.each(['keras-2.13.keras', 'keras-2.13-nested.keras'])(
    'reads %s, whose groups are not numbered by the rank of a layer',
    (name) => {
      const { tensors } = readSingleFile(fixture(name));
      // scripts/fixtures/write_keras_2_13.py has the same list.
      const expected: readonly (readonly [string, readonly number[]])[] = [
        ['conv_a/kernel', [3, 3, 3, 4]],
        ['conv_a/bias', [4]],
        ['bn_a/gamma', [4]],
        ['bn_a/beta', [4]],
        ['bn_a/moving_mean', [4]],
        ['bn_a/moving_variance', [4]],
        ['conv_b/kernel', [3, 3, 4, 5]],
        ['conv_b/bias', [5]],
        ['head/kernel', [5, 2]],
        ['head/bias', [2]],
      ];
      expect([...tensors.keys()].sort()).toEqual(expected.map(([tensor]) => tensor).sort());
      for (const [k, [tensor, shape]] of expected.entries()) {
        const found = tensors.get(tensor)!;
        expect(found.shape).toEqual(shape);
        expect([...found.read()]).toEqual([...formulaValues(tensor.split('/')[1]!, k, shape)]);
      }
    },
  );

  it('lists the formats it reads if a file has another one', () => {
    const message = 'versions.json: unknown format: weights must be Keras .h5 or .keras, or safetensors';
    expect(() => readSingleFile(fixture('versions.json'))).toThrow(message);
    expect(() => readSingleFile(fixture('tensorflow-1.ckpt.index'))).toThrow('unknown format');
    expect(() => readSingleFile(memorySource('empty', new Uint8Array(0)))).toThrow('empty: unknown format');
  });

  it('returns values that the caller owns', () => {
    const weights = readKerasH5(fixture('tf-keras-weights.h5'));
    weights.tensors
      .get('dense_1/bias')!
      .read()
      .fill(7 as never);
    expectFixtureWeights(weights);
  });
});

const checkpoint = (name: string) => ({
  index: fixture(`${name}.ckpt.index`),
  shards: [fixture(`${name}.ckpt.data-00000-of-00001`)],
});

describe('readCheckpoint', () => {
  it('reads a checkpoint of TensorFlow 1', () => {
    const { source, tensors } = readCheckpoint(checkpoint('tensorflow-1'));
    const step = tensors.get('global_step')!;
    expect([step.shape, step.dtype, ...step.read()]).toEqual([[], 'int64', 103400n]);
    expectFixtureWeights({ tensors: new Map([...tensors].filter(([name]) => name !== 'global_step')) });
    expect(source).toBe('tensorflow-1.ckpt.index');
  });

  it('reads a checkpoint of TensorFlow 2, by the names of its object graph', () => {
    const layers = { conv2d_1: 0, batch_normalization_1: 1, dense_1: 2 } as Record<string, number>;
    expectFixtureWeights(readCheckpoint(checkpoint('tensorflow-2')), {
      rename: (name) => {
        const [layer, kind] = name.split('/') as [string, string];
        return `model/layer_with_weights-${layers[layer]}/${kind}/.ATTRIBUTES/VARIABLE_VALUE`;
      },
    });
  });

  it('requires every data file', () => {
    const { index, shards } = checkpoint('tensorflow-1');
    expect(() => readCheckpoint({ index, shards: [] })).toThrow(
      'the checkpoint has 1 data files; received 0',
    );
    expect(() => readCheckpoint({ index, shards: [...shards, ...shards] })).toThrow(
      '1 data files; received 2',
    );
  });
});

describe('readTfjsWeights', () => {
  it('reads float and quantized weights as tensorflowjs writes them', () => {
    // Half a step, with the range of each tensor in 255 or 65535 steps; half precision as above.
    const exact = openWeights(fixturePath('tfjs-float32'));
    expectFixtureWeights(exact);
    const mixed = openWeights(fixturePath('tfjs-mixed/model.json'));
    expectFixtureWeights(mixed, { absolute: 0.8 / 65535, relative: 2 ** -11 });
    const eight = openWeights(fixturePath('tfjs-uint8'));
    expectFixtureWeights(eight, { absolute: 2.5 / 255 / 2 });
    for (const weights of [exact, mixed, eight]) {
      weights.close();
    }
  });

  it('names the weight file that is missing', () => {
    const shards = new Map([['group1-shard1of2.bin', fixture('tfjs-uint8/group1-shard1of2.bin')]]);
    expect(() => readTfjsWeights({ model: fixture('tfjs-uint8/model.json'), shards })).toThrow(
      'tfjs-uint8/model.json: the weight file "group1-shard2of2.bin" is missing',
    );
  });
});

describe('readWeights', () => {
  const bytes = (name: string) => {
    const source = fixture(name);
    return source.read(0, source.size);
  };
  const files = (...names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name.replace(/^.*\//, ''), bytes(name)]));

  it.each(singleFiles)('reads the bytes of %s', (name) => {
    expectFixtureWeights(readWeights(files(name)));
  });

  it('reads a checkpoint and a TensorFlow.js model from all their files, in any order', () => {
    const data = 'tensorflow-1.ckpt.data-00000-of-00001';
    const checkpoint = readWeights(files(data, 'tensorflow-1.ckpt.index'));
    expect([...checkpoint.tensors.get('dense_1/bias')!.read()]).toEqual([...fixtureValues('dense_1/bias')]);
    expectFixtureWeights(readWeights(files('tfjs-float32/group1-shard1of1.bin', 'tfjs-float32/model.json')));
  });

  it('names the files it needs', () => {
    expect(() => readWeights(files('keras-3.keras', 'keras-3.weights.h5'))).toThrow(
      'files must be one file, a checkpoint (.index and .data-*) or a TensorFlow.js model (model.json and its weight files); received keras-3.keras, keras-3.weights.h5',
    );
    expect(() => readWeights({})).toThrow('received none');
    expect(() => readWeights(files('tensorflow-1.ckpt.index'))).toThrow('1 data files; received 0');
    expect(() => readWeights(files('tfjs-float32/model.json'))).toThrow('"group1-shard1of1.bin" is missing');
  });
});

describe('openWeights', () => {
  it.each([...singleFiles, 'tensorflow-1.ckpt', 'tensorflow-1.ckpt.index', 'tfjs-float32'])(
    'opens %s by its path, and closes it',
    (name) => {
      const weights = openWeights(fixturePath(name));
      const bias = weights.tensors.get('dense_1/bias')!;
      expect(bias.read().length).toBe(2);
      weights.close();
      expect(() => bias.read()).toThrow('closed');
    },
  );

  it.skipIf(process.platform === 'win32')('opens regular files only, and does not wait for others', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hpa-weights-'));
    const pipe = join(folder, 'pipe.h5');
    execFileSync('mkfifo', [pipe]);
    expect(() => openWeights(pipe)).toThrow(`${pipe}: regular file expected, found a FIFO`);
    expect(() => openWeights('/dev/null')).toThrow('/dev/null: regular file expected, found a device');
    rmSync(folder, { recursive: true });
  });

  it('names the file that does not exist', () => {
    expect(() => openWeights(fixturePath('nothing.h5'))).toThrow('nothing.h5: no such file');
    expect(() => openWeights(fixturePath('.'))).toThrow('model.json: no such file');
  });
});
