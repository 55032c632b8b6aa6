/**
 * Runs a command of hpa-localize from this clone: `node tools/run-command.mjs predict ...`, or a tool beside this file, by tsx:
 * `node --import tsx tools/run-command.mjs synthetic-images.ts ...`. Builds first what changed, and takes paths from where the user
 * stands, also if npm was called with --prefix or from a folder further down.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const build = fileURLToPath(new URL('build.mjs', import.meta.url));
const [, , name] = process.argv;
const isTool = name?.endsWith('.ts') === true;
const program = new URL(isTool ? name : '../packages/hpa-localize/dist/bin.js', import.meta.url);

const { status } = spawnSync(process.execPath, [build], { stdio: 'inherit' });
if (status !== 0) {
  process.exit(status ?? 1);
}
// biome-ignore lint/suspicious/noUndeclaredEnvVars: npm sets it to the folder where it was called.
process.chdir(process.env.INIT_CWD ?? '.');
process.argv.splice(1, isTool ? 2 : 1, fileURLToPath(program));
await import(program.href);
