import { setMaxListeners } from 'node:events';
import { say } from './say.js';
import { watchNpm } from './watch-npm.js';

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Turns the first Ctrl-C or SIGTERM, or the end of the npm that started the command, into an abort, so that finished work can
 * be saved; the second ends the process at once.
 */
export function stopOnInterrupt({
  after = 'batch',
}: {
  /** What is finished first, in words. */
  readonly after?: string;
} = {}): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  // Every training and trial listens, many at a time with a queue: no leak, which Node warns of at eleven.
  setMaxListeners(0, controller.signal);
  const onSignal = (name: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      process.exit(EXIT_CODES[name as keyof typeof EXIT_CODES]);
    }
    say('');
    say(`stopping after this ${after}; press Ctrl-C again to stop at once`);
    controller.abort();
  };
  const unwatch = watchNpm(() => controller.abort());
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    release: () => {
      unwatch();
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
