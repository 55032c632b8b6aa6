import { deflateSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readWeights } from '../../src/index.js';
import { type ByteSource, memorySource } from '../../src/weights/bytes/byte-source.js';
import { limitReads } from '../../src/weights/formats/hdf5/limit-reads.js';
import { readCheckpoint } from '../../src/weights/formats/read-checkpoint.js';
import { readKerasH5 } from '../../src/weights/formats/read-keras-h5.js';
import { readKerasZip } from '../../src/weights/formats/read-keras-zip.js';
import { readSafetensors } from '../../src/weights/formats/read-safetensors.js';
import { readSingleFile } from '../../src/weights/formats/read-single-file.js';
import { readTfjsWeights } from '../../src/weights/formats/read-tfjs-weights.js';
import { maskedCrc32c } from '../../src/weights/formats/sorted-table.js';
import { zipEntries } from '../../src/weights/formats/zip-entries.js';
import { bytesFrom } from '../support/byte-writer.js';
import { fixture } from '../support/weight-fixtures.js';

const whole = (source: ByteSource): Uint8Array => source.read(0, source.size);
const text = (value: string) => new TextEncoder().encode(value);

/** A fixture with some bytes replaced, starting at an offset. */
function patched(name: string, offset: number, ...bytes: readonly number[]): ByteSource {
  const copy = whole(fixture(name));
  copy.set(bytes, offset);
  return memorySource(name, copy);
}

/** Offset at which bytes first occur in a fixture. */
function find(name: string, wanted: Uint8Array): number {
  return Buffer.from(whole(fixture(name))).indexOf(wanted);
}

describe('a malformed safetensors file', () => {
  const file = (header: unknown, body = new Uint8Array(0)) => {
    const json = typeof header === 'string' ? header : JSON.stringify(header);
    return memorySource('file', bytesFrom([8, text(json).length], json, body));
  };
  const tensor = (dtype: string, shape: unknown, offsets: unknown) => ({
    x: { dtype, shape, data_offsets: offsets },
  });

  it('is refused if its header is longer than the file', () => {
    const hostile = memorySource('file', bytesFrom([8, 2 ** 52], '{}'));
    expect(() => readSafetensors(hostile)).toThrow(
      'file: not a safetensors file: a header of 4503599627370496 bytes in a file of 10 bytes',
    );
    expect(() => readSafetensors(memorySource('file', new Uint8Array(7)))).toThrow('Is the file truncated?');
  });

  it('is refused if its header is not a JSON object', () => {
    expect(() => readSafetensors(file('{"x":'))).toThrow('file: header: not JSON');
    expect(() => readSafetensors(file([1]))).toThrow('file: the header must be a JSON object');
    expect(() => readSafetensors(file({ x: 1 }))).toThrow('"x" has the unsupported dtype undefined');
  });

  it('is refused if a shape is larger than the file', () => {
    const hostile = file(tensor('F32', [2 ** 20, 2 ** 20], [0, 2 ** 42]));
    expect(() => readSafetensors(hostile)).toThrow(
      'file: the tensors end at byte 4398046511104, but the data has 0 bytes',
    );
    const lying = file(tensor('F32', [2 ** 20, 2 ** 20], [0, 4]), new Uint8Array(4));
    expect(() => readSafetensors(lying)).toThrow(
      'file: "x" float32 [1048576,1048576] must be 4398046511104 bytes; the file says 4',
    );
  });

  it.each([
    [
      'a negative dimension',
      tensor('U8', [-1], [0, 2]),
      'the shape of "x" must be a list of integers of at least 0',
    ],
    ['a shape of text', tensor('U8', '1', [0, 2]), 'the shape of "x" must be a list'],
    ['an unknown type', tensor('F8_E4M3', [1], [0, 1]), '"x" has the unsupported dtype "F8_E4M3"'],
    ['a type of every object', tensor('toString', [1], [0, 1]), 'has the unsupported dtype "toString"'],
    ['a gap', tensor('U8', [1], [1, 2]), '"x" at bytes 1 to 2 must start at byte 0'],
    ['a negative length', tensor('U8', [1], [0, -1]), '"x" at bytes 0 to -1'],
    ['a single offset', tensor('U8', [1], [0]), 'data_offsets of "x" must be two integers'],
  ])('is refused with %s', (_, header, message) => {
    expect(() => readSafetensors(file(header, new Uint8Array(2)))).toThrow(message);
  });

  it('is refused if some bytes belong to no tensor', () => {
    expect(() => readSafetensors(file(tensor('U8', [1], [0, 1]), new Uint8Array(2)))).toThrow(
      'file: the tensors end at byte 1, but the data has 2 bytes',
    );
  });
});

describe('a malformed Keras .h5', () => {
  it('is refused if it is truncated anywhere', () => {
    const bytes = whole(fixture('tf-keras-weights.h5'));
    for (let size = 0; size < bytes.length; size += 97) {
      const cut = memorySource('cut.h5', bytes.subarray(0, size));
      const read = () => [...readKerasH5(cut).tensors.values()].map((tensor) => tensor.read());
      if (size < 18_000) {
        expect(read, `${size} bytes`).toThrow('cut.h5');
      }
    }
  });

  it('is refused without the signature', () => {
    expect(() => readKerasH5(patched('tf-keras-weights.h5', 1, 0x48, 0x44, 0x47))).toThrow(
      'tf-keras-weights.h5: not an HDF5 file',
    );
  });

  it('is refused if its superblock is of a later version', () => {
    expect(() => readKerasH5(patched('tf-keras-weights.h5', 8, 3))).toThrow(
      'HDF5 superblock version 3 is not supported; only 0',
    );
  });

  it('is refused if a shape does not match its data', () => {
    // The dataspace of conv2d_1/kernel: version 1, rank 4, then 3, 3, 3, 4 in 8 bytes each.
    const dimensions = bytesFrom([8, 3], [8, 3], [8, 3], [8, 4]);
    const at = find('tf-keras-weights.h5', dimensions);
    expect(at).toBeGreaterThan(0);
    expect(() => readKerasH5(patched('tf-keras-weights.h5', at + 5, 255))).toThrow(
      /"conv2d_1\/conv2d_1\/kernel:0" float32 \[280375465082883,3,3,4\] must be .* bytes; the file says 432/,
    );
    expect(() => readKerasH5(patched('tf-keras-weights.h5', at + 7, 255))).toThrow(
      'must be a list of integers',
    );
  });

  it('is refused if groups contain themselves', () => {
    // The root's B-tree, with its own address as that of its first child.
    const bytes = whole(fixture('tf-keras-weights.h5'));
    const tree = Buffer.from(bytes).indexOf('TREE');
    bytes.set(bytesFrom([8, tree]), tree + 32);
    bytes[tree + 5] = 1;
    expect(() => readKerasH5(memorySource('ring.h5', bytes))).toThrow(
      `an HDF5 group contains itself at ${tree}`,
    );
  });
});

describe('an HDF5 file whose structures point into each other', () => {
  it('is refused once more is read than the file could hold', () => {
    const source = limitReads(memorySource('file', new Uint8Array(10)), { limit: 25 });
    source.read(0, 10);
    source.read(0, 10);
    expect(() => source.read(0, 10)).toThrow('file: malformed: its structures point into each other');
  });
});

describe('a malformed .keras', () => {
  const weights = whole(fixture('keras-3.weights.h5'));
  const archive = (files: Record<string, Uint8Array>) => memorySource('file.keras', zipSync(files));

  it('is refused if the path of an entry leaves the archive', () => {
    for (const name of ['../evil', '/etc/passwd', 'a/../../b', 'C:\\evil', '..\\evil']) {
      expect(() => readKerasZip(archive({ [name]: weights }))).toThrow('leaves the archive');
    }
  });

  it('is refused without decompression if it is a zip bomb', () => {
    const bomb = archive({ 'config.json': new Uint8Array(1_000_000) });
    expect(() => readKerasZip(bomb)).toThrow(
      /config.json: refused without decompression: \d+ bytes are said to inflate to 1000000, which weights do not/,
    );
  });

  it('is refused if an entry inflates to another size than it states', () => {
    const content = Uint8Array.from({ length: 5000 }, (_, i) => (i * i) >> 3);
    const zip = zipSync({ 'config.json': content });
    const entry = Buffer.from(zip).indexOf(bytesFrom([4, 0x02014b50]));
    for (const size of [4999, 100, 5001]) {
      const lying = zip.slice();
      lying.set(bytesFrom([4, size]), entry + 24);
      expect(() => readKerasZip(memorySource('file.keras', lying))).toThrow(
        /file.keras\/config.json: (does not inflate to the stated|cannot be inflated)/,
      );
    }
  });

  it('is refused if an entry is damaged', () => {
    const at = find('keras-3.keras', weights.subarray(0, 8));
    expect(() => readKerasZip(patched('keras-3.keras', at + 5000, 1))).toThrow(
      /^keras-3.keras\/model.weights.h5: checksum mismatch: the archive says [\da-f]{8}, the bytes give [\da-f]{8}$/,
    );
  });

  it('is refused if a part is missing', () => {
    expect(() => readKerasZip(archive({ 'a.txt': text('a') }))).toThrow(
      'no config.json in the archive; it has a.txt',
    );
    expect(() => readKerasZip(archive({ 'config.json': text('{}') }))).toThrow(
      'no model.weights.h5 in the archive',
    );
    const flat = whole(fixture('tf-keras-weights.h5'));
    expect(() => readKerasZip(archive({ 'config.json': text('{}'), 'model.weights.h5': flat }))).toThrow(
      'file.keras: model.weights.h5 has no group of layers; it has average, batch_normalization_1,',
    );
    const cut = whole(fixture('keras-3.keras')).subarray(0, 20_000);
    expect(() => readKerasZip(memorySource('cut.keras', cut))).toThrow(
      'cut.keras: not a ZIP archive, or truncated: the directory is missing',
    );
  });

  it('is read if its entries are deflated', () => {
    const entries = zipEntries(fixture('keras-3.keras'));
    const files = Object.fromEntries([...entries].map(([name, entry]) => [name, whole(entry.open())]));
    const { tensors } = readKerasZip(archive(files));
    expect(deflateSync(files['model.weights.h5']!).length).toBeLessThan(weights.length);
    expect([...tensors.get('dense_1/bias')!.read()]).toEqual([
      ...readKerasZip(fixture('keras-3.keras')).tensors.get('dense_1/bias')!.read(),
    ]);
  });
});

describe('a malformed checkpoint', () => {
  const data = 'tensorflow-1.ckpt.data-00000-of-00001';
  const index = 'tensorflow-1.ckpt.index';

  it('is refused if its index is truncated or changed', () => {
    const bytes = whole(fixture(index));
    const read = (changed: Uint8Array) =>
      readCheckpoint({ index: memorySource(index, changed), shards: [fixture(data)] });
    expect(() => read(bytes.subarray(0, 40))).toThrow(
      'not a table: 40 bytes are fewer than the 48 of its footer',
    );
    expect(() => read(bytes.subarray(0, -1))).toThrow('not a table, or truncated');
    bytes[3]! ^= 1;
    expect(() => read(bytes)).toThrow(`${index}: block at 0: checksum mismatch: the table says `);
  });

  it('is refused if a key is longer than any name', () => {
    // One block with its checksum: an entry that adds 5000 bytes, then the restart points.
    const block = (content: Uint8Array) => {
      const body = bytesFrom(content, [4, 0], [4, 1], [1, 0]);
      return bytesFrom(body, [4, maskedCrc32c(body)]);
    };
    const entries = block(bytesFrom([1, 0], [2, 0x2788], [1, 0], new Uint8Array(5000)));
    const handle = (offset: number, length: number) =>
      bytesFrom([1, (offset & 127) | 128], [1, offset >> 7], [1, (length & 127) | 128], [1, length >> 7]);
    const blocks = block(bytesFrom([1, 0], [1, 0], [1, 4], handle(0, entries.length - 5)));
    const place = handle(entries.length, blocks.length - 5);
    const magic = bytesFrom([4, 0x8b80fb57], [4, 0xdb477524]);
    const footer = bytesFrom([1, 0], [1, 0], place, new Uint8Array(34), magic);
    const file = memorySource('index', bytesFrom(entries, blocks, footer));
    expect(() => readCheckpoint({ index: file, shards: [] })).toThrow(
      'index: block at 0: a key of 5000 bytes',
    );
  });

  it('is refused if a tensor is damaged or truncated', () => {
    const { tensors } = readCheckpoint({ index: fixture(index), shards: [patched(data, 40, 1, 2, 3)] });
    const message = `${data}: checksum mismatch of "batch_normalization_1/moving_variance": the index says `;
    expect(() => tensors.get('batch_normalization_1/moving_variance')!.read()).toThrow(message);
    const cut = memorySource(data, whole(fixture(data)).subarray(0, 100));
    expect(() => readCheckpoint({ index: fixture(index), shards: [cut] })).toThrow('Is the file truncated?');
  });
});

describe('a malformed TensorFlow.js model', () => {
  const read = (weightsManifest: unknown, shard = new Uint8Array(4)) =>
    readTfjsWeights({
      model: memorySource('model.json', text(JSON.stringify({ weightsManifest }))),
      shards: new Map([['a.bin', memorySource('a.bin', shard)]]),
    });
  const group = (weight: unknown, path: unknown = 'a.bin') => [{ paths: [path], weights: [weight] }];
  const float = { name: 'x', shape: [1], dtype: 'float32' };

  it.each([
    ['no manifest', undefined, 'model.json: not a TensorFlow.js model: no weightsManifest'],
    ['a group that is a number', [1], 'each group of the weightsManifest must list paths and weights'],
    [
      'a path that leaves the folder',
      group(float, '../a.bin'),
      'must stay in the folder of the model; found "../a.bin"',
    ],
    ['an absolute path', group(float, '/etc/passwd'), 'must stay in the folder'],
    ['a URL', group(float, 'http://example.org/a.bin'), 'must stay in the folder'],
    ['a path that is a number', group(float, 1), 'must stay in the folder of the model; found 1'],
    ['a weight without a name', group({ shape: [1] }), 'each weight must have a name and a shape'],
    [
      'text',
      group({ ...float, dtype: 'string' }),
      '"x" has the unsupported type "string"; supported are float32',
    ],
    [
      'a shape larger than the file',
      group({ ...float, shape: [2 ** 30] }),
      'a.bin: cannot read 4294967296 bytes at offset 0: the size is 4 bytes',
    ],
    ['a shape of text', group({ ...float, shape: ['1'] }), 'the shape of "x" must be a list of integers'],
    ['too few weights', group({ ...float, shape: [0] }), 'a.bin: the weights must be 0 bytes; found 4'],
    [
      'a quantization without a scale',
      group({ ...float, shape: [4], quantization: { dtype: 'uint8' } }),
      'the quantization of "x" must be uint8, uint16 (with scale and min) or float16',
    ],
    [
      'a name that occurs twice',
      [
        {
          paths: ['a.bin'],
          weights: [
            { ...float, dtype: 'float16' },
            { ...float, dtype: 'float16' },
          ],
        },
      ],
      'two tensors are named "x"',
    ],
  ])('is refused with %s', (_, manifest, message) => {
    expect(() => read(manifest)).toThrow(message);
  });
});

describe('a file without one readable tensor', () => {
  const refused = (read: () => unknown, message: string) => expect(read).toThrow(message);
  const nothing = 'no weights: not one tensor of numbers can be read; it holds ';

  it('is refused in every format, saying what it holds instead', () => {
    const json = JSON.stringify({ __metadata__: { format: 'pt' } });
    refused(
      () => readSafetensors(memorySource('a.safetensors', bytesFrom([8, json.length], json))),
      `a.safetensors: ${nothing}a header with metadata alone`,
    );
    refused(
      () => readSafetensors(memorySource('a.safetensors', bytesFrom([8, 2], '{}'))),
      `a.safetensors: ${nothing}a header with nothing in it`,
    );
    const model = memorySource('model.json', text('{"weightsManifest":[{"paths":[],"weights":[]}]}'));
    refused(
      () => readTfjsWeights({ model, shards: new Map() }),
      `model.json: ${nothing}a weightsManifest of 1 groups without weights`,
    );
    // The groups of the variables of each layer, by another name.
    const empty = Buffer.from(whole(fixture('keras-3.weights.h5')));
    for (let at = empty.indexOf('vars\0'); at >= 0; at = empty.indexOf('vars\0')) {
      empty.write('else', at);
    }
    refused(
      () => readKerasH5(memorySource('a.weights.h5', empty)),
      `a.weights.h5: ${nothing}the groups layers, else`,
    );
  });

  it('is refused as a pickle if PyTorch wrote it, with the way out', () => {
    const way =
      'a pickle of PyTorch, which is not read because it can run any code; write the state dict as safetensors';
    const archive = zipSync({ 'resnet18/data.pkl': text('x'), 'resnet18/data/0': new Uint8Array(8) });
    refused(() => readSingleFile(memorySource('resnet18.pth', archive)), `resnet18.pth: ${way}`);
    const old = bytesFrom([1, 0x80], [1, 2], new Uint8Array(20));
    refused(() => readSingleFile(memorySource('old.pth', old)), `old.pth: ${way}`);
  });
});

describe('a message about a file', () => {
  it('is short, printable and names the file, whatever the file holds', () => {
    const name = `\u001b[31m${'x'.repeat(100_000)}`;
    const tensor = { dtype: 'F32', shape: [1], data_offsets: [0, 8] };
    const header = JSON.stringify({ [name]: tensor });
    const read = () =>
      readWeights({ 'a.safetensors': bytesFrom([8, header.length], header, new Uint8Array(8)) });
    const { message } = caught(read);
    expect(message).toMatch(/^a\.safetensors: "\\u001b\[31mxxx/);
    expect(message.length).toBeLessThan(4100);
  });

  const caught = (run: () => unknown): Error => {
    try {
      run();
    } catch (error) {
      return error as Error;
    }
    return expect.fail('nothing was thrown');
  };
});
