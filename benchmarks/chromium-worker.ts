// Runs in a worker of a page: measures the configuration that it is sent, and answers with what it measured or with an error.
import { startBackend } from '@hpa/backend';
import type { Configuration, Measured } from './configuration.js';
import { registry } from './registry.js';
import { timeSteps } from './time-steps.js';

/** What the worker answers. */
export type Answer = Measured | { readonly error: string };

self.onmessage = async ({ data }: MessageEvent<Configuration>) => {
  const answer: Answer = await measureHere(data).catch((error: Error) => ({ error: error.message }));
  self.postMessage(answer);
};

async function measureHere(configuration: Configuration): Promise<Measured> {
  const { benchmark, threads: wanted } = configuration;
  const chosen = registry.find(({ name }) => name === benchmark)!;
  const options = wanted === undefined ? {} : { threads: wanted };
  const { device, threads, version } = await startBackend('wasm', options);
  const prepared = await chosen.prepare({ ...configuration, engine: 'wasm' });
  const seconds = await timeSteps(prepared, configuration);
  const browser = /Chrome\/[\d.]+/.exec(navigator.userAgent)?.[0] ?? navigator.userAgent;
  return { device: `${device}, ${browser}`, threads, version, parameters: prepared.parameters, seconds };
}
