/**
 * Lets timers, signals, input and rendering run, and resolves right after.
 *
 * It posts a message instead of setting a timer, because browsers delay timers, in background tabs by a second each.
 */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
