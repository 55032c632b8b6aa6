import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Writes files into a temporary folder that is removed after the test; keys are paths in it. */
export async function datasetFolder(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'hpa-data-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return folder;
}

/** Empty stand-ins for the four channel files of each id. */
export function channelFiles(folder: string, ids: readonly string[]): Record<string, string> {
  const colors = ['red', 'green', 'blue', 'yellow'];
  return Object.fromEntries(ids.flatMap((id) => colors.map((color) => [`${folder}${id}_${color}.png`, ''])));
}
