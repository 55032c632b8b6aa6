import { watchNpm } from './watch-npm.js';

/**
 * Has a command that can be ended at any moment, and resumes where it stopped, end with Ctrl-C, SIGTERM or the npm that
 * started it; a bar is cleared first.
 *
 * @returns Has signals act as before.
 */
export function endWithNpm(): () => void {
  const onInterrupt = () => process.exit(130);
  const onTerminate = () => process.exit(143);
  const unwatch = watchNpm(onInterrupt);
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  return () => {
    unwatch();
    process.off('SIGINT', onInterrupt);
    process.off('SIGTERM', onTerminate);
  };
}
