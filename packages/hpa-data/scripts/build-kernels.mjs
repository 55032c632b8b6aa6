// Compiles kernels/ to WebAssembly and writes it as base64 into src/generated/, so that neither bundlers nor threads
// need to find a file.
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

let binary;
const { error, stderr } = await asc.main(
  [
    'kernels/index.ts',
    '--outFile=kernels.wasm',
    '-O3',
    '--noAssert',
    '--runtime=stub',
    '--enable=simd,bulk-memory',
    '--importMemory',
    '--initialMemory=1',
    `--baseDir=${fileURLToPath(new URL('..', import.meta.url))}`,
  ],
  {
    readFile,
    writeFile: (_name, contents) => {
      binary = contents;
    },
  },
);
if (error) {
  throw new Error(`AssemblyScript: ${error.message}\n${stderr}`);
}

await mkdir(new URL('../src/generated/', import.meta.url), { recursive: true });
await writeFile(
  new URL('../src/generated/image-kernels-binary.ts', import.meta.url),
  `// Written by scripts/build-kernels.mjs from kernels/; not under version control.
/** Base64 of the image kernels. */
export const IMAGE_KERNELS_BINARY: string =
  '${Buffer.from(binary).toString('base64')}';
`,
);

/**
 * Reads a source file and turns each `// @inline` line into AssemblyScript's decorator, which TypeScript parsers do not accept
 * on a function.
 *
 * @param {string} name
 * @param {string} folder
 */
function readFile(name, folder) {
  try {
    return readFileSync(join(folder, name), 'utf8').replaceAll(/^\/\/ @inline$/gm, '@inline');
  } catch {
    return null; // The compiler tries several names for an import.
  }
}
