import type { Result } from './summarize.js';

/**
 * Requires that all engines of a benchmark ran networks of one size.
 *
 * @throws Error naming the engines and their parameter counts if they differ.
 */
export function requireEqualParameters(results: readonly Result[]): void {
  for (const [index, { benchmark, engine, parameters }] of results.entries()) {
    const first = results.slice(0, index).find((earlier) => earlier.benchmark === benchmark);
    if (first === undefined) {
      continue;
    }
    const [expected, received] = [first.parameters, parameters].map(
      ({ total, trainable }) => `${total} parameters (${trainable} trainable)`,
    );
    if (expected !== received) {
      throw new Error(`${benchmark}: ${first.engine} runs ${expected}, but ${engine} runs ${received}`);
    }
  }
}
