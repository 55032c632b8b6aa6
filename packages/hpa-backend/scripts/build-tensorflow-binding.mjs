// Builds the binary of an installed @tensorflow/tfjs-node if its own download is blocked: takes libtensorflow from the PyPI wheel
// tensorflow-cpu and compiles the binding against it. For Linux with glibc; see the README of @hpa/backend.
//
//   npm install --ignore-scripts @tensorflow/tfjs-node@4.22.0
//   node build-tensorflow-binding.mjs [--tensorflow 2.12.1] [--wheel FILE] [--project DIR]
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

// tfjs-node asks for 2.9.1, but that wheel has no separate libtensorflow_cc; the wheel of 2.12.1 has one.
const { values } = parseArgs({
  options: {
    tensorflow: { type: 'string', default: '2.12.1' },
    wheel: { type: 'string' },
    project: { type: 'string', default: '.' },
  },
});

if (process.platform !== 'linux') {
  fail(`platform must be linux; received ${process.platform}`);
}
for (const tool of ['python3', 'make', 'g++']) {
  if (!succeeds(tool, ['--version'])) {
    fail(`${tool} is needed to compile the binding, but does not run`);
  }
}
const require = createRequire(join(resolve(values.project), 'package.json'));
const tfjsNode = folderOfTfjsNode();
const scratch = mkdtempSync(join(tmpdir(), 'tensorflow-binding-'));
try {
  placeLibrary(unpack(values.wheel === undefined ? download() : resolve(values.wheel)));
  compile();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
requireProduct();

function folderOfTfjsNode() {
  try {
    return dirname(require.resolve('@tensorflow/tfjs-node/package.json'));
  } catch {
    return fail(
      `@tensorflow/tfjs-node is not installed in ${resolve(values.project)}: ` +
        'npm install --ignore-scripts @tensorflow/tfjs-node@4.22.0',
    );
  }
}

/** Downloads the wheel by pip, with pip's own index and settings; any Python works, because the wheel is only unpacked. */
function download() {
  const pip = ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--python-version=3.11'];
  run('python3', [...pip, `--dest=${scratch}`, `tensorflow-cpu==${values.tensorflow}`]);
  return join(
    scratch,
    readdirSync(scratch).find((name) => name.endsWith('.whl')) ?? fail('pip downloaded no wheel'),
  );
}

/** Unpacks the libraries and C headers of a wheel and returns its folder 'tensorflow'. */
function unpack(wheel) {
  const script = `
import sys, zipfile
wanted = ('tensorflow/include/', 'tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2')
with zipfile.ZipFile(sys.argv[1]) as wheel:
    wheel.extractall(sys.argv[2], [name for name in wheel.namelist() if name.startswith(wanted)])`;
  run('python3', ['-c', script, wheel, scratch]);
  const folder = join(scratch, 'tensorflow');
  for (const name of [
    'libtensorflow_cc.so.2',
    'libtensorflow_framework.so.2',
    'include/tensorflow/c/c_api.h',
  ]) {
    if (!existsSync(join(folder, name))) {
      fail(`${wheel} has no tensorflow/${name}`);
    }
  }
  return folder;
}

/** Copies the files to where binding.gyp expects those of libtensorflow's own archive. */
function placeLibrary(folder) {
  const deps = join(tfjsNode, 'deps');
  const staged = join(tfjsNode, 'deps.new');
  rmSync(staged, { recursive: true, force: true });
  mkdirSync(join(staged, 'lib'), { recursive: true });
  cpSync(join(folder, 'include'), join(staged, 'include'), { recursive: true });
  for (const [library, linkName] of [
    ['libtensorflow_cc.so.2', 'libtensorflow.so'],
    ['libtensorflow_framework.so.2', 'libtensorflow_framework.so'],
  ]) {
    cpSync(join(folder, library), join(staged, 'lib', library));
    symlinkSync(library, join(staged, 'lib', linkName));
  }
  rmSync(deps, { recursive: true, force: true });
  renameSync(staged, deps);
}

function compile() {
  const nodePreGyp = createRequire(join(tfjsNode, 'package.json')).resolve(
    '@mapbox/node-pre-gyp/bin/node-pre-gyp',
  );
  // Archives and packages of Node contain its headers; without them, node-gyp downloads them.
  const prefix = dirname(dirname(process.execPath));
  const headers = existsSync(join(prefix, 'include/node/node_api.h')) ? [`--nodedir=${prefix}`] : [];
  run(process.execPath, [nodePreGyp, 'rebuild', '--build-from-source', ...headers], { cwd: tfjsNode });
}

/** Computes a known product with the new binary, in a new process. */
function requireProduct() {
  const script = `
const util = require('node:util');
util.isNullOrUndefined ??= (value) => value === null || value === undefined; // Gone from Node 23.
const tf = require(${JSON.stringify(tfjsNode)});
const [value] = tf.matMul([[1, 2]], [[3], [4]]).dataSync();
if (tf.getBackend() !== 'tensorflow' || value !== 11) throw new Error('the product must be 11; received ' + value);
console.log('tfjs-node ' + tf.version['tfjs-node'] + ' runs on libtensorflow ' + tf.backend().binding.TF_Version);`;
  run(process.execPath, ['-e', script], { env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' } });
}

function succeeds(command, commandArguments) {
  try {
    execFileSync(command, commandArguments, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function run(command, commandArguments, options = {}) {
  try {
    execFileSync(command, commandArguments, { stdio: 'inherit', ...options });
  } catch (error) {
    fail(`${command} ended with ${error.status ?? error.signal ?? error.message}; see its output above`);
  }
}

function fail(reason) {
  throw new Error(reason);
}
