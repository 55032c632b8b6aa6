import { startBackend } from '@hpa/backend';
import { say } from './say.js';
import type { BackendFlag } from './shared-flags.js';

/** Starts the engine that the flags ask for, and says which it is and which were passed over. */
export async function startEngine({
  backend: name,
  threads,
}: BackendFlag): Promise<Awaited<ReturnType<typeof startBackend>>> {
  const backend = await startBackend(name, { ...(threads !== undefined && { threads }) });
  say(`engine: ${backend.name}, ${backend.device}`);
  for (const { name: other, reason } of backend.passedOver) {
    say(`  not ${other}: ${reason}`);
  }
  return backend;
}
