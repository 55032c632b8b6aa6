import type { Dataset } from '../schema/report-schema.js';
import { formatCount, formatQuantity } from './format.js';

/** What the audit of the splits found, for readers. */
export interface LeakageInWords {
  /** Whether anything was found that stands in more than one split. */
  readonly leaks: boolean;
  /** One plain sentence a check. */
  readonly sentences: readonly string[];
}

/** Says in words what the leakage audit looked for and found. */
export function leakageInWords({ leakage, grouped, groups }: Dataset): LeakageInWords {
  const { duplicateIds, sharedGroups, nearDuplicates } = leakage;
  return {
    leaks: duplicateIds > 0 || sharedGroups > 0 || (nearDuplicates ?? 0) > 0,
    sentences: [
      duplicateIds === 0
        ? 'No id stands in more than one split.'
        : `${formatQuantity(duplicateIds, 'id')} in more than one split: the same image was trained on and tested.`,
      groupSentence({ grouped, groups, sharedGroups }),
      nearDuplicateSentence(nearDuplicates),
    ],
  };
}

function groupSentence({
  grouped,
  groups,
  sharedGroups,
}: {
  grouped: boolean;
  groups: number | undefined;
  sharedGroups: number;
}): string {
  if (sharedGroups > 0) {
    return `${formatQuantity(sharedGroups, 'group')} in more than one split: cells of one source were trained on and tested.`;
  }
  if (grouped) {
    return groups === undefined
      ? 'Every group of related cells lies whole in one split.'
      : `Each of the ${formatCount(groups)} groups of related cells lies whole in one split.`;
  }
  return groups === undefined
    ? 'The source of each cell is unknown, so related cells may lie in different splits.'
    : 'Groups of related cells were known, but not kept together in one split.';
}

function nearDuplicateSentence(nearDuplicates: number | null): string {
  if (nearDuplicates === null) {
    return 'Nearly equal images were not looked for.';
  }
  if (nearDuplicates === 0) {
    return 'No two nearly equal images lie in different splits.';
  }
  return `${formatQuantity(nearDuplicates, 'pair')} of nearly equal images in different splits.`;
}
