import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { z } from 'zod';

/** Opening a pipe without a writer waits for ever unless it is told not to; Windows has neither. */
const FLAGS = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/**
 * Reads a JSON file that another program or an interrupted one may have written.
 *
 * @param parse Turns the value into what is wanted; what it throws gets the name of the file.
 * @returns null if there is no such file.
 * @throws Error naming the file if it is no regular file, no JSON or not what `parse` takes; always one line.
 */
export async function readJson<Value>(
  path: string,
  { parse }: { readonly parse: (value: unknown) => Value },
): Promise<Value | null> {
  const text = await readText(path);
  if (text === null) {
    return null;
  }
  try {
    return parse(JSON.parse(text));
  } catch (cause) {
    const reason = (cause as Error).message.replaceAll(/\s*\n\s*/g, ' ');
    throw new Error(`${path}: ${reason}`, { cause });
  }
}

/** Makes a parser of a schema, whose error is one line with the path of the first fault. */
export function parserOf<Schema extends z.ZodType>(
  schema: Schema,
  { what }: { readonly what: string },
): (value: unknown) => z.infer<Schema> {
  return (value) => {
    const result = schema.safeParse(value);
    if (result.success) {
      return result.data;
    }
    const { path = [], message } = result.error.issues[0] ?? {};
    const place = path.length === 0 ? 'it' : path.join('.');
    throw new Error(`not ${what}: ${place}: ${message}`);
  };
}

async function readText(path: string): Promise<string | null> {
  const file = await open(path, FLAGS).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') {
      return null;
    }
    throw new Error(`${path}: cannot be read: ${error.message}`, { cause: error });
  });
  if (file === null) {
    return null;
  }
  try {
    if (!(await file.stat()).isFile()) {
      throw new Error(`${path}: expected a file; it is a folder, a pipe or a device`);
    }
    return await file.readFile('utf8');
  } finally {
    await file.close();
  }
}
