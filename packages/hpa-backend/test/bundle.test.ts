import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

it('is bundled for browsers without configuration, warnings or modules of Node, the wasm binaries and the script of threads apart', async () => {
  const { metafile, warnings } = await build({
    stdin: {
      contents: "export * from '@hpa/backend';",
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    bundle: true,
    format: 'esm',
    splitting: true,
    outdir: 'out',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  expect(warnings).toEqual([]);
  const outputs = Object.entries(metafile.outputs);
  expect(outputs.flatMap(([, { imports }]) => imports.filter(({ external }) => external))).toEqual([]);
  // What a page loads at once, and what only the wasm engine asks for.
  const initial = new Set<string>();
  const load = (file: string): void => {
    if (!initial.has(file)) {
      initial.add(file);
      for (const { path, kind } of metafile.outputs[file]!.imports) {
        if (kind === 'import-statement') {
          load(path);
        }
      }
    }
  };
  load('out/stdin.js');
  const lazy = /generated\/(wasm-binary|threaded-wasm-binary|kernel-thread)\.js$/;
  const holds = ([file]: (typeof outputs)[number]) =>
    Object.keys(metafile.outputs[file]!.inputs).some((input) => lazy.test(input));
  expect(outputs.filter(holds).map(([file]) => initial.has(file))).toEqual([false, false, false]);
});
