/**
 * The wings of each package from the top down: imports go downwards. A wing is a folder of src/, or a file at its root;
 * an index, which re-exports all of them, and the program of the command are none.
 */
export const WINGS: Readonly<Record<string, readonly string[]>> = {
  backend: [
    'engines',
    'wasm',
    'wasm/kernels',
    'wasm/calls',
    'webgpu',
    'node',
    'wasm/memory',
    'webgpu/kernels',
    'dropout-attributes',
    'own-memory',
    'register-fused-gradients',
    'wasm/threads',
    'decode-base64',
    'engine-unavailable',
    'webgl',
    'webgpu/shaders',
  ],
  data: [
    'node/prepared',
    'node',
    'node/decoding',
    'node/layouts',
    'augmentation',
    'leakage',
    'node/files',
    'synthetic',
    'batches',
    'labels',
    'split',
    'sample',
    'synthetic/patterns',
    'image',
    'synthetic/drawing',
    'require-integer',
    'require-seed',
    'seeded-random',
    'skipped-sample',
  ],
  localize: [
    'commands',
    'experiment',
    'pages',
    'report',
    'pages/plots',
    'report/sections',
    'command-line',
    'localize',
    'report/words',
    'dataset',
    'explain',
    'files',
    'recipes',
    'report/schema',
  ],
  metrics: ['comparison', 'evaluate', 'curves', 'intervals', 'probability', 'single-label'],
  models: [
    'node',
    'onnx',
    'saving',
    'transfer',
    'architectures',
    'explain',
    'weights',
    'network',
    'weights/formats',
    'export',
    'layers',
    'weights/formats/hdf5',
    'counter-hash',
    'is-record',
    'layer-kinds',
    'listed',
    'readable-error',
    'require-number',
    'shown',
    'types',
    'weights/bytes',
    'weights/names',
  ],
  train: [
    'fit',
    'memory',
    'node',
    'state',
    'step',
    'optimizers',
    'losses',
    'diverged',
    'require-number',
    'require-options',
    'describe-value',
    'types',
  ],
};

/** The wing of a source of a package: `node/layouts` for a file in that folder. */
export function wingOf(file: string): string {
  const path = file.split('/').slice(3);
  return path.length === 1 ? path[0]!.replace(/\.ts$/, '') : path.slice(0, -1).join('/');
}

/** Whether a source is an entry of its package: an index or the program of the command. */
export function isEntry(file: string): boolean {
  return /\/(index|bin)\.ts$/.test(file);
}
