// Writes the script that kernel threads run in a browser, bundled and minified, as a string into src/generated/: no bundler has
// to find a file for it.
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const { outputFiles } = await build({
  entryPoints: [fileURLToPath(new URL('../src/browser/kernel-thread.ts', import.meta.url))],
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  charset: 'utf8',
  write: false,
  logLevel: 'error',
});
await writeFile(
  new URL('../src/generated/kernel-thread.ts', import.meta.url),
  `// Written by scripts/embed-kernel-thread.mjs from src/browser/kernel-thread.ts; not under version control.
/** What kernel threads run in a browser. */
export const KERNEL_THREAD: string = ${JSON.stringify(outputFiles[0].text.trim())};
`,
);
