import { CHANNEL_NAMES, chooseLevels } from '@hpa/data';
import type { ImageSource, LevelsOption, MeasuredLevels } from '../answering/messages.js';
import { type DecodedImage, decoderFor, type StoredLevels } from './decode-image.js';
import { decodeSource } from './decode-source.js';
import { IN_COLOR, levelsIn } from './to-gray-levels.js';

/** Maximum number of images that are looked at, as the commands do. */
const LOOKED_AT = 32;
/** An image whose levels count, by the name that its files share. */
export interface MeasuredImage {
  readonly id: string;
  readonly source: ImageSource;
}

/**
 * Finds the levels that become 0 and 255, over up to 32 images that are spread evenly over all, as the commands do. One that cannot be
 * decoded is passed over: what is wrong with it is said when it is answered for.
 *
 * Pictures of 8 bits are decoded by the way that scales them too, `percentile`, alone.
 */
export function measureLevels(
  images: readonly MeasuredImage[],
  levels: LevelsOption,
): Promise<MeasuredLevels> {
  const count = Math.min(LOOKED_AT, images.length);
  const spread = Array.from(
    { length: count },
    (_, index) => images[Math.floor((index * images.length) / count)]!,
  );
  return chooseLevels(storedChannels(spread, { eightBits: levels === 'percentile' }), { levels });
}

async function* storedChannels(
  images: readonly MeasuredImage[],
  { eightBits }: { readonly eightBits: boolean },
) {
  for (const { id, source } of images) {
    if (source.kind === 'drawn' || !(eightBits || (await holdsMore(source)))) {
      continue;
    }
    const decoded = await decodeSource(source).catch(() => new Map<string, DecodedImage>());
    try {
      for (const [key, image] of decoded) {
        const names = CHANNEL_NAMES.filter((name) => name === key);
        const { levels, samples } = levelsIn(image);
        // What is no number is said when the image is answered for.
        if (!isAllNumbers(levels)) {
          continue;
        }
        for (const name of source.kind === 'color' ? IN_COLOR : names) {
          yield { id, name, levels, samples };
        }
      }
    } finally {
      for (const image of decoded.values()) {
        image.close();
      }
    }
  }
}

/** Whether a file may hold more than 8 bits, which its first bytes tell; that of none that can be read. */
async function holdsMore(source: Exclude<ImageSource, { readonly kind: 'drawn' }>): Promise<boolean> {
  const files = source.kind === 'color' ? [source.file] : Object.values(source.files);
  const decoders = await Promise.all(files.map((file) => decoderFor(file).catch(() => 'browser')));
  return decoders.some((decoder) => decoder !== 'browser');
}

/** Whether no level is infinite or NaN, which integers cannot be. */
function isAllNumbers(levels: StoredLevels): boolean {
  return levels instanceof Float32Array || levels instanceof Float64Array
    ? levels.every((level) => Number.isFinite(level))
    : true;
}
