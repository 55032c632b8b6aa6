import type { NameMapping } from './name-mapping.js';

/**
 * Translates the names of a file to those of variables, without the prefix that a wrapper puts before most of them, such as
 * `module.` of PyTorch's DataParallel, `model.` of Lightning, or `sequential/` of Keras 3.
 *
 * Of the prefixes that more than half of the names share, none included, the one that makes the most names known is dropped. A name
 * that stands further out, such as `sequential/dense` beside `sequential/inception_v3/conv2d`, loses as much of it as it has, if that
 * makes it known.
 */
export function resolveNames(
  stored: readonly string[],
  { names, known }: { readonly names: NameMapping; readonly known: (name: string) => boolean },
): ReadonlyMap<string, string | null> {
  const candidates = ['', ...sharedPrefixes(stored)].map((prefix) => {
    const outer = outerPrefixes(prefix);
    const plain = stored.map((name) => (name.startsWith(prefix) ? name.slice(prefix.length) : name));
    const bare = stored.map((name) => name.slice(outer.find((part) => name.startsWith(part))!.length));
    const [mapping, bareMapping] = [names(plain), names(bare)];
    const resolved = new Map<string, string | null>();
    let count = 0;
    for (const [i, name] of stored.entries()) {
      const target = knownTarget(mapping.get(plain[i]!), known);
      const bareTarget = knownTarget(bareMapping.get(bare[i]!), known);
      const isBare = !isWeight(target) && isWeight(bareTarget);
      const found = isBare ? bareTarget : target;
      if (found !== undefined) {
        resolved.set(name, found);
      }
      count += Number(isWeight(found));
    }
    return { resolved, count };

    function isWeight(target: string | null | undefined): boolean {
      return typeof target === 'string' && known(target);
    }
  });
  return candidates.reduce((best, candidate) => (candidate.count > best.count ? candidate : best)).resolved;
}

/** Keras 3 calls the kernel of a depthwise convolution `kernel` in .h5 files; TensorFlow.js and Keras 2 call it `depthwise_kernel`. */
function knownTarget(
  target: string | null | undefined,
  known: (name: string) => boolean,
): string | null | undefined {
  if (typeof target !== 'string' || known(target) || !target.endsWith('/kernel')) {
    return target;
  }
  const depthwise = target.replace(/kernel$/, 'depthwise_kernel');
  return known(depthwise) ? depthwise : target;
}

/** Wrappers in wrappers that are looked for; a name of a malicious file may consist of dots. */
const MAXIMUM_LEVELS = 8;

/** A prefix and those around it, the longest first: a/b/, a/, and none. */
function outerPrefixes(prefix: string): string[] {
  return ['', ...[...prefix.matchAll(/[./]/g)].map(({ index }) => prefix.slice(0, index + 1))].reverse();
}

/** Prefixes, up to a dot or slash, of more than half of the names; the shortest first. */
function sharedPrefixes(names: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const name of names) {
    let level = 0;
    for (const { index } of name.matchAll(/[./]/g)) {
      const prefix = name.slice(0, index + 1);
      counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
      level++;
      if (level === MAXIMUM_LEVELS) {
        break;
      }
    }
  }
  return [...counts]
    .filter(([, count]) => count > names.length / 2)
    .map(([prefix]) => prefix)
    .sort((a, b) => a.length - b.length);
}
