import type { Dataset } from '../schema/report-schema.js';
import { formatCount, formatQuantity } from './format.js';

/** What the audit of the splits found, for readers. */
export interface LeakageInWords {
  /** Whether anything was found in more than one split. */
  readonly leaks: boolean;
  /** One plain sentence per check. */
  readonly sentences: readonly string[];
}

/** Says what the leakage audit looked for and found. */
export function leakageInWords({ leakage, grouped, groups }: Dataset): LeakageInWords {
  const { duplicateIds, sharedGroups, nearDuplicates } = leakage;
  return {
    leaks: duplicateIds > 0 || sharedGroups > 0 || (nearDuplicates ?? 0) > 0,
    sentences: [
      duplicateIds === 0
        ? 'No id is in more than one split.'
        : `${formatQuantity(duplicateIds, 'id')} ${isOrAre(duplicateIds)} in more than one split: the same image was used for training and testing.`,
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
    return `${formatQuantity(sharedGroups, 'group')} ${isOrAre(sharedGroups)} in more than one split: related cells, such as those of one image, were used for training and testing.`;
  }
  if (grouped) {
    return groups === undefined
      ? 'Each group of related cells is kept together in one split.'
      : `Each of the ${formatCount(groups)} groups of related cells is kept together in one split.`;
  }
  return groups === undefined
    ? 'It is unknown which cells are related, such as those of one image, so related cells may be in different splits.'
    : 'Groups of related cells are known, but were not kept together in one split.';
}

function nearDuplicateSentence(nearDuplicates: number | null): string {
  if (nearDuplicates === null) {
    return 'Nearly equal images in different splits were not searched for.';
  }
  if (nearDuplicates === 0) {
    return 'No two nearly equal images are in different splits.';
  }
  return `${formatQuantity(nearDuplicates, 'pair')} of nearly equal images ${isOrAre(nearDuplicates)} in different splits.`;
}

function isOrAre(count: number): string {
  return count === 1 ? 'is' : 'are';
}
