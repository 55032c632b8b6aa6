import { EngineUnavailable } from './engine.js';

/**
 * Imports an engine's package if it is installed. It is named at run time so that bundlers do not look for it.
 *
 * @throws EngineUnavailable with one line: not installed, or installed and failing to load; then its cause is
 * what the package threw.
 */
export async function importOptional<Module>(packageName: string): Promise<Module> {
  try {
    return (await import(/* @vite-ignore */ /* webpackIgnore: true */ packageName)) as Module;
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n', 1);
    // The name in quotes: a package that is installed may be missing another, and name itself as who asked.
    const missing =
      /cannot find (package|module)|(failed to|could not) resolve/i.test(line) &&
      new RegExp(`['"]${packageName}['"]`).test(line);
    if (missing) {
      throw new EngineUnavailable(`${packageName} is not installed`);
    }
    throw new EngineUnavailable(`${packageName} does not load: ${line}`, { cause: error });
  }
}
