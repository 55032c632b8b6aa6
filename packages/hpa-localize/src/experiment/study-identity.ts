import { createHash } from 'node:crypto';
import type { Sample } from '@hpa/data';
import type { SplitDataset } from './split-dataset.js';

/** What a run knows of one of its samples. */
export interface SampleRecord {
  readonly id: string;
  readonly group: string | null;
  /** Ids of its classes. */
  readonly labels: readonly number[];
  /**
   * The splits that hold it, in order; several, or one several times, where samples are drawn with replacement. Of folds, the one
   * that it is tested in, such as `fold-2`.
   */
  readonly splits: readonly string[];
  /** Digest of its pixels. */
  readonly pixels: string;
}

/** Which samples a study uses, in a form that does not depend on their order. */
export interface StudyIdentity {
  /** SHA-256 over ids, pixels, labels and groups. */
  readonly data: string;
  /** SHA-256 over the ids of each split. */
  readonly split: string;
  /** In the order of their ids. */
  readonly samples: readonly SampleRecord[];
}

/** Says which samples a study uses, and where. */
export function identifyStudy({
  splits,
  folds,
  classes,
  contents,
}: Pick<SplitDataset, 'splits' | 'folds' | 'classes' | 'contents'>): StudyIdentity {
  const records = new Map<string, SampleRecord & { readonly splits: string[] }>();
  const parts: [string, readonly Sample[]][] =
    folds?.map(({ test }, index) => [`fold-${index + 1}`, test]) ??
    (['train', 'validation', 'test'] as const).map((split) => [split, splits[split]]);
  for (const [split, samples] of parts) {
    for (const { id, group, labels } of samples) {
      const known = records.get(id);
      if (known !== undefined) {
        known.splits.push(split);
        continue;
      }
      const pixels = contents.get(id) ?? '';
      const ids = labels.map((label) => classes[label]?.id ?? label).sort((a, b) => a - b);
      records.set(id, { id, group: group ?? null, labels: ids, splits: [split], pixels });
    }
  }
  const samples = [...records.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    data: digest(samples.map(({ id, group, labels, pixels }) => [id, group, labels, pixels])),
    split: digest(samples.map(({ id, splits: own }) => [id, own])),
    samples,
  };
}

/** Names the samples of a study and their splits in 16 digits: equal if and only if both are. */
export function studyDigest(study: Parameters<typeof identifyStudy>[0]): string {
  const { data, split } = identifyStudy(study);
  return digest([data, split]).slice(0, 16);
}

/** SHA-256, in hex, of a value as JSON. */
export function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

/** Says in which samples a study differs from an earlier one, in words; nothing if there is no difference. */
export function describeChanges(
  before: readonly SampleRecord[],
  { now }: { readonly now: readonly SampleRecord[] },
): string[] {
  const known = new Map(before.map((sample) => [sample.id, sample]));
  const found = new Map(now.map((sample) => [sample.id, sample]));
  const gone = before.filter(({ id }) => !found.has(id));
  const added = now.filter(({ id }) => !known.has(id));
  const both = now.flatMap((sample) => {
    const earlier = known.get(sample.id);
    return earlier === undefined ? [] : [{ id: sample.id, sample, earlier }];
  });
  const differing = (field: 'pixels' | 'labels' | 'group' | 'splits') =>
    both.filter(({ sample, earlier }) => JSON.stringify(sample[field]) !== JSON.stringify(earlier[field]));
  const total = cells(both.length);
  const lines: [readonly { readonly id: string }[], (count: number) => string][] = [
    [gone, (count) => `${cells(count)} ${count === 1 ? 'is' : 'are'} gone`],
    [added, (count) => `${cells(count)} ${count === 1 ? 'is' : 'are'} new`],
    [differing('pixels'), (count) => `the pixels of ${count} of ${total} changed`],
    [differing('labels'), (count) => `the labels of ${count} of ${total} changed`],
    [differing('group'), (count) => `the groups of ${count} of ${total} changed`],
    [differing('splits'), (count) => `${count} of ${total} ${count === 1 ? 'is' : 'are'} in another split`],
  ];
  return lines.flatMap(([samples, say]) =>
    samples.length === 0 ? [] : [`${say(samples.length)}: ${listIds(samples)}`],
  );
}

function cells(count: number): string {
  return count === 1 ? '1 cell' : `${count} cells`;
}

function listIds(samples: readonly { readonly id: string }[]): string {
  const shown = samples.slice(0, 3).map(({ id }) => id);
  return samples.length > shown.length ? `${shown.join(', ')}, ...` : shown.join(', ');
}
