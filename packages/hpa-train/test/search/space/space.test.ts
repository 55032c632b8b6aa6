import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { space } from '../../../src/index.js';
import { requireParameters } from '../../../src/search/space/require-parameters.js';
import { requireSpace } from '../../../src/search/space/require-space.js';
import { fromUnit, toUnit } from '../../../src/search/space/unit-scale.js';
import { samplePoint } from '../../../src/search/strategies/random.js';

const POINTS = {
  optimizer: space.choice(['adam', 'sgd', null, 3, true]),
  momentum: space.when('optimizer', ['sgd', 3], space.uniform(-1, 1)),
  layers: space.integer(1, 4),
  widths: space.when('layers', [2, 3, 4], space.integer(8, 512, { log: true })),
  nesterov: space.when('momentum', 0.5, space.choice([true, false])),
};

describe('a space', () => {
  it('is plain JSON, and is read back from it', () => {
    const parsed = JSON.parse(JSON.stringify(POINTS));
    expect(parsed).toEqual(POINTS);
    expect(requireSpace(parsed)).toBe(parsed);
  });

  it.each([
    [{}, 'the space must have at least one dimension; received none'],
    [[], 'the space must be an object of dimensions by name; received an array'],
    [{ x: 3 }, 'space.x must be a dimension of space, such as space.uniform(0, 1); received 3'],
    [
      { x: { kind: 'normal' } },
      "space.x must be choice, uniform, log-uniform, integer, conditional; received 'normal'",
    ],
    [{ '1': space.uniform(0, 1) }, "begins with a letter; received '1'"],
    [{ x: { ...space.uniform(0, 1), step: 1 } }, 'space.x has no key step; uniform has kind, low, high'],
    [
      { x: space.when('y', 1, space.uniform(0, 1)) },
      "space.x must hang on an earlier dimension (none); received 'y'",
    ],
    [
      { x: space.choice([1, 2]), y: space.when('x', 3, space.uniform(0, 1)) },
      'space.y hangs on a value that x never has: 3',
    ],
    [
      {
        x: space.choice([1, 2]),
        y: { ...space.when('x', 1, space.uniform(0, 1)), dimension: POINTS.momentum },
      },
      'space.y holds a condition in a condition',
    ],
  ])('is refused if it is not whole: %j', (value, message) => {
    expect(() => requireSpace(value as never)).toThrow(message);
  });

  it.each([
    [() => space.choice([]), 'choice must have at least one value; received an array'],
    [() => space.choice([1, 1]), 'choice must have each value once; received 1 twice'],
    [
      () => space.choice([Number.NaN]),
      'choice must have texts, finite numbers, booleans or null as values; received NaN',
    ],
    [() => space.uniform(1, 1), 'uniform must have finite bounds, low below high; received 1 and 1'],
    [() => space.uniform(0, Number.POSITIVE_INFINITY), 'received 0 and Infinity'],
    [() => space.logUniform(0, 1), 'logUniform must have bounds above 0 for a logarithm; received 0'],
    [() => space.integer(0, 2.5), 'integer must have integer bounds, low below high; received 0 and 2.5'],
    [
      () => space.integer(0, 4, { log: true }),
      'integer must have bounds of at least 1 for a logarithm; received 0',
    ],
    [() => space.when('x', [], space.uniform(0, 1)), 'when must have at least one value; received an array'],
  ])('has no dimension that cannot be: %s', (create, message) => {
    expect(create).toThrow(message);
  });

  it('gives points that it contains, whatever the seed', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (seed, number) => {
        const parameters = samplePoint(POINTS, { seed, number });
        expect(requireParameters(parameters, { space: POINTS, name: 'point' })).toBe(parameters);
        expect('momentum' in parameters).toBe(['sgd', 3].includes(parameters.optimizer as string));
        expect('widths' in parameters).toBe((parameters.layers as number) > 1);
      }),
    );
  });

  it.each([
    [{ optimizer: 'adam' }, 'point.layers must be an integer in [1, 4]; received undefined'],
    [{ optimizer: 'sgd', layers: 1 }, 'point.momentum must be in [-1, 1]; received undefined'],
    [
      { optimizer: 'adam', layers: 1, momentum: 0 },
      'point.momentum must be absent: its condition is not met',
    ],
    [{ optimizer: 'adam', layers: 2.5 }, 'point.layers must be an integer in [1, 4]; received 2.5'],
    [null, 'point must be an object of parameters; received null'],
  ])('says in which parameter a point is none of it: %j', (parameters, message) => {
    expect(() => requireParameters(parameters as never, { space: POINTS, name: 'point' })).toThrow(message);
  });
});

describe('the scale of a dimension', () => {
  it('is even in the logarithm if it says so', () => {
    expect(fromUnit(space.logUniform(1e-4, 1), 0.5)).toBeCloseTo(1e-2, 12);
    expect(toUnit(space.logUniform(1e-4, 1), 1e-3)).toBeCloseTo(0.25, 12);
    expect(fromUnit(space.uniform(-1, 3), 0.25)).toBe(0);
  });

  it('gives each integer an equal share', () => {
    const counts = [0, 0, 0, 0];
    for (let index = 0; index < 400; index++) {
      counts[fromUnit(space.integer(0, 3), (index + 0.5) / 400)]! += 1;
    }
    expect(counts).toEqual([100, 100, 100, 100]);
  });

  it('has each value where it gives it', () => {
    const dimension = space.integer(1, 300, { log: true });
    for (let value = 1; value <= 300; value++) {
      expect(fromUnit(dimension, toUnit(dimension, value))).toBe(value);
    }
  });
});
