/** Options of {@link mapAhead}. */
export interface MapAheadOptions<Item, Result> {
  /** What is done with each item. */
  readonly map: (item: Item) => Promise<Result>;
  /** Items begun before their results are asked for; 0 begins each on demand. */
  readonly ahead: number;
  /** Items that may be under way at one time. */
  readonly concurrency: number;
}

/**
 * Maps items by an asynchronous function, in their order, several at a time and a bounded number ahead of the consumer.
 *
 * A failure surfaces at the consumer when its turn comes. Leaving the loop early begins no further item.
 */
export async function* mapAhead<Item, Result>(
  items: readonly Item[],
  { map, ahead, concurrency }: MapAheadOptions<Item, Result>,
): AsyncGenerator<Result, void, undefined> {
  const window: Promise<Result>[] = [];
  let capacity = 0;
  let started = 0;
  let running = 0;

  const startMore = () => {
    while (started < items.length && window.length < capacity && running < concurrency) {
      running++;
      const mapping = map(items[started++]!).finally(() => {
        running--;
        startMore();
      });
      mapping.catch(() => {}); // It is the consumer who meets the error, when its turn comes.
      window.push(mapping);
    }
  };

  try {
    for (let taken = 0; taken < items.length; taken++) {
      capacity = ahead + 1;
      startMore();
      const result = await window[0]!;
      window.shift();
      capacity = ahead;
      startMore();
      yield result;
    }
  } finally {
    capacity = 0;
  }
}
