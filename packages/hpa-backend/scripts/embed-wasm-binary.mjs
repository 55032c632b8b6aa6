// Writes the SIMD binary of the installed tfjs-backend-wasm, compressed, as base64 into src/generated/: browsers then need no
// further file, whatever bundles their page.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';

const { resolve } = createRequire(import.meta.url);
const binary = await readFile(resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm'));
const folder = new URL('../src/generated/', import.meta.url);
await mkdir(folder, { recursive: true });
await writeFile(
  new URL('wasm-binary.ts', folder),
  `// Written by scripts/embed-wasm-binary.mjs from @tensorflow/tfjs-backend-wasm (Apache-2.0); not under version control.
/** Base64 of tfjs-backend-wasm-simd.wasm, compressed by gzip. */
export const WASM_BINARY: string =
  '${gzipSync(binary, { level: 9 }).toString('base64')}';
`,
);
