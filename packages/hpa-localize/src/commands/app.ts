import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { serveApp } from '../app/serve-app.js';
import { parseInteger } from '../command-line/parse-integer.js';
import { say } from '../command-line/say.js';
import { modelFlag, withExamples } from '../command-line/shared-flags.js';
import { watchNpm } from '../command-line/watch-npm.js';
import { DEFAULT_MODEL } from '../localize/model-catalog.js';
import { resolveModel } from '../localize/resolve-model.js';

/** The page as the build of this package leaves it. */
const PAGE = fileURLToPath(new URL('../page', import.meta.url));

/** The flags of `app`. */
interface AppFlags {
  readonly model?: string;
  readonly port: number;
}

/** Adds the flags and the action of `hpa-localize app`. */
export function addApp(command: Command): void {
  command
    .description(
      'Serves a page that tells where the protein sits in pictures that are dropped on it, to this machine alone. Pictures are read and the model runs in the browser: nothing leaves it.',
    )
    .addOption(modelFlag())
    .option(
      '--port <number>',
      'port on this machine (default: one that is free)',
      parseInteger({ minimum: 1, maximum: 65_535 }),
      0,
    )
    .action(serve);
  withExamples(command, ['', '--model runs/first/gapnet', '--model runs/first/gapnet --port 8080']);
}

async function serve({ model = DEFAULT_MODEL, port }: AppFlags): Promise<void> {
  if (!existsSync(join(PAGE, 'index.html'))) {
    throw new Error(`${PAGE}: the page is not built; in a clone, run: npm run build`);
  }
  const folder = await resolveModel(model, { onFetch: say });
  const served = await serveApp({ page: PAGE, model: folder, port });
  say(`model: ${folder}`);
  say(`open ${served.url} in a browser; Ctrl-C ends it`);
  await new Promise<void>((resolve) => {
    const unwatch = watchNpm(end);
    function end(): void {
      unwatch();
      resolve();
    }
    process.once('SIGINT', end);
    process.once('SIGTERM', end);
  });
  await served.close();
}
