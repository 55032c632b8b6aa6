import { FlagError } from '../command-line/flag-error.js';
import { hidePassword } from '../command-line/hide-password.js';

/** Where a queue is. */
export interface QueueAddress {
  /** With its password, for the client of Redis alone. */
  readonly url: string;
  /** The same for people: three asterisks stand for the password. */
  readonly shown: string;
  readonly host: string;
  readonly port: number;
  /** Number of the database in that Redis, which has others' jobs apart. */
  readonly database: number;
}

const DEFAULT_PORT = 6379;

/**
 * Reads the address of a queue.
 *
 * @throws FlagError if it is no address of a Redis; the message does not repeat what may hold a password.
 */
export function parseQueueAddress(text: string): QueueAddress {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isRedis = url?.protocol === 'redis:' || url?.protocol === 'rediss:';
  if (url === null || !isRedis || url.hostname === '' || !/^(\/\d*)?$/.test(url.pathname)) {
    throw new FlagError(
      '--queue must be redis://HOST, or with port, password and number of the database redis://:PASSWORD@HOST:PORT/NUMBER (rediss:// for TLS)',
    );
  }
  return {
    url: text,
    shown: hidePassword(text),
    host: url.hostname,
    port: url.port === '' ? DEFAULT_PORT : Number(url.port),
    database: Number(url.pathname.slice(1)),
  };
}
