import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startBackend } from '@hpa/backend';
import { syntheticCell } from '@hpa/data';
import { type Classifier, gapNetPl } from '@hpa/models';
import { saveClassifier } from '@hpa/models/node';
import { unzipSync, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildPackage } from '../../src/bioimage-io/export/build-package.js';
import { openPackage } from '../../src/bioimage-io/open-package.js';
import { writeNpy } from '../../src/files/npy.js';
import { localize } from '../../src/localize/localize.js';
import { runCommand } from '../run-command.js';
import { writeCells } from '../write-cells.js';
import { type Change, editPackage } from './edit-package.js';
import { constantElsewhere, meansOfChannels } from './tiny-onnx.js';

const SIZE = 32;
const CLASSES = ['Cytosol', 'Plasma membrane', 'Nucleoli'].map((name, index) => ({ id: 10 + index, name }));

let scratch: string;
let backend: Awaited<ReturnType<typeof startBackend>>;
let classifier: Classifier;
let saved: string;
let zip: Uint8Array;
let count = 0;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'hpa-package-'));
  backend = await startBackend('wasm');
  classifier = gapNetPl({
    input: {
      height: SIZE,
      width: SIZE,
      channels: ['microtubules+er/2', 'nucleus'],
      normalization: 'per-image',
    },
    classes: CLASSES,
    task: 'multi-label',
    seed: 1,
  });
  saved = join(scratch, 'saved');
  const thresholds = [0.25, 0.5, 0.75];
  await saveClassifier(classifier, saved, { thresholds });
  const card = { ...classifier.card, thresholds };
  zip = await buildPackage({ ...classifier, card }, { name: 'drawn', authors: ['A B'] });
});
afterAll(async () => {
  classifier.dispose();
  backend.dispose();
  await rm(scratch, { recursive: true, force: true });
});

async function write(bytes: Uint8Array, name = 'package.zip'): Promise<string> {
  const path = join(scratch, String(count++), name);
  await mkdir(dirname(path));
  await writeFile(path, bytes);
  return path;
}

/** Writes a package unpacked; returns the path of its description. */
async function unpack(bytes: Uint8Array): Promise<string> {
  const folder = join(scratch, String(count++));
  await mkdir(folder);
  for (const [name, contents] of Object.entries(unzipSync(bytes))) {
    await writeFile(join(folder, name), contents);
  }
  return join(folder, 'rdf.yaml');
}

/** A package of another maker: the means of its channels, in the order channel, y, x, after a step. */
function foreign(change: Change = () => {}, onnx?: Uint8Array): Uint8Array {
  // Channel 0: 0 to 5, of mean 2.5. Channel 1: all 51.
  const input = Uint8Array.of(0, 1, 2, 3, 4, 5, 51, 51, 51, 51, 51, 51);
  return editPackage(zip, {
    files: {
      'model.onnx': onnx ?? meansOfChannels({ channels: 2, height: 2, width: 3 }),
      'test_input.npy': writeNpy(input, { shape: [1, 2, 2, 3] }),
      'test_output.npy': writeNpy(Float32Array.of(2.5 / 255, 0.2), { shape: [1, 2] }),
    },
    description(description) {
      const set = (path: readonly (string | number)[], value: unknown) =>
        description.setIn(path, description.createNode(value));
      set(
        ['inputs', 0, 'axes'],
        [
          { type: 'batch' },
          { type: 'channel', channel_names: ['DAPI', 'protein'] },
          { type: 'space', id: 'y', size: 2 },
          { type: 'space', id: 'x', size: { min: 1, step: 1 } },
        ],
      );
      set(
        ['inputs', 0, 'preprocessing'],
        [
          { id: 'ensure_dtype', kwargs: { dtype: 'float32' } },
          { id: 'scale_linear', kwargs: { gain: 1 / 255 } },
          { id: 'ensure_dtype', kwargs: { dtype: 'float32' } },
        ],
      );
      set(['outputs', 0, 'axes', 1, 'channel_names'], ['bright', 'dark']);
      set(['config'], {});
      change(description);
    },
  });
}

const openAll = async (
  bytes: Uint8Array,
  options: Parameters<typeof openPackage>[1] = { channels: { nucleus: 'DAPI' } },
) => openPackage(await write(bytes), options);

describe('openPackage', () => {
  it('answers as the model that was exported, from the zip file and from the description beside its files', async () => {
    const cells = [1, 2, 3].map((seed) => syntheticCell({ location: 25, seed, size: SIZE }));
    const expected = await localize(saved, cells);
    for (const path of [await write(zip), await unpack(zip)]) {
      const found = await localize(path, cells);
      for (const [row, { locations }] of found.entries()) {
        expect(locations.map(({ id }) => id)).toEqual(expected[row]!.locations.map(({ id }) => id));
        for (const [index, location] of locations.entries()) {
          const { probability, ...rest } = expected[row]!.locations[index]!;
          expect(location).toMatchObject(rest);
          // Sums and statistics in float32 on both sides, in another order.
          expect(location.probability).toBeCloseTo(probability, 5);
        }
      }
    }
    // Beside the model itself, the mean is the same.
    const together = await localize([saved, await write(zip)], cells);
    expect(together[0]!.locations[0]!.probability).toBeCloseTo(expected[0]!.locations[0]!.probability, 5);
  });

  it('brings images into the order of the axes, by the names of the channels, and takes the size of the test', async () => {
    const model = await openAll(foreign());
    expect(model.card).toEqual({
      name: 'drawn',
      task: 'multi-label',
      classes: [
        { id: 0, name: 'bright' },
        { id: 1, name: 'dark' },
      ],
      input: { height: 2, width: 3, channels: ['nucleus', 'protein'], normalization: 'none' },
    });
    // Interleaved nucleus, protein: means 51 and 102, of a second image 255 and 0.
    const images = Float32Array.from([...Array(6).fill([51, 102]).flat(), ...Array(6).fill([255, 0]).flat()]);
    const rows = await model.probabilities(images);
    expect(rows.map((row) => row.map((value) => Math.round(1e6 * value) / 1e6))).toEqual([
      [0.2, 0.4],
      [1, 0],
    ]);
    model.dispose();
  });

  it('applies the steps after the graph, and knows the task by the last one', async () => {
    const output = Float32Array.of(Math.exp(2.5 / 255), Math.exp(0.2));
    const sum = output[0]! + output[1]!;
    const softened = editPackage(foreign(), {
      files: {
        'test_output.npy': writeNpy(
          output.map((value) => value / sum),
          { shape: [1, 2] },
        ),
      },
      description(description) {
        const step = { id: 'softmax', kwargs: { axis: 'channel' } };
        description.setIn(['outputs', 0, 'postprocessing'], description.createNode([step]));
      },
    });
    const model = await openAll(softened);
    expect(model.card.task).toBe('single-label');
    const [[first, second]] = (await model.probabilities(new Float32Array(12))) as [[number, number]];
    expect([first, second]).toEqual([0.5, 0.5]);
    model.dispose();
  });

  it.each<readonly [what: string, change: Change, message: string]>([
    [
      'one whose test output is another',
      (d) => d.setIn(['inputs', 0, 'preprocessing', 1, 'kwargs', 'gain'], 1 / 100),
      'does not give its test output: bright must be 0.0098',
    ],
    [
      'a step that is not expressed',
      (d) => d.addIn(['inputs', 0, 'preprocessing'], d.createNode({ id: 'binarize' })),
      'binarize cannot be expressed here',
    ],
    [
      'statistics over the batch',
      (d) => d.addIn(['inputs', 0, 'preprocessing'], d.createNode({ id: 'zero_mean_unit_variance' })),
      'within one image',
    ],
    [
      'several outputs',
      (d) => d.addIn(['outputs'], d.createNode({ id: 'more', axes: [{ type: 'batch' }] })),
      'outputs: expected one tensor; found 2: probabilities, more',
    ],
    [
      'weights of PyTorch alone',
      (d) => d.setIn(['weights'], d.createNode({ pytorch_state_dict: { source: 'a.pt' } })),
      'expected ONNX weights, which run here; found pytorch_state_dict',
    ],
    [
      'weights beside the graph',
      (d) => d.setIn(['weights', 'onnx', 'external_data'], d.createNode({ source: 'a.data' })),
      'weights.onnx.external_data: must be absent',
    ],
    [
      'version 0.4',
      (d) => d.set('format_version', '0.4.10'),
      'expected a model of format_version 0.5; found type "model", format_version "0.4.10"',
    ],
    ['a dataset', (d) => d.set('type', 'dataset'), 'found type "dataset"'],
    [
      'levels of 16 bits',
      (d) => d.setIn(['inputs', 0, 'data'], d.createNode({ type: 'uint16' })),
      '8-bit levels in [0, 255] go in here; it takes uint16 in [any, 65535]',
    ],
    [
      'a volume',
      (d) => d.addIn(['inputs', 0, 'axes'], d.createNode({ type: 'space', id: 'z', size: 1 })),
      'expected the axes y, x and channel',
    ],
    [
      'an image as answer',
      (d) => d.addIn(['outputs', 0, 'axes'], d.createNode({ type: 'space', id: 'x', size: 3 })),
      'expected one probability per class',
    ],
    [
      'a time axis',
      (d) => d.addIn(['inputs', 0, 'axes'], d.createNode({ type: 'time', id: 't', size: 1 })),
      'axes of type time cannot be expressed here',
    ],
    [
      'a test tensor of another shape',
      (d) => d.setIn(['inputs', 0, 'axes', 2, 'size'], 5),
      'expected the axes batch, channel 2, y 5, x; its shape is [1,2,2,3]',
    ],
    ['no test tensor', (d) => void d.deleteIn(['outputs', 0, 'test_tensor']), 'expected a test_tensor'],
    [
      'a card of other classes',
      (d) =>
        d.set(
          'config',
          d.createNode({
            hpa_localize: { card: { task: 'multi-label', classes: [{ id: 1, name: 'a' }] } },
          }),
        ),
      'its card the classes a',
    ],
  ])('refuses %s', async (_what, change, message) => {
    await expect(openAll(foreign(change))).rejects.toThrow(message);
  });

  it('asks which channels are ours', async () => {
    await expect(openAll(foreign(), {})).rejects.toThrow(
      'its input has the channels DAPI, protein; say which channel of the images each is, microtubules, protein, nucleus, er or any of --channels, as in --package-channels nucleus=DAPI',
    );
    const named = await openAll(foreign(), { imageChannels: ['protein', 'DAPI'] });
    expect(named.card.input.channels).toEqual(['DAPI', 'protein']);
    named.dispose();
    const said = await openAll(foreign(), { channels: { actin: 'DAPI' } });
    expect(said.card.input.channels).toEqual(['actin', 'protein']);
    said.dispose();
    await expect(openAll(foreign(), { channels: { nucleus: 'Hoechst' } })).rejects.toThrow('not Hoechst');
    await expect(openAll(foreign(), { channels: { protein: 'DAPI' } })).rejects.toThrow('would be protein');
  });

  it('refuses weights that lie in another file of this machine', async () => {
    const onnx = meansOfChannels({
      channels: 2,
      height: 2,
      width: 3,
      initializers: [constantElsewhere('/etc/passwd')],
    });
    await expect(openAll(foreign(() => {}, onnx))).rejects.toThrow('a tensor names another file');
    await expect(openAll(foreign(() => {}, Uint8Array.of(0x3a, 0xff, 0x01)))).rejects.toThrow(
      'not an ONNX file',
    );
  });
});

describe('a hostile package', () => {
  it.each([
    '../secret.npy',
    '/etc/passwd',
    'file:///etc/passwd',
    'https://example.org/a.npy',
    'a/../../b',
    'c:\\a',
    '',
  ])('cannot name the file %j, packed or unpacked', async (source) => {
    const bytes = foreign((d) => d.setIn(['inputs', 0, 'test_tensor'], d.createNode({ source })));
    for (const path of [await write(bytes), await unpack(bytes)]) {
      await expect(openPackage(path)).rejects.toThrow(
        `a file of a package must lie in it; it names "${source}"`,
      );
    }
  });

  it('cannot lead out of its folder by a link', async () => {
    const path = await unpack(foreign());
    const secret = join(scratch, 'secret.npy');
    await writeFile(secret, writeNpy(new Uint8Array(12), { shape: [1, 2, 2, 3] }));
    await rm(join(dirname(path), 'test_input.npy'));
    await symlink(secret, join(dirname(path), 'test_input.npy'));
    await expect(openPackage(path)).rejects.toThrow('test_input.npy leads to');
  });

  it.each([
    ['../rdf.yaml', 'invalid relative path: ../rdf.yaml'],
    ['/rdf.yaml', 'absolute path: /rdf.yaml'],
    ['a\\b.yaml', 'invalid characters in fileName'],
  ])('cannot hold an entry called %s', async (name, message) => {
    await expect(openAll(zipSync({ ...unzipSync(zip), [name]: new Uint8Array(1) }))).rejects.toThrow(message);
  });

  it('cannot grow beyond what a file may have, whatever size it states', async () => {
    const bomb = zipSync({ ...unzipSync(zip), 'rdf.yaml': new Uint8Array(2 ** 21).fill(0x20) });
    await expect(openAll(bomb)).rejects.toThrow('rdf.yaml: expected at most 1048576 bytes; it has 2097152');
    // The size in the central directory, 24 bytes after its signature, says 100.
    const central = Buffer.from(bomb);
    for (let at = 0; at < central.length - 46; at++) {
      const isEntry = central.readUInt32LE(at) === 0x02014b50;
      if (isEntry && central.subarray(at + 46, at + 54).toString() === 'rdf.yaml') {
        central.writeUInt32LE(100, at + 24);
      }
    }
    await expect(openAll(central)).rejects.toThrow(
      'rdf.yaml: cannot be unpacked: too many bytes in the stream',
    );
  });

  it('cannot have a file that is missing, or another than it states', async () => {
    const { 'test_output.npy': output, ...others } = unzipSync(foreign());
    await expect(openAll(zipSync(others))).rejects.toThrow('it names test_output.npy, which is not in it');
    const changed = Uint8Array.from(output!, (byte, index) =>
      index === output!.length - 1 ? byte ^ 1 : byte,
    );
    const damaged = zipSync({ ...others, 'test_output.npy': changed });
    await expect(openAll(damaged)).rejects.toThrow('test_output.npy: checksum mismatch: rdf.yaml says');
    const { 'rdf.yaml': _description, ...rest } = unzipSync(zip);
    await expect(openAll(zipSync(rest))).rejects.toThrow('expected rdf.yaml or bioimageio.yaml in it');
    await expect(openAll(Buffer.from('no zip file'))).rejects.toThrow('cannot be opened as a zip file');
    const unpacked = await unpack(foreign());
    await rm(join(dirname(unpacked), 'model.onnx'));
    await expect(openPackage(unpacked)).rejects.toThrow('it names model.onnx, which is not beside it');
  });

  it.skipIf(process.platform === 'win32')('cannot keep the reader waiting, if it is a pipe', async () => {
    const path = join(scratch, 'fifo.zip');
    execFileSync('mkfifo', [path]);
    await expect(openPackage(path)).rejects.toThrow(
      'fifo.zip: cannot be opened as a zip file: it is a folder, a pipe',
    );
  });

  it('cannot blow up its description', async () => {
    const lines = ['a: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 12; level++) {
      lines.push(
        `b${level}: &a${level} [${Array(10)
          .fill(`*a${level - 1}`)
          .join(', ')}]`,
      );
    }
    const bomb = { ...unzipSync(zip), 'rdf.yaml': Buffer.from(lines.join('\n')) };
    await expect(openAll(zipSync(bomb))).rejects.toThrow('not YAML that can be read: Excessive alias count');
    const deep = { ...unzipSync(zip), 'rdf.yaml': Buffer.from('['.repeat(200_000)) };
    await expect(openAll(zipSync(deep))).rejects.toThrow('rdf.yaml');
    const broken = { ...unzipSync(zip), 'rdf.yaml': Buffer.from('type: [model') };
    await expect(openAll(zipSync(broken))).rejects.toThrow('not YAML that can be read');
  });
});

describe('the commands', () => {
  it('predict by a package, and write nothing if it is damaged; explain says what it lacks', async () => {
    const cells = join(scratch, 'cells');
    await writeCells(cells, { count: 4, size: 40 });
    const out = join(scratch, 'predictions.csv');
    const predict = async (bytes: Uint8Array) =>
      runCommand('predict', [
        '--model',
        await write(bytes),
        '--package-channels',
        'nucleus=DAPI',
        '--data',
        cells,
        '--out',
        out,
      ]);
    const damaged = await predict(foreign((d) => d.setIn(['weights', 'onnx', 'source'], '../model.onnx')));
    expect(damaged).toMatchObject({ code: 1 });
    expect(damaged.stderr).toMatch(
      /^error: .*package\.zip: a file of a package must lie in it; it names "\.\.\/model\.onnx"\n$/,
    );
    expect(await stat(out).catch(() => null)).toBeNull();
    const finished = await predict(foreign());
    expect(finished).toMatchObject({ code: 0, stderr: '' });
    expect(finished.stdout).toContain(
      'package: drawn runs in onnxruntime on the CPU, and gave its test output',
    );
    expect((await stat(out)).size).toBeGreaterThan(50);
    const explained = await runCommand('explain', [
      '--model',
      await write(zip),
      '--data',
      cells,
      '--ids',
      'a',
    ]);
    expect(explained).toMatchObject({ code: 2, stdout: '' });
    expect(explained.stderr).toContain('gives no gradients to explain by');
  });
});
