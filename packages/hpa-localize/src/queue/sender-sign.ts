import type { Redis } from 'ioredis';

/** A sender that gives no sign for so long counts as gone. */
const GONE_SECONDS = 60;
const SIGN_MS = 10_000;

/**
 * Gives a sign that the sender of the shares of a table lives, and again until the function that it returns takes it back. Another sender of
 * the same table then gives its own within seconds.
 */
export async function signSender(connection: Redis, run: string): Promise<() => Promise<void>> {
  const sign = () => connection.set(keyOf(run), 'lives', 'EX', GONE_SECONDS);
  await sign();
  const timer = setInterval(() => {
    // What goes wrong with the connection, the next command of the queue throws.
    sign().catch(() => {});
  }, SIGN_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await connection.del(keyOf(run));
  };
}

/** Whether the sender of shares still gives signs: what nobody awaits must not keep workers from what others do. */
export async function isSenderThere(connection: Redis, run: string): Promise<boolean> {
  return (await connection.exists(keyOf(run))) === 1;
}

function keyOf(run: string): string {
  return `hpa-localize:sender:${run}`;
}
