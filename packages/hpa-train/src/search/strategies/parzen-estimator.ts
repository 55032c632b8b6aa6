import type { SeededRandom } from '../../seeded-random.js';
import type { Dimension, Parameters, ParameterValue, PlainDimension, Space } from '../space/dimension.js';
import { fillSpace } from '../space/fill-space.js';
import { sampleDimension } from '../space/sample-dimension.js';
import { fromUnit, type NumericDimension, toUnit } from '../space/unit-scale.js';
import { drawWithinUnit, normalShareBelow } from './normal-distribution.js';

/** A distribution over a space, estimated from points of it. */
export interface ParzenEstimator {
  sample(random: SeededRandom): Parameters;
  /** The logarithm of the density at a point, on the unit scales of its dimensions. */
  logDensity(parameters: Parameters): number;
}

/** One summand of the estimate in one dimension. */
interface Kernel {
  draw(random: SeededRandom): ParameterValue;
  logDensity(place: Place): number;
}

/** Kernels of integers narrow slowly: as narrow as the step from one to the next, they would never leave the values tried already. */
const INTEGER_NARROWING = 0.2;

/** Where a value lies: its share of the range and that of the next lower and higher end of it, or its index among the choices. */
type Place = readonly [at: number, low: number, high: number];

/**
 * The mean of a kernel round each point, and of the prior: each is a product over the dimensions, so that dimensions which go together are
 * proposed together. In a dimension that a point lacks, its kernel is the prior.
 */
export function parzenEstimator(
  space: Space,
  {
    points,
    narrowing,
  }: {
    readonly points: readonly Parameters[];
    /** How fast kernels of real numbers narrow as points come: their deviation is at least 1 / (narrowing n + 2) of a range. */
    readonly narrowing: number;
  },
): ParzenEstimator {
  const kernels = new Map<string, readonly Kernel[]>();
  for (const [name, dimension] of Object.entries(space)) {
    const inner = plain(dimension);
    const values = points.map((point) => point[name]);
    kernels.set(name, [...kernelsOf(inner, { values, narrowing }), priorOf(inner)]);
  }
  const logShare = -Math.log(points.length + 1);

  return {
    sample(random) {
      const index = random.integer([0, points.length]);
      return fillSpace(space, (name) => kernels.get(name)![index]!.draw(random));
    },
    logDensity(parameters) {
      const logs = Array.from({ length: points.length + 1 }, () => logShare);
      for (const [name, value] of Object.entries(parameters)) {
        const place = placeOf(plain(space[name]!), value);
        for (const [index, kernel] of kernels.get(name)!.entries()) {
          logs[index]! += kernel.logDensity(place);
        }
      }
      const maximum = Math.max(...logs);
      return maximum + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - maximum), 0));
    },
  };
}

function plain(dimension: Dimension): PlainDimension {
  return dimension.kind === 'conditional' ? dimension.dimension : dimension;
}

function placeOf(dimension: PlainDimension, value: ParameterValue): Place {
  if (dimension.kind === 'choice') {
    return [dimension.values.indexOf(value), 0, 0];
  }
  const number = value as number;
  return dimension.kind === 'integer'
    ? [toUnit(dimension, number), toUnit(dimension, number - 0.5), toUnit(dimension, number + 0.5)]
    : [toUnit(dimension, number), 0, 0];
}

function priorOf(dimension: PlainDimension): Kernel {
  if (dimension.kind !== 'choice') {
    return normalKernel(dimension, { mean: 0.5, deviation: 1 });
  }
  const log = -Math.log(dimension.values.length);
  return { draw: (random) => sampleDimension(dimension, random), logDensity: () => log };
}

function kernelsOf(
  dimension: PlainDimension,
  {
    values,
    narrowing,
  }: { readonly values: readonly (ParameterValue | undefined)[]; readonly narrowing: number },
): readonly Kernel[] {
  const prior = priorOf(dimension);
  if (dimension.kind === 'choice') {
    return values.map((value) =>
      value === undefined ? prior : choiceKernel(dimension.values, { value, count: values.length }),
    );
  }
  const means = values.map((value) => (value === undefined ? null : toUnit(dimension, value as number)));
  const deviations = deviationsOf(
    means.filter((mean) => mean !== null),
    { narrowing: dimension.kind === 'integer' ? INTEGER_NARROWING : narrowing },
  );
  return means.map((mean) =>
    mean === null ? prior : normalKernel(dimension, { mean, deviation: deviations.get(mean)! }),
  );
}

/** Mostly one value; each of the others is as likely as the prior among `count` points makes it. */
function choiceKernel(
  values: readonly ParameterValue[],
  { value, count }: { readonly value: ParameterValue; readonly count: number },
): Kernel {
  const own = values.indexOf(value);
  const other = 1 / (count + 1 + values.length);
  const share = 1 - other * (values.length - 1);
  const [logShare, logOther] = [Math.log(share), Math.log(other)];
  return {
    draw(random) {
      const others = values.filter((each) => each !== value);
      return others[Math.floor(random.uniform() / other)] ?? value;
    },
    logDensity: ([at]) => (at === own ? logShare : logOther),
  };
}

/** A normal distribution cut to the range; of integers, its share in the range of each. */
function normalKernel(
  dimension: NumericDimension,
  normal: { readonly mean: number; readonly deviation: number },
): Kernel {
  const { mean, deviation } = normal;
  const below = (x: number): number => normalShareBelow((x - mean) / deviation);
  const within = below(1) - below(0);
  const logScale = -Math.log(deviation * Math.sqrt(2 * Math.PI) * within);
  return {
    draw: (random) => fromUnit(dimension, drawWithinUnit(normal, random)),
    logDensity:
      dimension.kind === 'integer'
        ? ([, low, high]) => Math.log(Math.max((below(high) - below(low)) / within, 1e-12))
        : ([at]) => logScale - 0.5 * ((at - mean) / deviation) ** 2,
  };
}

/**
 * How wide the kernel of each point is: 0.7 of the way to the farther of its neighbors, within bounds of which the lower one narrows as
 * points come.
 */
function deviationsOf(
  means: readonly number[],
  { narrowing }: { readonly narrowing: number },
): ReadonlyMap<number, number> {
  const sorted = [...means].sort((a, b) => a - b);
  const minimum = 1 / Math.min(100, narrowing * sorted.length + 2);
  return new Map(
    sorted.map((mean, index) => {
      const neighbors = [sorted[index - 1], sorted[index + 1]].filter((other) => other !== undefined);
      const ends = neighbors.length === 0 ? [0, 1] : neighbors;
      const farther = Math.max(...ends.map((other) => Math.abs(other - mean)));
      return [mean, Math.min(1, Math.max(minimum, 0.7 * farther))] as const;
    }),
  );
}
