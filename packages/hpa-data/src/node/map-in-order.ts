import { mapAhead } from '../batches/map-ahead.js';

/** Calls under way at one time. */
const CONCURRENT = 16;

/**
 * Maps items by an asynchronous function with a few calls under way, so that a large data set needs neither its memory
 * nor its handles. Where several fail, the error is that of the first in order, not of the quickest: the same fault is
 * told in the same words each time.
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
