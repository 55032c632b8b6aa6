import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseReport } from '../report/schema/parse-report.js';
import type { Report } from '../report/schema/report-schema.js';

/**
 * Opens a run folder: it must be absent or empty or, to resume, hold a run with the same configuration. Nothing is
 * written yet.
 *
 * @returns The report of the run to resume; null for a new run.
 * @throws Error naming the folder or the setting if the folder holds something else or the setting differs.
 */
export async function openRun(
  folder: string,
  { resume, config }: { readonly resume: boolean; readonly config: object },
): Promise<Report | null> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') {
      return [];
    }
    if (error.code === 'ENOTDIR') {
      throw new Error(`--out ${folder} is a file; it must be a folder`);
    }
    throw error;
  });
  if (!resume) {
    if (names.length === 0) {
      return null;
    }
    const holds = names.includes('config.json') ? 'already holds a run' : 'is not empty';
    throw new Error(
      `--out ${folder} ${holds}; choose another folder, or resume an unfinished run with --resume`,
    );
  }
  if (!names.includes('config.json')) {
    throw new Error(`--resume: ${folder} holds no run (no config.json)`);
  }
  const before = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')) as {
    options: Record<string, unknown>;
  };
  for (const [key, value] of Object.entries(config)) {
    if (JSON.stringify(before.options[key]) !== JSON.stringify(value)) {
      throw new Error(
        `--resume: ${folder} was started with ${key} ${JSON.stringify(before.options[key])}; received ${JSON.stringify(value)}`,
      );
    }
  }
  return names.includes('report.json')
    ? parseReport(JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')))
    : null;
}
