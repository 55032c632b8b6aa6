import { relative, resolve } from 'node:path';
import type { Sample } from '@hpa/data';
import type { ShareSample } from './share-schema.js';

/** What follows the file in the address of a page of it. */
const PAGE = /#page=[1-9]\d*$/;

/** What a worker needs of a sample to read its image: paths below the root become relative to it, so that data may lie elsewhere. */
export function portableSample(
  { id, channels, pixelSize, cell }: Sample,
  { root }: { readonly root: string },
): ShareSample {
  return {
    id,
    channels: mapValues(channels, (path) => belowRoot(path, root)),
    ...(pixelSize !== undefined && { pixelSize }),
    ...(cell && {
      cell: {
        ...(cell.mask !== undefined && { mask: belowRoot(cell.mask, root) }),
        label: cell.label,
        box: cell.box,
        center: cell.center,
        ...(cell.runs && { runs: [...cell.runs] }),
      },
    }),
  };
}

/** A sample as the sender had it, but for its labels and groups, whose files are below another root. */
export function localSample(
  { id, channels, pixelSize, cell }: ShareSample,
  { root }: { readonly root: string },
): Sample {
  const { mask, runs } = cell ?? {};
  return {
    id,
    labels: [],
    channels: mapValues(channels, (path) => resolve(root, path)),
    ...(pixelSize !== undefined && { pixelSize }),
    ...(cell && {
      cell: {
        label: cell.label,
        box: cell.box,
        center: cell.center,
        ...(mask !== undefined && { mask: resolve(root, mask) }),
        ...(runs && { runs: Uint32Array.from(runs) }),
      },
    }),
  };
}

/** The files of samples, each once, as their channels and masks name them but for the page. */
export function filesOfSamples(
  samples: readonly { readonly channels: Sample['channels']; readonly cell?: { readonly mask?: string } }[],
): readonly string[] {
  const addresses = samples.flatMap(({ channels, cell }) => [
    ...Object.values(channels),
    ...(cell?.mask === undefined ? [] : [cell.mask]),
  ]);
  return [...new Set(addresses.map((address) => address.replace(PAGE, '')))];
}

function belowRoot(path: string, root: string): string {
  const absolute = resolve(path);
  const inside = relative(root, absolute);
  return inside.startsWith('..') ? absolute : inside;
}

function mapValues(
  record: Readonly<Record<string, string>>,
  change: (value: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
