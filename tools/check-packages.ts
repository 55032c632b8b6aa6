/**
 * Packs every package as npm would publish it, lints the tarballs (publint, attw), installs them together in a
 * fresh folder, imports each entry there, and runs the command by npx in an empty folder: what a user gets, not what
 * the workspace resolves.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const packages = ['backend', 'data', 'localize', 'metrics', 'models', 'train'].map(
  (name) => `packages/hpa-${name}`,
);
const run = (command: string, args: readonly string[], cwd = '.'): string =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

const folder = mkdtempSync(join(tmpdir(), 'hpa-packages-'));
const empty = mkdtempSync(join(tmpdir(), 'hpa-empty-'));
try {
  const manifests = packages.map(
    (path) => JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as Manifest,
  );
  const tarballs = packages.map((path) => {
    const [packed] = JSON.parse(
      run('npm', ['pack', '--json', '--silent', '--pack-destination', folder], path),
    ) as {
      filename: string;
    }[];
    return join(folder, packed?.filename ?? '');
  });
  for (const [index, tarball] of tarballs.entries()) {
    run('npx', ['publint', 'run', tarball, '--strict']);
    // The packages are ESM alone, so what CommonJS resolves is not asked.
    run('npx', ['attw', tarball, '--profile', 'esm-only', '--format', 'ascii']);
    console.log(`${manifests[index]?.name}: publint and attw clean`);
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  // An optional peer, which @hpa/models/onnx needs; its CPU library is in the package, so nothing more is downloaded.
  process.env.ONNXRUNTIME_NODE_INSTALL = 'skip';
  const optional = 'onnxruntime-node@1.30.0';
  run('npm', ['install', '--no-audit', '--no-fund', '--silent', ...tarballs, optional], folder);
  for (const { name, exports } of manifests) {
    for (const entry of Object.keys(exports).filter((key) => key !== './package.json')) {
      const specifier = join(name, entry);
      const script = `const m = await import('${specifier}'); console.log('${specifier}: ' + Object.keys(m).length + ' exports');`;
      process.stdout.write(run('node', ['--input-type=module', '--eval', script], folder));
    }
  }
  const use = `
    import { startBackend } from '@hpa/backend';
    import { gapNetPl } from '@hpa/models';
    import { zeros } from '@tensorflow/tfjs-core';
    const backend = await startBackend('wasm');
    const model = gapNetPl({ input: { height: 32, width: 32 }, classes: [{ id: 0, name: 'a' }, { id: 1, name: 'b' }], seed: 1 });
    const logits = model.logits(zeros([1, 32, 32, 4]), { training: false });
    if (logits.shape.join() !== '1,2') throw new Error('wrong shape ' + logits.shape);
    console.log('a model runs on ' + backend.device);
    backend.dispose();
  `;
  process.stdout.write(run('node', ['--input-type=module', '--eval', use], folder));

  // As `npx @hpa/localize compare` does once the packages are published; here the siblings come from tarballs too.
  const fromTarballs = tarballs.flatMap((tarball) => ['--package', tarball]);
  const compare = 'compare --models gapnet-pl --size 32 --epochs 1 --out run'.split(' ');
  process.stdout.write(
    run(
      'npm',
      ['exec', '--yes', '--ignore-scripts', ...fromTarballs, '--', 'hpa-localize', ...compare],
      empty,
    ),
  );
  if (!existsSync(join(empty, 'run', 'report.html'))) {
    throw new Error('hpa-localize compare wrote no report');
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
  rmSync(empty, { recursive: true, force: true });
}

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
}
