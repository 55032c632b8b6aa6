import type { ClassLabel, Sample } from '@hpa/data';
import type { Task } from '../answers/task.js';
import type { ProtocolName } from './protocols.js';

/**
 * Decides what a study tells apart. `auto` looks at the rows that hold one of the classes: several labels in any of them
 * mean multi-label. The protocol of the notebook knows single-label alone.
 *
 * @returns The task, and in one sentence why.
 * @throws RangeError if several labels a sample are asked for, but each sample has exactly one, or the protocol takes one alone.
 */
export function chooseTask(
  { samples, classes }: { readonly samples: readonly Sample[]; readonly classes: readonly ClassLabel[] },
  {
    task,
    protocol,
    classes: wanted,
  }: {
    readonly task: 'auto' | Task;
    readonly protocol: ProtocolName;
    /** Ids of the classes of the study. */
    readonly classes: readonly number[];
  },
): { readonly task: Task; readonly reason: string } {
  if (protocol === 'notebook') {
    if (task === 'multi-label') {
      throw new RangeError(
        'the protocol notebook repeats a study of one label a sample; received the task multi-label',
      );
    }
    return { task: 'single-label', reason: 'the protocol notebook repeats a study of one label a sample' };
  }
  const chosen = new Set(classes.flatMap(({ id }, index) => (wanted.includes(id) ? [index] : [])));
  const selected = samples.filter(({ labels }) => labels.some((label) => chosen.has(label)));
  const several = selected.filter(({ labels }) => labels.length > 1).length;
  const counted = `${several} of ${selected.length} rows with one of the classes have several labels`;
  if (task === 'auto') {
    return { task: several > 0 ? 'multi-label' : 'single-label', reason: several > 0 ? counted : NONE };
  }
  if (task === 'multi-label' && several === 0 && selected.length > 0 && selected.length === samples.length) {
    throw new RangeError(
      `task multi-label needs rows with several labels, or with none of the classes; each of ${selected.length} rows has exactly one label: use single-label`,
    );
  }
  return { task, reason: `asked for; ${several > 0 ? counted : NONE}` };
}

const NONE = 'no row with one of the classes has several labels';
