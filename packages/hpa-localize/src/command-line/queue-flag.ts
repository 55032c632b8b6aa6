import { Option } from 'commander';

/** The values of {@link queueFlag} where work can be sent elsewhere. */
export interface QueueFlag {
  /** With its password: print and record it by `hidePassword` alone. */
  readonly queue?: string;
}

/** The flag --queue of commands that send work to workers. */
export function queueFlag(work: string): Option {
  return new Option(
    '--queue <url>',
    `has ${work} done by the workers at a Redis, redis://HOST, which hpa-localize worker starts on any machine (default: in this process)`,
  );
}
