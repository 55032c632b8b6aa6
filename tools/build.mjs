/** Builds the packages that changed since the last time, without a word unless that fails. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const turbo = createRequire(import.meta.url).resolve('turbo/bin/turbo');
const flags = ['--output-logs=errors-only', '--log-prefix=none', '--ui=stream'];
const { status, stdout, stderr, error } = spawnSync(process.execPath, [turbo, 'run', 'build', ...flags], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1' },
  encoding: 'utf8',
  maxBuffer: 2 ** 28,
});
if (status !== 0) {
  process.stderr.write(error === undefined ? stdout + stderr : `error: ${error.message}\n`);
  process.exitCode = status ?? 1;
}
