import type sharp from 'sharp';

/** The functions of sharp. */
export type Sharp = typeof sharp;

let loading: Promise<Sharp> | undefined;

/**
 * Loads sharp, an optional peer: only images that are no 8-bit gray PNG need it.
 *
 * @throws Error if sharp is absent, saying how to install it, or does not load, saying why.
 */
export function loadSharp(): Promise<Sharp> {
  loading ??= import('sharp').then(({ default: loaded }) => loaded, explain);
  return loading;
}

function explain(cause: unknown): never {
  const { code, message } = cause as NodeJS.ErrnoException;
  // Both names: of import, and of the require that CommonJS builds turn it into.
  const isAbsent =
    (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') && /['"]sharp['"]/.test(message);
  if (isAbsent) {
    throw new Error('@hpa/data/node reads images by sharp: npm install sharp', { cause });
  }
  throw new Error(
    `@hpa/data/node reads images by sharp, which does not load: ${message.trim().split('\n', 1)[0]}`,
    {
      cause,
    },
  );
}
