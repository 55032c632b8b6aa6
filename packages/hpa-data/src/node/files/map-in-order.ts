import { mapAhead } from '../../batches/map-ahead.js';

/** Maximum number of pending calls. */
const CONCURRENT = 16;

/**
 * Maps items by an asynchronous function, a few at a time, so that a large dataset needs neither much memory nor many
 * file handles. If several fail, the error is that of the first in order, not of the fastest, so that it is the same
 * each time.
 */
export async function mapInOrder<Item, Result>(
  items: readonly Item[],
  map: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for await (const result of mapAhead(items, { map, ahead: CONCURRENT, concurrency: CONCURRENT })) {
    results.push(result);
  }
  return results;
}
