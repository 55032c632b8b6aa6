import { basename, dirname } from 'node:path';

/** The command that resumes a run, to copy, called as this process was: by npm, by npx or as a program. */
export function resumeLine(folder: string): string {
  return `${programOf(process)} --resume --out ${quote(folder)}`;
}

function programOf({ env, argv, cwd }: Pick<NodeJS.Process, 'env' | 'argv' | 'cwd'>): string {
  if (env.npm_lifecycle_event === 'compare') {
    const root = dirname(env.npm_package_json ?? '.');
    const prefix = root === cwd() || root === '.' ? '' : ` --prefix ${quote(root)}`;
    return `npm${prefix} run compare --`;
  }
  if (env.npm_command === 'exec') {
    return 'npx hpa-localize compare';
  }
  const program = argv[1] ?? 'hpa-localize';
  return basename(program) === 'hpa-localize' ? 'hpa-localize compare' : `node ${quote(program)} compare`;
}

/** As a POSIX shell takes it. */
function quote(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
