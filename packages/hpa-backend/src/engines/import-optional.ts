import { EngineUnavailable } from '../engine.js';

/**
 * Imports an engine's package if it is installed. It is named at run time so that bundlers do not look for it.
 *
 * @throws EngineUnavailable with one line: not installed, or installed and failing to load.
 */
export async function importOptional<Module>(packageName: string): Promise<Module> {
  try {
    return (await import(/* @vite-ignore */ /* webpackIgnore: true */ packageName)) as Module;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const missing =
      message.includes(packageName) && /cannot find (package|module)|failed to resolve/i.test(message);
    throw new EngineUnavailable(
      missing
        ? `${packageName} is not installed`
        : `${packageName} does not load: ${message.split('\n', 1)[0]}`,
    );
  }
}
