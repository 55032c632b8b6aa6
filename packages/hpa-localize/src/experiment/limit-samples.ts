import { createHash } from 'node:crypto';
import type { Sample } from '@hpa/data';

/** Groups of a class that three splits need: one each. */
const MINIMUM_GROUPS = 3;

/** Samples that a split keeps together: those of one group, or a single one. */
interface Unit {
  readonly samples: readonly Sample[];
  /** What it stands for: the rarest of its classes, and its split if the dataset gives one. */
  readonly stratum: string;
  /** Decides the order in which units are taken. */
  readonly draw: string;
}

/** What may still be drawn for one stratum. */
interface Queue {
  /** What is left of each unit, in the order of the draw. */
  readonly left: (readonly Sample[])[];
  /** Its share of the limit. */
  readonly target: number;
  taken: number;
}

/**
 * Draws some of the samples of a study, so that a whole run can be tried quickly. Classes keep their shares. Large groups may be taken
 * in part: what is taken of one still stays in one split. Of every class there are the groups that three splits need, even if that is
 * more than the limit. The draw depends on the ids and the seed alone.
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
  const isSplit = samples.some(({ split }) => split !== undefined);
  const minimum = isSplit ? 1 : MINIMUM_GROUPS;
  const queues = queuesOf(samples, { limit, seed });
  const chosen = new Set<Sample>();
  const take = (queue: Queue, { unit, count }: { readonly unit: number; readonly count: number }): void => {
    const part = queue.left[unit]!.slice(0, count);
    queue.left[unit] = queue.left[unit]!.slice(count);
    queue.taken += part.length;
    for (const sample of part) {
      chosen.add(sample);
    }
  };
  for (const queue of queues) {
    const groups = Math.min(minimum, queue.left.length);
    const count = Math.max(1, Math.floor(queue.target / groups));
    for (let unit = 0; unit < groups; unit++) {
      take(queue, { unit, count });
    }
  }
  for (;;) {
    const room = limit - chosen.size;
    const open = queues.filter(({ left }) => left.some((unit) => unit.length > 0));
    if (room <= 0 || open.length === 0) {
      return samples.filter((sample) => chosen.has(sample));
    }
    const shortest = open.reduce((best, each) => (missing(each) > missing(best) ? each : best));
    const unit = shortest.left.findIndex((each) => each.length > 0);
    take(shortest, { unit, count: Math.min(room, Math.max(1, Math.floor(missing(shortest)))) });
  }
}

function queuesOf(
  samples: readonly Sample[],
  { limit, seed }: { readonly limit: number; readonly seed: number },
): Queue[] {
  const strata = new Map<string, Unit[]>();
  for (const unit of unitsOf(samples, seed)) {
    const units = strata.get(unit.stratum) ?? [];
    units.push(unit);
    strata.set(unit.stratum, units);
  }
  return [...strata.values()].map((units) => ({
    left: units.map((unit) => unit.samples),
    target: (limit * countSamples(units)) / samples.length,
    taken: 0,
  }));
}

function missing({ target, taken }: Queue): number {
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
  const rarestOf = (group: readonly Sample[]): number | undefined => {
    const labels = group.flatMap((sample) => sample.labels);
    return [...labels].sort((a, b) => counts.get(a)! - counts.get(b)! || a - b)[0];
  };
  const digest = (key: string): string => createHash('sha256').update(`${seed} ${key}`).digest('hex');
  const groups = new Map<string, Sample[]>();
  for (const sample of samples) {
    const key = JSON.stringify(sample.group === undefined ? [sample.id] : [sample.group, sample.split ?? '']);
    const group = groups.get(key) ?? [];
    group.push(sample);
    groups.set(key, group);
  }
  return [...groups]
    .map(([key, group]) => {
      const rarest = rarestOf(group);
      const isOfStratum = ({ labels }: Sample): boolean => rarest !== undefined && labels.includes(rarest);
      return {
        // A part of a group begins with what the group stands for.
        samples: [...group].sort(
          (a, b) => Number(isOfStratum(b)) - Number(isOfStratum(a)) || (a.id < b.id ? -1 : 1),
        ),
        stratum: `${rarest ?? 'none'} ${group[0]?.split ?? ''}`,
        draw: digest(key),
      };
    })
    .sort((a, b) => (a.draw < b.draw ? -1 : 1));
}
