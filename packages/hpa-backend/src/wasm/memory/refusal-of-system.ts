/**
 * What to say if the system gives a WebAssembly engine no memory or no thread at its start; undefined for other errors.
 *
 * @param options.threads With which the engine was to start.
 */
export function refusalOfSystem(
  error: unknown,
  { threads }: { readonly threads: number },
): string | undefined {
  const { message } = error instanceof Error ? error : { message: String(error) };
  const fewer = threads > 1 ? ', or start fewer threads (`--threads 1`, or `{ threads: 1 }`)' : '';
  if (/Memory(\.grow)?\(\)|allocation failed|out of memory/i.test(message)) {
    return (
      `the system gives no memory (${message}): WebAssembly reserves 10 GiB of addresses; ` +
      `raise the limit on addresses (\`ulimit -v\`) or on memory${fewer}`
    );
  }
  if (/EAGAIN|ERR_WORKER_INIT_FAILED|ERR_WORKER_OUT_OF_MEMORY|ended before it was ready/.test(message)) {
    return (
      `the system gives no ${threads} threads (${message}): ` +
      `raise the limits on addresses and processes (\`ulimit -v\`, \`ulimit -u\`)${fewer}`
    );
  }
  return undefined;
}
