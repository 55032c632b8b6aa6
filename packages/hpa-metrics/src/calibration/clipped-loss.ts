/** As in logLoss: keeps a certain but wrong prediction finite. */
const MINIMUM_PROBABILITY = 1e-15;

/** The loss of a sample to whose true class a probability is given, in nats, as `logLoss` clips it. */
export function clippedLoss(probability: number): number {
  return -Math.log(Math.min(Math.max(probability, MINIMUM_PROBABILITY), 1 - MINIMUM_PROBABILITY));
}
