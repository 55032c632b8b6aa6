/** Runs a step of decoding; if it fails, the error is one line that names the file. */
export async function namingFile<T>(file: string, step: () => T | Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    const reasons = (cause as Error).message
      .split('\n')
      .map((reason) => reason.trim())
      .filter((reason) => reason !== '');
    throw new Error(`${file}: cannot be decoded: ${[...new Set(reasons)].join('; ')}`, { cause });
  }
}
