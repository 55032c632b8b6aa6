/** Runs a step of sharp's; where it fails, the error names the file. */
export async function namingFile<T>(file: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    const reason = (cause as Error).message.trim().replaceAll(/\s*\n\s*/g, '; ');
    throw new Error(`${file}: cannot be decoded: ${reason}`, { cause });
  }
}
