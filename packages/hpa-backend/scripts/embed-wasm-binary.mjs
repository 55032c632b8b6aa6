// Writes the SIMD binaries of the installed tfjs-backend-wasm, for one thread and for several, compressed, as base64 into
// src/generated/: browsers then need no further file, whatever bundles their page.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';

const BINARIES = [
  { file: 'tfjs-backend-wasm-simd.wasm', module: 'wasm-binary.ts', name: 'WASM_BINARY' },
  {
    file: 'tfjs-backend-wasm-threaded-simd.wasm',
    module: 'threaded-wasm-binary.ts',
    name: 'THREADED_WASM_BINARY',
  },
];

const { resolve } = createRequire(import.meta.url);
const folder = new URL('../src/generated/', import.meta.url);
await mkdir(folder, { recursive: true });
for (const { file, module, name } of BINARIES) {
  const binary = await readFile(resolve(`@tensorflow/tfjs-backend-wasm/dist/${file}`));
  await writeFile(
    new URL(module, folder),
    `// Written by scripts/embed-wasm-binary.mjs from @tensorflow/tfjs-backend-wasm (Apache-2.0); not under version control.
/** Base64 of ${file}, compressed by gzip. */
export const ${name}: string =
  '${gzipSync(binary, { level: 9 }).toString('base64')}';
`,
  );
}
