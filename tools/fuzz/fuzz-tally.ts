import type { Outcome } from './attack.js';
import type { FuzzCase } from './cases.js';

const COLUMNS = ['cases', 'refused', 'same', 'other', 'crashes', 'hangs', 'faults'] as const;
type Counts = Record<(typeof COLUMNS)[number], number>;

/** Counts outcomes by format, and prints each fault when it is found. */
export class FuzzTally {
  readonly #counts = new Map<string, Counts>();
  /** Crashes, hangs and cases with any other fault. */
  faults = 0;

  add(
    { index, target, file, mutations }: FuzzCase & { readonly index: number },
    outcome: Outcome | 'crash' | 'hang',
  ): void {
    const counts = this.#counts.get(target.name) ?? {
      cases: 0,
      refused: 0,
      same: 0,
      other: 0,
      crashes: 0,
      hangs: 0,
      faults: 0,
    };
    this.#counts.set(target.name, counts);
    counts.cases++;
    const faults =
      outcome === 'crash' ? ['the process ended'] : outcome === 'hang' ? ['no end'] : outcome.faults;
    if (outcome === 'crash') {
      counts.crashes++;
    } else if (outcome === 'hang') {
      counts.hangs++;
    } else {
      counts[outcome.result]++;
    }
    if (faults.length > 0) {
      counts.faults++;
      this.faults++;
      const message =
        typeof outcome === 'object' && outcome.message !== undefined
          ? `\n  ${outcome.message.slice(0, 400)}`
          : '';
      const damage = JSON.stringify(mutations).slice(0, 300);
      console.log(`case ${index}: ${target.name}, ${file}: ${faults.join('; ')}\n  ${damage}${message}`);
    }
  }

  /** A row a format, and the sums. */
  table(): string {
    const rows = [...this.#counts].sort(([a], [b]) => a.localeCompare(b));
    const sum = Object.fromEntries(
      COLUMNS.map((column) => [column, rows.reduce((total, [, counts]) => total + counts[column], 0)]),
    ) as Counts;
    const width = Math.max(...rows.map(([name]) => name.length), 'all'.length);
    const line = (name: string, cells: readonly (string | number)[]) =>
      [name.padEnd(width), ...cells.map((cell) => String(cell).padStart(8))].join(' ');
    return [
      line('', COLUMNS),
      ...rows.map(([name, counts]) =>
        line(
          name,
          COLUMNS.map((column) => counts[column]),
        ),
      ),
      line(
        'all',
        COLUMNS.map((column) => sum[column]),
      ),
    ].join('\n');
  }
}
