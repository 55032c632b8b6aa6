import { z } from 'zod';
import { groupsOver, positionsAlong, type Step } from './image-values.js';
import { NUMBER_TYPE_NAMES, NUMBER_TYPES } from './number-types.js';

/** What a step works on. */
export interface Place {
  /** Start of error messages. */
  readonly where: string;
  /** Ids of all axes, that of the batch included. */
  readonly axes: readonly string[];
}

const AXES = z.array(z.string()).optional().nullable();
const NUMBERS = z.union([z.number(), z.array(z.number()).min(1)]);

/** What each word of the specification does (https://bioimage-io.github.io/spec-bioimage-io), by its keyword arguments. */
export const WORDS: Readonly<Record<string, (kwargs: unknown, place: Place) => Step>> = {
  ensure_dtype(kwargs) {
    const { dtype } = z.strictObject({ dtype: z.enum(NUMBER_TYPE_NAMES) }).parse(kwargs);
    // Integers drop what is behind the point, as in C and NumPy.
    return ({ data }) => Float64Array.from(NUMBER_TYPES[dtype].from(data));
  },
  clip(kwargs) {
    const { min, max } = z
      .strictObject({ min: z.number().nullish(), max: z.number().nullish() })
      .refine((limits) => (limits.min ?? limits.max ?? null) !== null, 'min or max must be given')
      .parse(kwargs);
    return ({ data }) =>
      data.map((value) =>
        Math.min(max ?? Number.POSITIVE_INFINITY, Math.max(min ?? Number.NEGATIVE_INFINITY, value)),
      );
  },
  scale_linear(kwargs, place) {
    const { gain, offset, axis } = z
      .strictObject({ gain: NUMBERS.default(1), offset: NUMBERS.default(0), axis: z.string().nullish() })
      .parse(kwargs);
    return alongAxis(
      axis,
      { place, of: { gain, offset } },
      (value, { gain: factor, offset: term }) => value * factor! + term!,
    );
  },
  fixed_zero_mean_unit_variance(kwargs, place) {
    const { mean, std, axis } = z
      .strictObject({ mean: NUMBERS, std: NUMBERS, axis: z.string().nullish() })
      .parse(kwargs);
    return alongAxis(
      axis,
      { place, of: { mean, std } },
      (value, { mean: center, std: spread }) => (value - center!) / spread!,
    );
  },
  zero_mean_unit_variance(kwargs, place) {
    const { axes, eps } = z
      .strictObject({ axes: AXES, eps: z.number().positive().default(1e-6) })
      .parse(kwargs);
    const joint = requireAxesOfImage(axes, place);
    return (values) => {
      const { groups, count } = groupsOver(values, joint);
      const means = sumsOf(values.data, { groups, count });
      const size = values.data.length / count;
      const squares = sumsOf(
        values.data.map((value, i) => (value - means[groups[i]!]! / size) ** 2),
        { groups, count },
      );
      return values.data.map(
        (value, i) => (value - means[groups[i]!]! / size) / (Math.sqrt(squares[groups[i]!]! / size) + eps),
      );
    };
  },
  scale_range(kwargs, place) {
    const parsed = z
      .strictObject({
        axes: AXES,
        min_percentile: z.number().min(0).lt(100).default(0),
        max_percentile: z.number().gt(1).max(100).default(100),
        eps: z.number().positive().default(1e-6),
        reference_tensor: z.null('reference_tensor must be absent').optional(),
      })
      .parse(kwargs);
    const joint = requireAxesOfImage(parsed.axes, place);
    return (values) => {
      const { groups, count } = groupsOver(values, joint);
      const members = Array.from({ length: count }, (): number[] => []);
      for (const [i, value] of values.data.entries()) {
        members[groups[i]!]!.push(value);
      }
      const limits = members.map((numbers) => {
        const sorted = Float64Array.from(numbers).sort();
        return [
          percentile(sorted, parsed.min_percentile),
          percentile(sorted, parsed.max_percentile),
        ] as const;
      });
      return values.data.map((value, i) => {
        const [lower, upper] = limits[groups[i]!]!;
        return (value - lower) / (upper - lower + parsed.eps);
      });
    };
  },
  sigmoid(kwargs) {
    z.strictObject({}).parse(kwargs);
    return ({ data }) => data.map((value) => 1 / (1 + Math.exp(-value)));
  },
  softmax(kwargs, place) {
    const { axis } = z.strictObject({ axis: z.string().default('channel') }).parse(kwargs);
    requireAxisOfImage(axis, place);
    return (values) => {
      const joint = [axis];
      const { groups, count } = groupsOver(values, joint);
      const highest = new Float64Array(count).fill(Number.NEGATIVE_INFINITY);
      for (const [i, value] of values.data.entries()) {
        highest[groups[i]!] = Math.max(highest[groups[i]!]!, value);
      }
      const exponentials = values.data.map((value, i) => Math.exp(value - highest[groups[i]!]!));
      const sums = sumsOf(exponentials, { groups, count });
      return exponentials.map((value, i) => value / sums[groups[i]!]!);
    };
  },
};

/** Makes a step of numbers that are the same everywhere, or one per position along an axis. */
function alongAxis<Name extends string>(
  axis: string | null | undefined,
  { place, of }: { readonly place: Place; readonly of: Readonly<Record<Name, number | readonly number[]>> },
  compute: (value: number, at: Readonly<Partial<Record<Name, number>>>) => number,
): Step {
  const names = Object.keys(of) as Name[];
  const lists = names.flatMap((name): (readonly number[])[] => {
    const each: number | readonly number[] = of[name];
    return typeof each === 'number' ? [] : [each];
  });
  if (axis !== null && axis !== undefined) {
    requireAxisOfImage(axis, place);
  } else if (lists.some(({ length }) => length > 1)) {
    throw new Error(`${place.where}: lists of ${names.join(' and ')} need an axis`);
  }
  const pick = (name: Name, position: number): number => {
    const each: number | readonly number[] = of[name];
    return typeof each === 'number' ? each : each[each.length === 1 ? 0 : position]!;
  };
  return (values) => {
    const positions = axis ? positionsAlong(values, axis) : undefined;
    const size = axis ? values.shape[values.axes.indexOf(axis)]! : 1;
    const wrong = lists.find(({ length }) => length !== 1 && length !== size);
    if (wrong) {
      throw new Error(
        `${place.where}: ${names.join(' and ')} must be ${size} along ${axis}; found ${wrong.length}`,
      );
    }
    const table = Array.from({ length: size }, (_, position) => {
      const at: Partial<Record<Name, number>> = {};
      for (const name of names) {
        at[name] = pick(name, position);
      }
      return at;
    });
    return values.data.map((value, i) => compute(value, table[positions?.[i] ?? 0]!));
  };
}

function requireAxisOfImage(axis: string, { where, axes }: Place): void {
  if (axis === 'batch' || !axes.includes(axis)) {
    throw new Error(`${where}: axis must be one of ${imageAxes(axes).join(', ')}; found ${axis}`);
  }
}

/** Requires axes within one image: what is measured over the batch, the default, depends on which images come together. */
function requireAxesOfImage(
  joint: readonly string[] | null | undefined,
  { where, axes }: Place,
): readonly string[] {
  if (!axes.includes('batch') && (joint === null || joint === undefined)) {
    return axes;
  }
  const other = joint?.find((axis) => axis === 'batch' || !axes.includes(axis));
  if (joint === null || joint === undefined || other !== undefined) {
    throw new Error(
      `${where}: axes must be of ${imageAxes(axes).join(', ')}, within one image; found ${other ?? 'none, which is all of them and the batch'}`,
    );
  }
  return joint;
}

function imageAxes(axes: readonly string[]): readonly string[] {
  return axes.filter((axis) => axis !== 'batch');
}

function sumsOf(
  data: Float64Array,
  { groups, count }: { readonly groups: Int32Array; readonly count: number },
): Float64Array {
  const sums = new Float64Array(count);
  for (const [i, value] of data.entries()) {
    sums[groups[i]!]! += value;
  }
  return sums;
}

/** The percentile of sorted numbers, between the two nearest ones in proportion (numpy.quantile, method "linear"). */
function percentile(sorted: Float64Array, percent: number): number {
  const at = (percent / 100) * (sorted.length - 1);
  const below = Math.floor(at);
  const [low, high] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
  return low + (at - below) * (high - low);
}
