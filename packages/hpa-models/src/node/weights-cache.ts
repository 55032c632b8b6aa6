import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Folder that fetched weights are kept in: `HPA_CACHE`, else `hpa-localize` in `XDG_CACHE_HOME`, else
 * `~/.cache/hpa-localize`.
 */
export function weightsCache(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const { HPA_CACHE, XDG_CACHE_HOME } = environment;
  return HPA_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'hpa-localize');
}
