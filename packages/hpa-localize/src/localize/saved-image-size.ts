import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Reads from the card of a saved model the size of its images, without an engine, so that data can be opened before one
 * starts. Loading the model checks the card and says what is wrong with it.
 *
 * @returns undefined if the card does not say.
 */
export async function savedImageSize(
  folder: string,
): Promise<{ readonly height: number; readonly width: number } | undefined> {
  try {
    const model = JSON.parse(await readFile(join(folder, 'model.json'), 'utf8')) as SavedModel | null;
    const { height, width } = model?.userDefinedMetadata?.card?.input ?? {};
    return isSize(height) && isSize(width) ? { height, width } : undefined;
  } catch {
    return undefined;
  }
}

/** The part of a saved model that is read here, none of it checked. */
interface SavedModel {
  readonly userDefinedMetadata?: {
    readonly card?: { readonly input?: { readonly height?: unknown; readonly width?: unknown } };
  };
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}
