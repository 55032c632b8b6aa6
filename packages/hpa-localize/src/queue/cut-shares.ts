import type { Sample } from '@hpa/data';

/** Samples of a share: seconds to minutes of work, and about 100 kB in Redis. A multiple of the batches of engines. */
export const SHARE_SIZE = 256;

/**
 * Cuts samples into shares, in their order. Each dataset has the same samples, as one of the models reads them; a share has its part of
 * each.
 */
export function cutShares(
  datasets: readonly { readonly samples: readonly Sample[] }[],
  { size = SHARE_SIZE }: { readonly size?: number } = {},
): readonly (readonly (readonly Sample[])[])[] {
  const [first, ...others] = datasets.map(({ samples }) => samples);
  if (first === undefined) {
    return [];
  }
  const byId = others.map((samples) => new Map(samples.map((sample) => [sample.id, sample])));
  return Array.from({ length: Math.ceil(first.length / size) }, (_, index) => {
    const own = first.slice(index * size, (index + 1) * size);
    return [own, ...byId.map((known) => own.flatMap(({ id }) => known.get(id) ?? []))];
  });
}
