import { requireCount } from '../../require-number.js';
import { requireOptions } from '../../require-options.js';
import { seededRandom } from '../../seeded-random.js';
import type { Parameters } from '../space/dimension.js';
import { orderByMerit } from '../trials/order-by-merit.js';
import type { Trial } from '../trials/trial.js';
import { parzenEstimator } from './parzen-estimator.js';
import { samplePoint } from './random.js';
import type { Proposal, Strategy } from './strategy.js';

/** Good trials at most, however many there are. */
const MAXIMUM_GOOD = 25;

/**
 * A strategy by tree-structured Parzen estimators (Bergstra et al., 2011, "Algorithms for Hyper-Parameter Optimization", section 4), over
 * all dimensions jointly (as Falkner et al., 2018, arXiv:1807.01774): the trials so far are parted into the best few and the others, the density of either is estimated, and of candidates
 * drawn from that of the good ones the one is proposed at which the ratio of the two, and so the expected improvement, is largest.
 *
 * Complete trials come before pruned ones, of which those that came farther are better, and those before failed ones. Running trials count among
 * the others, so that processes side by side try different things. What was tried is not proposed again, unless all candidates were.
 *
 * @throws TypeError if an option is unknown; RangeError if one is out of range.
 *
 * @example
 * import { search, space, strategies } from '@hpa/train';
 * const points = { x: space.uniform(-10, 10), y: space.uniform(-10, 10) };
 * const bowl = ({ x, y }) => (x - 3) ** 2 + (y + x) ** 2;
 * const { best } = await search(points, bowl, { strategy: strategies.tpe(), trials: 60, seed: 1, mode: 'min' });
 * best.value < 1; // true
 */
export function tpe(
  options: {
    /** How many trials are drawn at random first, known-good points included; a positive integer. Default: 10. */
    readonly startupTrials?: number;
    /** How many points are compared for each proposal; a positive integer. Default: 64. */
    readonly candidates?: number;
    /** Which share of the trials is good, above 0 and below 1; 25 at most are. Default: 0.1. */
    readonly goodShare?: number;
  } = {},
): Strategy {
  const {
    startupTrials = 10,
    candidates = 64,
    goodShare = 0.1,
  } = requireOptions(options, {
    of: 'tpe',
    known: { startupTrials: true, candidates: true, goodShare: true },
  });
  requireCount(startupTrials, { name: 'startupTrials' });
  requireCount(candidates, { name: 'candidates' });
  if (!(goodShare > 0 && goodShare < 1)) {
    throw new RangeError(`goodShare must be above 0 and below 1; received ${goodShare}`);
  }
  return {
    name: 'tpe',
    settings: { startupTrials, candidates, goodShare },
    ends: false,
    requireSpace() {},
    propose({ space, seed, mode, number, trials }: Proposal): Parameters {
      const ended = orderByMerit(trials, { mode });
      if (ended.length < startupTrials) {
        return samplePoint(space, { seed, number });
      }
      const running = trials.filter(({ state }) => state === 'running');
      const goodCount = Math.min(MAXIMUM_GOOD, Math.ceil(goodShare * ended.length));
      const pointsOf = (some: readonly Trial[]) => some.map(({ parameters }) => parameters);
      // The good ones, which are few, narrow faster, so that proposals come close to the best.
      const good = parzenEstimator(space, { points: pointsOf(ended.slice(0, goodCount)), narrowing: 3 });
      const others = [...ended.slice(goodCount), ...running];
      const bad = parzenEstimator(space, { points: pointsOf(others), narrowing: 1 });

      const random = seededRandom([seed, 'tpe', number]);
      const drawn = Array.from({ length: candidates }, () => good.sample(random));
      const tried = new Set(pointsOf(trials).map((point) => keyOf(point, space)));
      const untried = drawn.filter((point) => !tried.has(keyOf(point, space)));
      const gains = (untried.length > 0 ? untried : drawn).map((point) => ({
        point,
        gain: good.logDensity(point) - bad.logDensity(point),
      }));
      return gains.reduce((best, each) => (each.gain > best.gain ? each : best)).point;
    },
  };
}

function keyOf(point: Parameters, space: Proposal['space']): string {
  return JSON.stringify(Object.keys(space).map((name) => point[name]));
}
