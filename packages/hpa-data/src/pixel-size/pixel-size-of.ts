import type { TiffStart } from './read-tiff-start.js';

/** Columns and rows of a pixel, in micrometers. */
interface PixelSides {
  readonly x: number;
  readonly y: number;
}

/** Micrometers of the units that files name. */
const MICROMETERS: Readonly<Record<string, number>> = {
  m: 1e6,
  cm: 1e4,
  mm: 1e3,
  µm: 1,
  um: 1,
  micron: 1,
  microns: 1,
  micrometer: 1,
  micrometre: 1,
  nm: 1e-3,
  Å: 1e-4,
  pm: 1e-6,
  inch: 25_400,
};
const INCH = 2;
const CENTIMETER = 3;

/** The tags of a TIFF may mean print: 4800 dots an inch, the finest, are 5.3 micrometers. Light cannot tell 0.005 apart. */
const SEEN = { minimum: 0.005, maximum: 5 };

/** Sides of pixels that differ by less are equal: files round them. */
const ROUNDING = 0.01;

/**
 * Says how large the pixels of a TIFF are: by `PhysicalSizeX` and `PhysicalSizeY` of OME-XML, by the unit that ImageJ states, or by the
 * tags of its resolution, if a microscope could have it.
 *
 * @returns Micrometers along a pixel, `oblong` if pixels are no squares, or undefined if the file does not say.
 */
export function pixelSizeOf(start: TiffStart): number | 'oblong' | undefined {
  const sides = sidesOfOme(start.description) ?? sidesOfImageJ(start) ?? sidesOfTags(start);
  if (sides === undefined || !isSize(sides.x) || !isSize(sides.y)) {
    return undefined;
  }
  return Math.abs(sides.x - sides.y) > ROUNDING * sides.x ? 'oblong' : sides.x;
}

function isSize(size: number): boolean {
  return size > 0 && size < Number.POSITIVE_INFINITY;
}

/** Of OME-XML, whose unit is the micrometer unless it states another (OME model, `Pixels`). */
function sidesOfOme(description: string): PixelSides | undefined {
  const [tag] = /<(?:\w+:)?Pixels\s[^<>]*>/.exec(description) ?? [];
  const attribute = (name: string): string | undefined =>
    new RegExp(`\\b${name}\\s*=\\s*["']([^"']*)["']`).exec(tag ?? '')?.[1];
  const side = (axis: 'X' | 'Y'): number =>
    Number(attribute(`PhysicalSize${axis}`) ?? Number.NaN) *
    (MICROMETERS[unitOf(attribute(`PhysicalSize${axis}Unit`) ?? 'µm')] ?? Number.NaN);
  const sides = { x: side('X'), y: side('Y') };
  return isSize(sides.x) && isSize(sides.y) ? sides : undefined;
}

/** Of ImageJ, which writes pixels per unit as the resolution, and names the unit in its description. */
function sidesOfImageJ({ description, resolution: { x, y } }: TiffStart): PixelSides | undefined {
  const [, unit] = (/^ImageJ=/m.test(description) && /^unit=(.+?)\s*$/m.exec(description)) || [];
  const micrometers = unit === undefined ? undefined : MICROMETERS[unitOf(unit)];
  return micrometers === undefined || x === undefined || y === undefined
    ? undefined
    : { x: micrometers / x, y: micrometers / y };
}

function sidesOfTags({ resolution: { x, y }, resolutionUnit }: TiffStart): PixelSides | undefined {
  const micrometers =
    resolutionUnit === INCH ? MICROMETERS.inch : resolutionUnit === CENTIMETER ? MICROMETERS.cm : undefined;
  if (micrometers === undefined || x === undefined || y === undefined) {
    return undefined;
  }
  const sides = { x: micrometers / x, y: micrometers / y };
  const seen = Object.values(sides).every((side) => side >= SEEN.minimum && side <= SEEN.maximum);
  return seen ? sides : undefined;
}

/** The unit as the table has it: the micro sign has two code points, and escapes. */
function unitOf(text: string): string {
  return text.trim().replace(/&#0*181;|&#x0*b5;|\\u00b5|\u03bc/gi, 'µ');
}
