// Compiles kernels/ to WebAssembly twice, for a private and for a shared memory (the kind is part of a module's
// import type), and writes both as base64 into src/generated/, so that no bundler or server has a file to find.
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));

/**
 * Reads a source file and turns each `// @inline` line into AssemblyScript's decorator, which no TypeScript parser accepts
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

/** @param {readonly string[]} memoryFlags */
async function compile(memoryFlags) {
  let binary;
  const { error, stderr } = await asc.main(
    [
      'kernels/index.ts',
      '--outFile=kernels.wasm',
      '-O3',
      '--noAssert',
      '--runtime=stub',
      '--importMemory',
      '--initialMemory=1',
      `--baseDir=${packageFolder}`,
      ...memoryFlags,
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
  return Buffer.from(binary).toString('base64');
}

const privateMemory = await compile(['--enable=simd,bulk-memory']);
const sharedMemory = await compile([
  '--enable=simd,bulk-memory,threads',
  '--sharedMemory',
  '--maximumMemory=65536',
]);

await mkdir(new URL('../src/generated/', import.meta.url), { recursive: true });
await writeFile(
  new URL('../src/generated/kernel-binaries.ts', import.meta.url),
  `// Written by scripts/build-kernels.mjs from kernels/; not under version control.
/** Base64 of the kernel module for a private WebAssembly memory. */
export const privateMemoryKernels: string =
  '${privateMemory}';
/** Base64 of the kernel module for a shared WebAssembly memory. */
export const sharedMemoryKernels: string =
  '${sharedMemory}';
`,
);
