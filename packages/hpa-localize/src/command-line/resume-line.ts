import { basename, dirname } from 'node:path';
import { hidePassword } from './hide-password.js';

/** The command that resumes a run or a search, to copy, called as this process was: by npm, by npx or as a program. */
export function resumeLine(
  folder: string,
  {
    command,
    queue,
  }: {
    readonly command: 'compare' | 'tune';
    /** The address of the queue that it is to take. */
    readonly queue?: string | undefined;
  },
): string {
  const elsewhere = queue === undefined ? '' : ` --queue ${quote(hidePassword(queue))}`;
  return `${programOf(command, process)} --resume --out ${quote(folder)}${elsewhere}`;
}

function programOf(
  command: string,
  { env, argv, cwd }: Pick<NodeJS.Process, 'env' | 'argv' | 'cwd'>,
): string {
  if (env.npm_lifecycle_event === command) {
    const root = dirname(env.npm_package_json ?? '.');
    const prefix = root === cwd() || root === '.' ? '' : ` --prefix ${quote(root)}`;
    return `npm${prefix} run ${command} --`;
  }
  if (env.npm_command === 'exec') {
    return `npx hpa-localize ${command}`;
  }
  const program = argv[1] ?? 'hpa-localize';
  return basename(program) === 'hpa-localize'
    ? `hpa-localize ${command}`
    : `node ${quote(program)} ${command}`;
}

/** As a POSIX shell takes it. */
function quote(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
