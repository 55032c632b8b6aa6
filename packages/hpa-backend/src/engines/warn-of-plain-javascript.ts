import type { StartedBackend } from './engine.js';

let warned = false;

/** Says once, on the console, that 'auto' found no engine but plain JavaScript, why, and what to do. */
export function warnOfPlainJavaScript(passedOver: StartedBackend['passedOver']): void {
  if (warned) {
    return;
  }
  warned = true;
  const reasons = passedOver.map(({ name, reason }) => `  not ${name}: ${reason}`);
  console.warn(
    [
      '@hpa/backend: no engine started but plain JavaScript, on which training takes hundreds of times as long as on wasm.',
      ...reasons,
      "Remove the reason given for wasm, which runs wherever WebAssembly does; startBackend('wasm') throws instead of going on.",
    ].join('\n'),
  );
}
