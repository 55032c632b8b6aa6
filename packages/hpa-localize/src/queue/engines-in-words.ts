import { formatQuantity } from '../report/words/format.js';
import type { ScoredShare } from './share-schema.js';

/** Says which engines scored the shares of a table, those of shares that were found done among them. */
export function enginesInWords(shares: readonly Pick<ScoredShare, 'engine' | 'ids'>[]): string {
  const images = new Map<string, number>();
  for (const { engine, ids } of shares) {
    images.set(engine, (images.get(engine) ?? 0) + ids.length);
  }
  const [only, ...others] = images.keys();
  if (others.length === 0) {
    return `engine: ${only}`;
  }
  const list = [...images].map(([engine, count]) => `${engine} (${formatQuantity(count, 'image')})`);
  return `engines: ${list.join('; ')}; probabilities of two engines differ by up to 1e-4`;
}
