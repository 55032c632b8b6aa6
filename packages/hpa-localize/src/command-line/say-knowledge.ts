import type { Sample } from '@hpa/data';
import type { Task } from '../answers/task.js';
import { channelWarnings, knowledgeInWords } from '../knowledge/knowledge-in-words.js';
import type { TrainingRecord } from '../knowledge/training-record.js';
import { complain, say } from './say.js';

/**
 * Says of each model that knows it on what it was trained, how good it is, and what it was not trained on; and warns, on stderr, of
 * images whose stains differ from those of the training cells.
 */
export function sayKnowledge(
  models: readonly {
    readonly folder: string;
    readonly record: TrainingRecord | null;
    readonly dataset: { readonly images: { readonly channels?: readonly string[] } };
  }[],
  { task, samples }: { readonly task: Task; readonly samples: readonly Pick<Sample, 'channels'>[] },
): void {
  const warnings = new Set<string>();
  for (const { folder, record, dataset } of models) {
    if (record === null) {
      continue;
    }
    const of = models.length > 1 ? `${folder}: ` : '';
    say(`${of}${knowledgeInWords(record, { task })}`);
    for (const warning of channelWarnings(samples, { ...record, read: dataset.images.channels })) {
      warnings.add(warning);
    }
  }
  for (const warning of warnings) {
    complain(`warning: ${warning}`);
  }
}
