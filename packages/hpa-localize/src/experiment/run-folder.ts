import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { reportPage } from '../pages/report-page.js';
import { renderMarkdown } from '../report/render-markdown.js';
import { parseReport } from '../report/schema/parse-report.js';
import type { Report } from '../report/schema/report-schema.js';

/**
 * Makes sure that a run may write into `folder`: it must be absent or empty, or, to resume, hold a run with the
 * same configuration. Nothing is written yet.
 *
 * @returns The report of the run to go on with; null for a new run.
 */
export async function checkRunFolder(
  folder: string,
  { resume, config }: { readonly resume: boolean; readonly config: object },
): Promise<Report | null> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') {
      return [];
    }
    if (error.code === 'ENOTDIR') {
      throw new Error(`--out ${folder} is a file; a run needs a folder`);
    }
    throw error;
  });
  if (!resume) {
    if (names.length === 0) {
      return null;
    }
    const holds = names.includes('config.json') ? 'already holds a run' : 'is not empty';
    throw new Error(
      `--out ${folder} ${holds}; choose another folder, or go on with an unfinished run by --resume`,
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

/** Writes report.json, report.md and report.html of a run, each whole or not at all. */
export async function writeReport(folder: string, report: Report): Promise<void> {
  await writeWhole(join(folder, 'report.json'), `${JSON.stringify(parseReport(report), null, 2)}\n`);
  await writeWhole(join(folder, 'report.md'), renderMarkdown(report));
  await writeWhole(join(folder, 'report.html'), await reportPage(report));
}

/** Writes a file under a temporary name and renames it, so that no reader ever meets half of it. */
export async function writeWhole(path: string, contents: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}`);
  await writeFile(temporary, contents);
  await rename(temporary, path);
}
