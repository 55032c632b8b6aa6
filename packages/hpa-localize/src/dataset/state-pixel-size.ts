import type { Sample } from '@hpa/data';

/** Sizes of pixels that differ by less are the same: files round them. */
const ROUNDING = 0.01;

/** Gives all images the size of pixels that was stated, and says so where files state another. */
export function statePixelSize<
  Read extends { readonly samples: readonly Sample[]; readonly warnings: readonly string[] },
>(read: Read, pixelSize: number): Read {
  const other = read.samples.filter(
    ({ pixelSize: own = pixelSize }) => Math.abs(own - pixelSize) > ROUNDING * pixelSize,
  );
  const [first] = other;
  return {
    ...read,
    samples: read.samples.map((sample) => ({ ...sample, pixelSize })),
    warnings: [
      ...read.warnings,
      ...(first === undefined
        ? []
        : [
            `the files of ${other.length} of ${read.samples.length} images state another size of pixels than ${pixelSize} micrometers, such as ${first.pixelSize} those of ${first.id}: the size that was stated is used`,
          ]),
    ],
  };
}
