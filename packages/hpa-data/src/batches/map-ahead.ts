/**
 * Maps items by an asynchronous function, in their order, several at a time and a bounded number ahead of the consumer.
 *
 * A failure surfaces when its turn comes. Leaving the loop early starts no further item.
 */
export async function* mapAhead<Item, Result>(
  items: readonly Item[],
  {
    map,
    ahead,
    concurrency,
  }: {
    /** Maps one item. */
    readonly map: (item: Item) => Promise<Result>;
    /** Number of items started before their results are asked for; 0 starts each on demand. */
    readonly ahead: number;
    /** Maximum number of items that are pending at one time. */
    readonly concurrency: number;
  },
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
      mapping.catch(() => {}); // The consumer gets the error when its turn comes.
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
