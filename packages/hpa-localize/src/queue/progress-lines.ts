import { formatScore } from '../report/words/format.js';
import type { JobProgress } from './job-schema.js';

/** Turns what a worker says of a job, again and again, into lines for people: each change once. */
export function progressLines(
  name: string,
  { epochs, say }: { readonly epochs: number; readonly say: (line: string) => void },
): (progress: JobProgress) => void {
  let before: JobProgress | null = null;
  return (progress) => {
    const { worker, reports } = progress;
    if (before?.worker !== worker) {
      const done = reports.length === 0 ? '' : `, from epoch ${reports.length + 1} on`;
      say(`${name}: on ${worker}${done}`);
    }
    for (const [epoch, value] of before === null ? [] : reports.slice(before.reports.length)) {
      say(`${name} epoch ${epoch}/${epochs}: macro F1 ${formatScore(value, { digits: 3 })} on ${worker}`);
    }
    before = progress;
  };
}
