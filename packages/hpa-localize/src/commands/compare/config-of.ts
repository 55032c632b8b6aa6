import type { Task } from '../../answers/task.js';
import { packageVersions } from '../../experiment/package-versions.js';
import type { RunConfig } from '../../experiment/run-config.js';
import type { ProtocolFlag } from './compare-flags.js';
import type { Comparison } from './open-comparison.js';

/** What config.json says of a run, but for the digests of its data. */
export function configOf(
  { options, recipes, backend, dataset: { levels, scale, fit } }: Comparison,
  {
    protocol,
    task,
    askedTask,
  }: {
    readonly protocol: ProtocolFlag;
    readonly task: Task;
    readonly askedTask: Comparison['askedTask'];
  },
): RunConfig {
  const { dispose: _, passedOver, ...engine } = backend;
  return {
    options: { ...options, protocol, task, askedTask, models: recipes.map(({ name }) => name) },
    recipes,
    ...(levels && { levels }),
    ...(scale && { scale }),
    ...(fit && { fit }),
    backend: { ...engine, passedOver: [...passedOver] },
    versions: { node: process.version, ...packageVersions() },
  };
}
