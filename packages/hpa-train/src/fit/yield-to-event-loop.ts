/**
 * Lets timers, signals, input and rendering have their turn, and comes back at once after it.
 *
 * A message rather than a timer: browsers hold timers back, in background tabs by a second each.
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
