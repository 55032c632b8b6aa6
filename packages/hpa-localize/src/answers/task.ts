import type { ModelCard } from '@hpa/models';

/** What a row of labels may hold: exactly one class, or any number of them. */
export type Task = ModelCard['task'];
