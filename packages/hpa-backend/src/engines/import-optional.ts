import { EngineRefusal } from './engine.js';

/**
 * Imports an engine's package if it is installed. The name is not a literal, so bundlers do not resolve it.
 *
 * @throws Error if the package is not installed or fails to load; in that case `cause` is the package's error.
 */
export async function importOptional<Module>(packageName: string): Promise<Module> {
  try {
    return (await import(/* @vite-ignore */ /* webpackIgnore: true */ packageName)) as Module;
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n', 1);
    // In quotes, because an installed package that lacks another one names itself as the importer, without quotes.
    const missing =
      /cannot find (package|module)|(failed to|could not) resolve/i.test(line) &&
      new RegExp(`['"]${packageName}['"]`).test(line);
    if (missing) {
      throw new EngineRefusal(`${packageName} is not installed`);
    }
    throw new EngineRefusal(`${packageName} does not load: ${line}`, { cause: error });
  }
}
