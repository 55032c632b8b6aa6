// Compiles kernels/ to WebAssembly and writes it as base64 into src/generated/, so that neither a bundler nor a
// thread has a file to find.
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

let binary;
const { error, stderr } = await asc.main(
  [
    'kernels/index.ts',
    '--outFile',
    'kernels.wasm',
    '-O3',
    '--noAssert',
    '--runtime',
    'stub',
    '--enable',
    'simd,bulk-memory',
    '--importMemory',
    '--initialMemory',
    '1',
    '--baseDir',
    fileURLToPath(new URL('..', import.meta.url)),
  ],
  {
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
export const imageKernelsBinary: string =
  '${Buffer.from(binary).toString('base64')}';
`,
);
