/**
 * How much time and memory does loading InceptionV3 from a Keras .h5 take, compared with reading the file and parsing it with
 * h5wasm?
 *
 *     npm run build && node --import tsx benchmarks/load-keras-weights.ts [--file FILE.h5] [--repeats 5]
 *
 * Without a file, h5wasm writes one in the layout of Keras, with all weights of the network below its head. Each measurement runs
 * in a separate process. `seconds` is the median over the repeats, after one run that does not count. `peakMemory` is the maximum
 * growth of the process during preparation, which includes the network's own weights, and the first run, in multiples of the
 * file's size.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Classifier, inceptionV3, PUBLISHED_WEIGHTS } from '@hpa/models';
import { loadWeights, openWeights } from '@hpa/models/node';
import '@tensorflow/tfjs-backend-wasm';
import { ready, setBackend, zeros } from '@tensorflow/tfjs';
import { Command } from 'commander';
import { Dataset, File, Group, ready as h5wasmReady } from 'h5wasm/node';

interface Measurement {
  readonly case: string;
  readonly seconds: number;
  readonly peakMemory: number;
}

/** Prepares a measurement and returns the function to time. */
type Case = (file: string) => Promise<() => void>;

const CASES: Readonly<Record<string, Case>> = {
  'read-file': async (file) => () => void readFileSync(file),
  'read-file-and-parse-with-h5wasm': async (file) => {
    await h5wasmReady;
    return () => {
      readFileSync(file);
      parseWithH5wasm(file);
    };
  },
  'open-and-read-every-tensor': async (file) => () => {
    const weights = openWeights(file);
    for (const tensor of weights.tensors.values()) {
      tensor.read();
    }
    weights.close();
  },
  'load-into-network': async (file) => {
    await setBackend('wasm');
    const classifier = build();
    return () =>
      void loadWeights(classifier, file, { except: PUBLISHED_WEIGHTS['inception-v3'].imagenet.without });
  },
};

const flags = new Command('node --import tsx benchmarks/load-keras-weights.ts')
  .option('--file <path>', 'InceptionV3 without its head, as Keras saves it')
  .option('--repeats <n>', 'measured runs', Number, 5)
  .option('--case <name>', 'measure only this case, in this process')
  .parse()
  .opts<{ readonly file?: string; readonly repeats: number; readonly case?: string }>();

if (flags.case !== undefined && flags.file !== undefined) {
  console.log(JSON.stringify(await measure(flags.case, { file: flags.file, repeats: flags.repeats })));
} else {
  const folder = mkdtempSync(join(tmpdir(), 'hpa-benchmark-'));
  try {
    const file = flags.file ?? (await writeWithH5wasm(join(folder, 'inception-v3.h5')));
    const results = Object.keys(CASES).map((name) =>
      measureInProcess(name, { file, repeats: flags.repeats }),
    );
    const machine = { cores: cpus().length, processor: cpus()[0]?.model, node: process.version };
    console.log(JSON.stringify({ machine, bytes: statSync(file).size, results }, null, 2));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
// The engine and h5wasm keep the process alive. The last write ends when all before it have.
process.stdout.write('', () => process.exit(0));

interface Measure {
  readonly file: string;
  readonly repeats: number;
}

function measureInProcess(name: string, { file, repeats }: Measure): Measurement {
  const self = fileURLToPath(import.meta.url);
  const options = [`--case=${name}`, `--file=${file}`, `--repeats=${repeats}`];
  const args = ['--import', 'tsx', '--expose-gc', self, ...options];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Measurement;
}

async function measure(name: string, { file, repeats }: Measure): Promise<Measurement> {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  const run = await CASES[name]!(file);
  run();
  const peak = process.resourceUsage().maxRSS * 1024;
  const seconds = Array.from({ length: repeats }, () => {
    const start = performance.now();
    run();
    return (performance.now() - start) / 1000;
  }).sort((a, b) => a - b);
  return {
    case: name,
    seconds: seconds[Math.floor(repeats / 2)]!,
    peakMemory: (peak - before) / statSync(file).size,
  };
}

function build(): Classifier {
  const classes = [0, 1, 2, 3].map((id) => ({ id, name: `class ${id}` }));
  const common = {
    input: { height: 299, width: 299, channels: ['microtubules+er/2', 'protein+er/2', 'nucleus'] },
    classes,
    seed: 1,
    initialWeights: 'zeros',
  } as const;
  return inceptionV3({ ...common, pooling: 'avg' });
}

function parseWithH5wasm(path: string): void {
  const file = new File(path, 'r');
  const visit = (group: Group): void => {
    for (const key of group.keys()) {
      const entity = group.get(key);
      if (entity instanceof Group) {
        visit(entity);
      } else if (entity instanceof Dataset) {
        void entity.value;
      }
    }
  };
  visit(file);
  file.close();
}

/** Writes a file in the layout of Keras 2: a group per layer with its weights by name. */
async function writeWithH5wasm(path: string): Promise<string> {
  await h5wasmReady;
  await ready();
  // The versions that h5py writes by default.
  const file = new File(path, 'w', { libver: ['earliest', 'latest'] });
  for (const layer of build().network.layers) {
    for (const { originalName, shape } of layer.weights) {
      if (PUBLISHED_WEIGHTS['inception-v3'].imagenet.without.includes(layer.name)) {
        continue;
      }
      const data = zeros(shape as number[]).dataSync() as Float32Array;
      const path = `${layer.name}/${layer.name}`;
      const group = (file.get(path) ?? file.create_group(layer.name).create_group(layer.name)) as Group;
      const name = `${originalName.split('/').at(-1)}:0`;
      group.create_dataset({ name, data: data.fill(0.5), shape: shape as number[] });
    }
  }
  file.close();
  return path;
}
