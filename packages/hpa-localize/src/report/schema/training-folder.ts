/** Returns the folder of a training in the run folder: `gapnet-pl`, `gapnet-pl/repeat-2`, `gapnet-pl/repeat-2/fold-1`. */
export function trainingFolder(
  name: string,
  { repeat, fold }: { readonly repeat?: number | undefined; readonly fold?: number | undefined } = {},
): string {
  return [
    name,
    ...(repeat === undefined ? [] : [`repeat-${repeat}`]),
    ...(fold === undefined ? [] : [`fold-${fold}`]),
  ].join('/');
}
