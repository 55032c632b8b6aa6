import { basename, dirname } from 'node:path';

/** The command that resumes a run or a search, to copy, called as this process was: by npm, by npx or as a program. */
export function resumeLine(folder: string, { command }: { readonly command: 'compare' | 'tune' }): string {
  return `${programOf(command, process)} --resume --out ${quote(folder)}`;
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
