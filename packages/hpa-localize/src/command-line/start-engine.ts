import { startBackend } from '@hpa/backend';
import { type InferenceEngine, startInference } from '../localize/start-inference.js';
import { say } from './say.js';
import type { BackendFlag, InferenceFlags } from './shared-flags.js';

/** Starts the engine that the flags ask for, and says which it is and which were passed over. */
export async function startEngine({
  backend: name,
  threads,
  fusedMultiplyAdd,
}: BackendFlag & {
  /** Of wasm: whether it multiplies and adds in one instruction; by default where there is one. */
  readonly fusedMultiplyAdd?: boolean;
}): Promise<Awaited<ReturnType<typeof startBackend>>> {
  return sayEngine(
    await startBackend(name, {
      ...(threads !== undefined && { threads }),
      ...(fusedMultiplyAdd !== undefined && { fusedMultiplyAdd }),
    }),
  );
}

/** Starts the engine for answers that the flags ask for, and says which it is and which were passed over. */
export async function startInferenceEngine({
  backend: name,
  threads,
}: InferenceFlags): Promise<InferenceEngine> {
  return sayEngine(await startInference(name, { ...(threads !== undefined && { threads }) }));
}

function sayEngine<Engine extends Pick<InferenceEngine, 'name' | 'device' | 'passedOver'>>(
  engine: Engine,
): Engine {
  say(`engine: ${engine.name}, ${engine.device}`);
  for (const { name: other, reason } of engine.passedOver) {
    say(`  not ${other}: ${reason}`);
  }
  return engine;
}
