import { parseXml, XmlElement } from '@rgrove/parse-xml';

/** Longest description that is looked into: enough for a tag for each of many planes. */
const DESCRIPTION_LIMIT = 2 ** 24;

/**
 * Tells how many planes of gray or color the description of a TIFF counts in its file, if it counts any. Programs write
 * descriptions that count planes behind the only page, or in other files: what libtiff sees is then not all.
 *
 * - ImageJ and SCIFIO: `images=4`, or the product of `channels`, `slices` and `frames`.
 * - OME-XML: the planes of all images that are not in another file.
 * - tifffile: `{"shape": [4, 512, 512]}`.
 */
export function describedPlanes(
  description: string,
  {
    height,
    width,
    samples,
  }: {
    /** Rows of a plane. */
    readonly height: number;
    /** Columns of a plane. */
    readonly width: number;
    /** Samples of a pixel. */
    readonly samples: number;
  },
): number | undefined {
  if (description.length > DESCRIPTION_LIMIT) {
    return undefined;
  }
  if (/<(?:\w+:)?OME[\s>]/.test(description)) {
    return planesOfOme(description);
  }
  if (/^(?:ImageJ|SCIFIO)=/m.test(description)) {
    const numberOf = (key: string) =>
      Number(new RegExp(`^${key}=(\\d+)\\s*$`, 'm').exec(description)?.[1] ?? 1);
    return Math.max(numberOf('images'), numberOf('channels') * numberOf('slices') * numberOf('frames'));
  }
  return planesOfShape(description, height * width * samples);
}

function planesOfShape(description: string, planeLength: number): number | undefined {
  let described: unknown;
  try {
    described = JSON.parse(description);
  } catch {
    return undefined;
  }
  const { shape } = (described ?? {}) as { readonly shape?: unknown };
  if (!Array.isArray(shape) || shape.some((length) => !Number.isSafeInteger(length))) {
    return undefined;
  }
  return (shape as number[]).reduce((product, length) => product * length, 1) / planeLength;
}

function planesOfOme(description: string): number | undefined {
  let root: XmlElement | null;
  try {
    ({ root } = parseXml(description));
  } catch {
    return undefined;
  }
  const all = [...within(root)];
  const pixels = all.filter((element) => nameOf(element) === 'Pixels');
  const files = new Set(
    all.flatMap((element) => (nameOf(element) === 'UUID' ? [element.attributes.FileName] : [])),
  );
  // Which of several files this one is would be told by its name, which people change.
  if (pixels.length === 0 || files.size > 1) {
    return undefined;
  }
  let planes = 0;
  for (const element of pixels) {
    const { SizeC, SizeZ, SizeT } = element.attributes;
    const inColor = [...within(element)].find((inner) => nameOf(inner) === 'Channel')?.attributes;
    planes += (Number(SizeC) * Number(SizeZ) * Number(SizeT)) / Number(inColor?.SamplesPerPixel ?? 1);
  }
  return Number.isFinite(planes) ? planes : undefined;
}

function* within(element: XmlElement | null): Generator<XmlElement> {
  for (const child of element?.children ?? []) {
    if (child instanceof XmlElement) {
      yield child;
      yield* within(child);
    }
  }
}

/** The name of an element without the prefix of its namespace. */
function nameOf({ name }: XmlElement): string {
  return name.replace(/^.*:/, '');
}
