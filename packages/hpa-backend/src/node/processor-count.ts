import { cpuQuota } from './cpu-quota.js';

/**
 * How many threads can compute at once in this process: the processors that it may run on, or fewer if its cgroups grant less
 * time. A quota is rounded: on 1.5 processors two threads are faster than one, on 1.25 they are not.
 *
 * @param options.root The folder that holds proc/ and sys/, for tests.
 * @param options.processors Processors that the process may run on, by default those of its affinity.
 */
export function processorCount({
  root = '/',
  // getBuiltinModule keeps node:os out of browser bundles.
  processors = process.getBuiltinModule('node:os').availableParallelism(),
}: {
  readonly root?: string;
  readonly processors?: number;
} = {}): number {
  return Math.max(1, Math.min(processors, Math.round(cpuQuota(root))));
}
