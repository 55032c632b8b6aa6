import { hidePassword } from './hide-password.js';

/** The command line of this process, for people: without the passwords of addresses. */
export function commandLine(): string {
  return ['hpa-localize', ...process.argv.slice(2).map(hidePassword)].join(' ');
}
