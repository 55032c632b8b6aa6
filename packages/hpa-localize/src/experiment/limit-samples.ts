import { createHash } from 'node:crypto';
import type { Sample } from '@hpa/data';

/** Units of a class that three splits need: one each. */
const MINIMUM_UNITS = 3;

/** Samples that stay together: those of one group, or a single one. */
interface Unit {
  readonly samples: readonly Sample[];
  /** What it stands for: the rarest of its classes, and its split if the dataset gives one. */
  readonly stratum: string;
  /** Decides the order in which units are taken. */
  readonly draw: string;
}

/**
 * Draws some of the samples of a study, so that a whole run can be tried quickly. Classes keep their shares, and groups stay whole; of
 * every class there is what three splits need, even if that is more than the limit. The draw depends on the ids and the seed alone.
 *
 * @returns The samples drawn, in their order; all of them if there are no more than the limit.
 */
export function limitSamples(
  samples: readonly Sample[],
  {
    limit,
    seed,
  }: {
    /** Maximum number of samples. */
    readonly limit: number;
    /** Integer in [0, 2^32). */
    readonly seed: number;
  },
): readonly Sample[] {
  if (samples.length <= limit) {
    return samples;
  }
  const strata = new Map<string, Unit[]>();
  for (const unit of unitsOf(samples, seed)) {
    const units = strata.get(unit.stratum) ?? [];
    units.push(unit);
    strata.set(unit.stratum, units);
  }
  const isSplit = samples.some(({ split }) => split !== undefined);
  const minimum = isSplit ? 1 : MINIMUM_UNITS;
  const queues = [...strata.values()].map((units) => ({
    units: [...units],
    target: (limit * countSamples(units)) / samples.length,
    taken: 0,
  }));
  const chosen = new Set<Sample>();
  const take = (queue: (typeof queues)[number], unit: Unit): void => {
    queue.taken += unit.samples.length;
    for (const sample of unit.samples) {
      chosen.add(sample);
    }
  };
  for (const queue of queues) {
    for (const unit of queue.units.splice(0, minimum)) {
      take(queue, unit);
    }
  }
  for (;;) {
    const room = limit - chosen.size;
    const open = queues.flatMap((queue) => {
      const at = queue.units.findIndex((unit) => unit.samples.length <= room);
      return at === -1 ? [] : [{ queue, at }];
    });
    if (room <= 0 || open.length === 0) {
      return samples.filter((sample) => chosen.has(sample));
    }
    const shortest = open.reduce((best, each) => (missing(each.queue) > missing(best.queue) ? each : best));
    const [unit] = shortest.queue.units.splice(shortest.at, 1);
    take(shortest.queue, unit!);
  }
}

function missing({ target, taken }: { readonly target: number; readonly taken: number }): number {
  return target - taken;
}

function countSamples(units: readonly Unit[]): number {
  return units.reduce((sum, unit) => sum + unit.samples.length, 0);
}

function unitsOf(samples: readonly Sample[], seed: number): Unit[] {
  const counts = new Map<number, number>();
  for (const label of samples.flatMap(({ labels }) => labels)) {
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  const rarest = (group: readonly Sample[]): string => {
    const labels = group.flatMap((sample) => sample.labels);
    const first = [...labels].sort((a, b) => counts.get(a)! - counts.get(b)! || a - b)[0];
    return `${first ?? 'none'} ${group[0]?.split ?? ''}`;
  };
  const groups = new Map<string, Sample[]>();
  for (const sample of samples) {
    const key = JSON.stringify(sample.group === undefined ? [sample.id] : [sample.group, sample.split ?? '']);
    const group = groups.get(key) ?? [];
    group.push(sample);
    groups.set(key, group);
  }
  return [...groups]
    .map(([key, group]) => ({
      samples: group,
      stratum: rarest(group),
      draw: createHash('sha256').update(`${seed} ${key}`).digest('hex'),
    }))
    .sort((a, b) => (a.draw < b.draw ? -1 : 1));
}
