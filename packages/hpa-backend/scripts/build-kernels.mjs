// Compiles kernels/ to WebAssembly four times: for a private and for a shared memory (the kind of memory is part of a module's
// import type), each with and without the fused multiply-add of relaxed SIMD, which not every engine has. Writes all as base64
// into src/generated/, so that bundlers and servers need no further file, and beside them the parameters of each kernel, from
// which the types of the calls follow.
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import ts from 'typescript';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));
/** Text of each source file that the compiler read. */
const sources = new Map();

/**
 * Reads a source file and turns each `// @inline` line into AssemblyScript's decorator, which TypeScript parsers do not accept
 * on a function.
 *
 * @param {string} name
 * @param {string} folder
 */
function readFile(name, folder) {
  try {
    const text = readFileSync(join(folder, name), 'utf8');
    sources.set(name, text);
    return text.replaceAll(/^\/\/ @inline$/gm, '@inline');
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
  return binary;
}

/** Names of the parameters of each exported function in the sources. */
function declaredParameters() {
  const declared = new Map();
  for (const [name, text] of sources) {
    for (const node of ts.createSourceFile(name, text, ts.ScriptTarget.Latest).statements) {
      const isExported =
        ts.isFunctionDeclaration(node) &&
        node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
      if (isExported) {
        declared.set(
          node.name.text,
          node.parameters.map((parameter) => parameter.name.text),
        );
      }
    }
  }
  return declared;
}

/**
 * The parameters of each kernel of a module, without the range and the thread that the pool adds.
 *
 * @param {Uint8Array} binary
 * @throws Error if a kernel and its source do not match, or if its last parameters are not `begin`, `end` and `thread`.
 */
function kernelParameters(binary) {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary), { env: { memory } });
  const declared = declaredParameters();
  const functions = Object.entries(exports).filter(([, value]) => typeof value === 'function');
  return functions
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { length }]) => {
      const parameters = declared.get(name);
      if (parameters?.length !== length) {
        throw new Error(
          `kernel ${name} must have ${length} parameters in its source; received ${parameters?.length ?? 'no source'}`,
        );
      }
      const own = parameters.includes('begin')
        ? parameters.slice(0, parameters.indexOf('begin'))
        : parameters;
      const added = parameters.slice(own.length);
      if (!['', 'begin,end', 'begin,end,thread'].includes(added.join())) {
        throw new Error(
          `kernel ${name} must end in begin, end and thread, or in none of them; received ${added.join(', ')}`,
        );
      }
      return [name, own];
    });
}

const PRIVATE = 'simd,bulk-memory';
const SHARED = `${PRIVATE},threads`;
const BOUNDS = ['--sharedMemory', '--maximumMemory=65536'];
const separate = {
  private: await compile([`--enable=${PRIVATE}`]),
  shared: await compile([`--enable=${SHARED}`, ...BOUNDS]),
};
const fused = {
  private: await compile([`--enable=${PRIVATE},relaxed-simd`]),
  shared: await compile([`--enable=${SHARED},relaxed-simd`, ...BOUNDS]),
};
const parameters = kernelParameters(separate.private);

/** @param {Readonly<Record<'private' | 'shared', Uint8Array>>} binaries */
const inBase64 = (binaries) => `{
    private: '${Buffer.from(binaries.private).toString('base64')}',
    shared: '${Buffer.from(binaries.shared).toString('base64')}',
  }`;

const folder = new URL('../src/generated/', import.meta.url);
const notice = '// Written by scripts/build-kernels.mjs from kernels/; not under version control.';
await mkdir(folder, { recursive: true });
await writeFile(
  new URL('kernel-binaries.ts', folder),
  `${notice}
/** Base64 of the kernel modules, for a private and for a shared WebAssembly memory, by how they multiply and add. */
export const KERNEL_BINARIES = {
  separate: ${inBase64(separate)},
  fused: ${inBase64(fused)},
} as const;
`,
);
await writeFile(
  new URL('kernel-parameters.ts', folder),
  `${notice}
/** The parameters of each kernel, in order, without the range and the thread that the pool adds. */
export const KERNEL_PARAMETERS = {
${parameters.map(([name, own]) => `  ${name}: [${own.map((parameter) => `'${parameter}'`).join(', ')}],\n`).join('')}} as const;
`,
);
