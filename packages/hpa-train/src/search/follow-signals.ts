/** A signal that is aborted with any of several, until it is released. */
export function followSignals(signals: readonly (AbortSignal | undefined)[]): {
  readonly signal: AbortSignal;
  release(): void;
} {
  const controller = new AbortController();
  const followed = signals.filter((signal) => signal !== undefined);
  const abort = (): void => controller.abort(followed.find(({ aborted }) => aborted)?.reason);
  for (const signal of followed) {
    signal.addEventListener('abort', abort);
  }
  if (followed.some(({ aborted }) => aborted)) {
    abort();
  }
  return {
    signal: controller.signal,
    release() {
      for (const signal of followed) {
        signal.removeEventListener('abort', abort);
      }
    },
  };
}
